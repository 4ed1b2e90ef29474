// In the place of aws-lambda-ric's native HTTP part (rapid-client.cc): the same three functions over Node's own HTTP. The
// native `done` and `error` block until they are posted; here `next` waits for that instead.
const { request } = require('node:http');

const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
let posted = Promise.resolve();

function send(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const call = request(
      { hostname, port, method, path: `/2018-06-01/runtime/invocation/${path}`, headers },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => (text += chunk));
        answer.on('end', () => resolve({ text, headers: answer.headers }));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

exports.next = async () => {
  await posted;
  const { text, headers } = await send('GET', 'next');
  return { bodyJson: text, headers };
};
exports.done = (id, body) => {
  posted = send('POST', `${id}/response`, body, { 'content-type': 'application/json' });
};
exports.error = (id, body, xray) => {
  posted = send('POST', `${id}/error`, body, {
    'content-type': 'application/json',
    // The bytes as they are; Node takes headers as Latin-1.
    'lambda-runtime-function-xray-error-cause': Buffer.from(xray).toString('latin1'),
  });
};
