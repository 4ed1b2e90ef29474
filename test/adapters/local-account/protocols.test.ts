import { DescribeTagsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATA, FLEET, LOAD_BALANCER, request, START, start } from './_account.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:verdicts';

/** Posts a form, as clients of the query protocol do. */
async function post(url: string, form: Record<string, string>) {
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, body: await response.text() };
}

const publish = (url: string, rest: Record<string, string>) =>
  post(url, { Action: 'Publish', Version: '2010-03-31', TopicArn: TOPIC, ...rest });

describe('SNS Publish', () => {
  it('keeps what was published', async () => {
    const { endpoint, account } = await start();
    const { status, body } = await publish(endpoint.url, { Message: '{"a":1}', Subject: 'verdict' });

    expect(status).toBe(200);
    expect(account.published).toMatchObject([{ topicArn: TOPIC, message: '{"a":1}', subject: 'verdict' }]);
    expect(body).toContain(`<PublishResult><MessageId>${account.published[0]?.messageId}</MessageId></PublishResult>`);
  });

  it.each([
    ['no topic', { TopicArn: 'verdicts', Message: 'a' }],
    ['an empty message', { Message: '' }],
    ['a message above 256 KiB', { Message: 'ä'.repeat(131_073) }],
    ['a subject above 100 characters', { Message: 'a', Subject: 'a'.repeat(101) }],
  ])('refuses %s', async (_, rest) => {
    const { endpoint, account } = await start();
    const { status, body } = await publish(endpoint.url, rest);

    expect(status).toBe(400);
    expect(body).toContain('<Code>InvalidParameter</Code>');
    expect(account.published).toEqual([]);
  });

  it('is refused by script with the codes of SNS', async () => {
    const { endpoint } = await start(DATA, { faults: [{ call: 'Publish', fault: 'access-denied' }] });

    expect(await publish(endpoint.url, { Message: 'a' })).toMatchObject({
      status: 403,
      body: expect.stringContaining('<Code>AuthorizationError</Code>'),
    });
  });
});

describe('The endpoint', () => {
  it('answers CloudWatch in the query protocol of older clients, too', async () => {
    const traffic = [{ targetGroup: FLEET, requests: [request(0, 1)] }];
    const { endpoint } = await start({ ...DATA, traffic });
    const metric = 'MetricDataQueries.member.1.MetricStat';
    const { body } = await post(endpoint.url, {
      Action: 'GetMetricData',
      Version: '2010-08-01',
      StartTime: new Date(START * 1000).toISOString(),
      EndTime: new Date((START + 60) * 1000).toISOString(),
      'MetricDataQueries.member.1.Id': 'q',
      [`${metric}.Stat`]: 'Sum',
      [`${metric}.Period`]: '60',
      [`${metric}.Metric.Namespace`]: 'AWS/ApplicationELB',
      [`${metric}.Metric.MetricName`]: 'RequestCount',
      [`${metric}.Metric.Dimensions.member.1.Name`]: 'LoadBalancer',
      [`${metric}.Metric.Dimensions.member.1.Value`]: 'app/edge/50dc6c495c0c9188',
    });

    expect(body).toContain('<Values><member>1</member></Values>');
    expect(body).toContain(`<Timestamps><member>${new Date(START * 1000).toISOString()}</member></Timestamps>`);
  });

  it('names the calls it answers where it does not know one', async () => {
    const { endpoint } = await start();
    const { status, body } = await post(endpoint.url, { Action: 'DeleteLoadBalancer', Version: '2015-12-01' });

    expect(status).toBe(400);
    expect(body).toContain('<Code>InvalidAction</Code>');
    expect(body).toContain('does not answer DeleteLoadBalancer; of ELBv2 it answers DescribeListeners,');
  });

  it.each([['constructor'], ['toString'], ['__proto__']])('knows no call named %s', async (call) => {
    const { endpoint } = await start();

    expect((await post(endpoint.url, { Action: call, Version: '2015-12-01' })).body).toContain('InvalidAction');
  });

  it('says which protocols it speaks to whom it does not understand', async () => {
    const { endpoint } = await start();
    const response = await fetch(`${endpoint.url}/other`);

    expect(response.status).toBe(404);
    expect(await response.text()).toContain('speaks AWS JSON 1.0');
  });

  it('refuses a body that is no JSON', async () => {
    const { endpoint } = await start();
    const headers = { 'x-amz-target': 'GraniteServiceVersion20100801.DescribeAlarms' };
    const response = await fetch(endpoint.url, { method: 'POST', headers, body: '{' });

    expect(response.status).toBe(400);
    expect(response.headers.get('x-amzn-query-error')).toBe('ValidationError;Sender');
  });

  it('listens on loopback, and tells clients where by the standard variables', async () => {
    const { endpoint } = await start();

    expect(endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(endpoint.variables).toMatchObject({ AWS_ENDPOINT_URL_CLOUDWATCH: endpoint.url, AWS_REGION: 'us-east-2' });
  });

  it('carries any text through XML that XML can carry', async () => {
    // What XML 1.0 has no character for comes as the replacement character.
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 });
    const { elb, account } = await start();
    await fc.assert(
      fc.asyncProperty(text, async (value) => {
        Object.assign(account, { data: { ...DATA, loadBalancers: [{ arn: LOAD_BALANCER, tags: { value } }] } });
        const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [LOAD_BALANCER] }));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
        const expected = value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');
        expect(TagDescriptions?.[0]?.Tags?.[0]?.Value).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});
