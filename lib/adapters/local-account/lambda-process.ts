import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RunnerAnswer, RunnerRequest } from './lambda-runner.ts';

/** How one invocation ended. */
export type LambdaOutcome =
  | { readonly kind: 'answered'; readonly body: unknown }
  | { readonly kind: 'failed'; readonly errorType: string; readonly errorMessage: string }
  | { readonly kind: 'timed-out' };

export interface LambdaProcessOptions {
  /** Folder with the bundle: one `index.mjs` that exports `handler`. */
  readonly folder: string;
  /** Environment variables of the function; nothing of this process but PATH reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** Seconds one invocation may take. @default 60 - as the function is deployed */
  readonly limitSeconds?: number;
  /** Gets each line the function logs. @default - they are dropped */
  readonly onLog?: (line: string) => void;
}

/** `.ts` in the repository, `.js` in the published package. */
const RUNNER = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './lambda-runner.ts' : './lambda-runner.js', import.meta.url),
);

/**
 * A function in a Node process of its own, in Lambda's place: started with the first event, warm for those after, killed
 * where it misses its time limit and then started anew. Events go one after another.
 */
export class LambdaProcess {
  readonly #options: LambdaProcessOptions;
  #child: ChildProcess | undefined;
  #count = 0;
  #before: Promise<unknown> = Promise.resolve();
  #partLine = '';

  constructor(options: LambdaProcessOptions) {
    this.#options = options;
  }

  /** Never rejects: a failure is an outcome. */
  invoke(event: unknown): Promise<LambdaOutcome> {
    const outcome = this.#before.then(() => this.#invokeNow(event));
    this.#before = outcome;
    return outcome;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async #invokeNow(event: unknown): Promise<LambdaOutcome> {
    const child = this.#child ?? this.#start();
    const limit = (this.#options.limitSeconds ?? 60) * 1000;
    const request: RunnerRequest = { id: ++this.#count, event, deadline: Date.now() + limit };
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), limit);
    try {
      child.send(request);
      const [answer] = (await Promise.race([
        once(child, 'message', { signal: ended.signal }),
        once(child, 'exit', { signal: ended.signal }),
      ])) as [RunnerAnswer | number | null];
      if (answer === null || typeof answer !== 'object') {
        this.#child = undefined;
        return { kind: 'failed', errorType: 'Runtime.ExitError', errorMessage: `the process ended with ${answer}` };
      }
      if ('body' in answer) return { kind: 'answered', body: answer.body };
      return { kind: 'failed', errorType: answer.errorType, errorMessage: answer.errorMessage };
    } catch (error) {
      if (!ended.signal.aborted) throw error;
      await this.close();
      return { kind: 'timed-out' };
    } finally {
      clearTimeout(timer);
      ended.abort();
    }
  }

  #start(): ChildProcess {
    const { folder, env } = this.#options;
    const child = fork(RUNNER, [folder], {
      env: { PATH: process.env.PATH ?? '', ...env },
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#log(text));
    }
    this.#child = child;
    return child;
  }

  #log(text: string): void {
    const lines = (this.#partLine + text).split('\n');
    this.#partLine = lines.pop() ?? '';
    for (const line of lines) this.#options.onLog?.(line);
  }
}
