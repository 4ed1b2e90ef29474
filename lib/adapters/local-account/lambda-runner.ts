// What a lambda-process runs in a process of its own: loads the handler of a bundle, answers one event after another over
// the channel to its parent. Standard output stays the function's log.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** An event on its way to the function. */
export interface RunnerRequest {
  readonly id: number;
  readonly event: unknown;
  /** When the function must have answered, epoch milliseconds. */
  readonly deadline: number;
}

export type RunnerAnswer =
  | { readonly id: number; readonly body: unknown }
  | { readonly id: number; readonly errorType: string; readonly errorMessage: string };

/** The part of Lambda's context that the runbook may use. */
interface Context {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

const [folder = ''] = process.argv.slice(2);
const { handler } = (await import(pathToFileURL(join(folder, 'index.mjs')).href)) as {
  handler: (event: unknown, context: Context) => Promise<unknown>;
};

process.on('message', (request: RunnerRequest) => {
  void run(request).then((answer) => process.send?.(answer));
});

async function run({ id, event, deadline }: RunnerRequest): Promise<RunnerAnswer> {
  const context: Context = {
    awsRequestId: `local-${id}`,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? 'local',
    getRemainingTimeInMillis: () => deadline - Date.now(),
  };
  try {
    // As JSON, because that is what Lambda makes of it: what does not survive the way must not seem to.
    const body: unknown = JSON.parse(JSON.stringify((await handler(event, context)) ?? null));
    return { id, body };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return { id, errorType: name, errorMessage: message };
  }
}
