import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
/** AWS's own runtime interface client: the program that loads a handler in Lambda. */
const RIC = 'aws-lambda-ric@4.0.2';
const CACHE = join(ROOT, 'node_modules/.cache/holdband/aws-lambda-ric-4.0.2');

/**
 * The JavaScript of the runtime interface client, unpacked from its tarball: installed, it would build its native HTTP part
 * with autotools. That part is replaced by the shim beside this file; nothing else is touched.
 *
 * @returns the file to run, or `undefined` where the registry has no tarball for us
 */
export function runtimeInterfaceClient(): string | undefined {
  if (!existsSync(CACHE) && !unpack()) return undefined;
  // Each time: the cache outlives a change of the shim.
  copyFileSync(join(import.meta.dirname, '_rapid-client.cjs'), join(CACHE, 'rapid-client.cjs'));
  return join(CACHE, 'index.mjs');
}

function unpack(): boolean {
  const making = `${CACHE}.${process.pid}`;
  mkdirSync(making, { recursive: true });
  try {
    if (spawnSync('npm', ['pack', '--silent', RIC], { cwd: making }).status !== 0) return false;
    const [tarball] = globSync('*.tgz', { cwd: making });
    if (tarball === undefined || spawnSync('tar', ['xzf', tarball], { cwd: making }).status !== 0) return false;
    const source = readFileSync(join(making, 'package/index.mjs'), 'utf8');
    const native = 'cjsRequire("./rapid-client.node")';
    if (!source.includes(native)) throw new Error(`${RIC} loads its native part in another way than expected`);
    writeFileSync(join(making, 'package/index.mjs'), source.replace(native, 'cjsRequire("./rapid-client.cjs")'));
    rmSync(CACHE, { recursive: true, force: true });
    renameSync(join(making, 'package'), CACHE);
    return true;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** How one invocation ended. */
export type Outcome =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'timed-out' };

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly deadline: number;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * One function in the Lambda service's place: a Runtime API on loopback and a process that runs the bundle under the runtime
 * interface client. A process that misses its deadline is killed, and the next invocation starts a new one, as in Lambda.
 */
export class FunctionUnderTest {
  /** Standard output and error of all processes. */
  log = '';
  /** Processes started so far: cold starts. */
  coldStarts = 0;
  /** What the client said about an initialisation that failed. */
  initError: unknown;
  readonly #client: string;
  readonly #folder: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #server: Server;
  readonly #waiting: Invocation[] = [];
  readonly #running = new Map<string, Invocation>();
  #asking: ServerResponse | undefined;
  #process: ChildProcess | undefined;
  #count = 0;

  private constructor(client: string, folder: string, env: Readonly<Record<string, string>>, server: Server) {
    this.#client = client;
    this.#folder = folder;
    this.#env = env;
    this.#server = server;
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  /** @param folder with the bundle, as Lambda would unpack it */
  static async start(
    client: string,
    folder: string,
    env: Readonly<Record<string, string>>,
  ): Promise<FunctionUnderTest> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FunctionUnderTest(client, folder, env, server);
  }

  /** @param limit seconds the function may take */
  async invoke(event: unknown, limit = 10): Promise<Outcome> {
    if (!this.#process) this.#launch();
    const id = `request-${++this.#count}`;
    const outcome = new Promise<Outcome>((settle) => {
      this.#waiting.push({ id, event, deadline: Date.now() + limit * 1000, settle });
    });
    this.#handOut();
    const timer = new AbortController();
    const timeOut = delay(limit * 1000, undefined, { signal: timer.signal })
      .then(() => this.#killed())
      .catch(() => undefined);
    const result = await Promise.race([outcome, timeOut]);
    timer.abort();
    return result ?? (await outcome);
  }

  async close(): Promise<void> {
    await this.#stop();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #killed(): Promise<Outcome> {
    this.#waiting.length = 0;
    this.#running.clear();
    await this.#stop();
    return { kind: 'timed-out' };
  }

  async #stop(): Promise<void> {
    const running = this.#process;
    this.#process = undefined;
    this.#asking = undefined;
    if (!running || running.exitCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
    // It may have asked for the next event before it died.
    this.#asking = undefined;
  }

  #launch(): void {
    this.coldStarts++;
    const { port } = this.#server.address() as AddressInfo;
    const child = spawn(process.execPath, [this.#client, 'index.handler'], {
      cwd: this.#folder,
      env: {
        PATH: process.env.PATH ?? '',
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: this.#folder,
        AWS_LAMBDA_FUNCTION_NAME: 'holdband-prod-runbook',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/holdband-prod-runbook',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
        ...this.#env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.on('data', (chunk) => (this.log += chunk));
    child.stderr.on('data', (chunk) => (this.log += chunk));
    child.once('exit', () => this.#exited(child));
    this.#process = child;
  }

  /** A process that ends by itself fails what it was at. */
  #exited(child: ChildProcess): void {
    if (child !== this.#process) return;
    this.#process = undefined;
    const failed = { kind: 'failed', errorType: 'Runtime.ExitError', errorMessage: this.log } as const;
    for (const { settle } of [...this.#waiting.splice(0), ...this.#running.values()]) settle(failed);
    this.#running.clear();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const path = request.url ?? '';
    if (path.endsWith('/invocation/next')) {
      this.#asking = response;
      return this.#handOut();
    }
    response.writeHead(202).end('{"status":"OK"}');
    if (path.endsWith('/init/error')) this.initError = JSON.parse(body);
    const [, id = '', what] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const invocation = this.#running.get(id);
    this.#running.delete(id);
    if (what === 'response') invocation?.settle({ kind: 'answered', body: JSON.parse(body) });
    if (what === 'error') invocation?.settle({ kind: 'failed', ...JSON.parse(body) });
  }

  #handOut(): void {
    const [invocation] = this.#waiting;
    if (!invocation || !this.#asking) return;
    this.#waiting.shift();
    this.#running.set(invocation.id, invocation);
    this.#asking
      .writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.id,
        'lambda-runtime-deadline-ms': String(invocation.deadline),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-2:111122223333:function:holdband-prod-runbook',
        'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
      })
      .end(JSON.stringify(invocation.event));
    this.#asking = undefined;
  }
}
