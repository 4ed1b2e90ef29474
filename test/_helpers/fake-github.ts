import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface FakeComment {
  id: number;
  body: string;
  user: { login: string; type: string };
  html_url: string;
}

/** An answer that is given instead of the real one, once. */
interface Fault {
  readonly method: string;
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly message?: string;
  /** @default - an object with the message */
  readonly body?: unknown;
  /** The request is carried out, and only its answer is lost. */
  readonly done?: boolean;
}

/** A server that speaks the endpoints of pull-request comments, with what may go wrong there. */
export class FakeGitHub {
  readonly comments: FakeComment[] = [];
  /** `GET /user`, `POST /repos/…`: what was asked, in order. */
  readonly asked: string[] = [];
  readonly faults: Fault[] = [];
  /** Login that the token speaks for; an app's token may not ask. */
  login: string | undefined = undefined;
  mayWrite = true;
  url = '';
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  add(body: string, user = { login: 'github-actions[bot]', type: 'Bot' }): FakeComment {
    const id = this.comments.length + 1;
    const comment = { id, body, user, html_url: `https://github.example/acme/alarms/pull/12#issuecomment-${id}` };
    this.comments.push(comment);
    return comment;
  }

  /** Requests that change something. */
  get writes(): string[] {
    return this.asked.filter((line) => !line.startsWith('GET '));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const method = request.method ?? '';
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(`${method} ${url.pathname}${url.search}`);
    const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(JSON.stringify(body));
    };
    const [fault] = this.faults;
    if (fault?.method === method) {
      this.faults.shift();
      if (fault.done) this.#carryOut(method, url, text, () => {});
      send(fault.status, fault.body ?? { message: fault.message ?? 'as the test wants it' }, fault.headers);
      return;
    }
    this.#carryOut(method, url, text, send);
  }

  #carryOut(
    method: string,
    url: URL,
    text: string,
    send: (status: number, body: unknown, headers?: Record<string, string>) => void,
  ): void {
    if (url.pathname === '/user') {
      if (this.login) send(200, { login: this.login });
      else send(403, { message: 'Resource not accessible by integration' });
      return;
    }
    const list = url.pathname === '/repos/acme/alarms/issues/12/comments';
    const one = this.comments.find(({ id }) => url.pathname === `/repos/acme/alarms/issues/comments/${id}`);
    if (!list && !one) send(404, { message: 'Not Found' });
    else if (method === 'GET') this.#list(url, send);
    else if (!this.mayWrite) send(403, { message: 'Resource not accessible by integration' });
    else {
      const { body } = JSON.parse(text) as { body: string };
      if (one) one.body = body;
      send(one ? 200 : 201, one ?? this.add(body));
    }
  }

  #list(url: URL, send: (status: number, body: unknown, headers?: Record<string, string>) => void): void {
    const size = Number(url.searchParams.get('per_page') ?? 30);
    const page = Number(url.searchParams.get('page') ?? 1);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const more = page * size < this.comments.length;
    const link = `<${next}>; rel="next", <${url}>; rel="last"`;
    send(200, this.comments.slice((page - 1) * size, page * size), more ? { link } : {});
  }
}
