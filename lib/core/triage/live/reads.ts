import { ReadFailedError, type ReadFailure } from '../../inventory/account.ts';

/** What a read brought, or why it brought nothing. */
export type Attempt<T> = { readonly value: T } | { readonly failed: ReadFailedError };

/**
 * How long a read has to give what it has, once its time is over: pages that came, or which of its calls it was that hung.
 * Milliseconds.
 */
const LAST_WORD = 50;

/**
 * Waits for a read, but hardly longer than the signal lets it: what still runs then counts as timed out, whether or not it
 * heeds the signal itself.
 *
 * @param action IAM action that a time-out is named by where the read does not name one itself
 */
export async function attempt<T>(
  action: string,
  read: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<Attempt<T>> {
  try {
    return { value: await (signal ? orAborted(action, read(), signal) : read()) };
  } catch (error) {
    if (error instanceof ReadFailedError) return { failed: error };
    throw error;
  }
}

function orAborted<T>(action: string, read: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = new ReadFailedError(action, 'time-out', `${action} did not answer in time.`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeOut = (): void => {
      timer = setTimeout(() => reject(late), LAST_WORD);
    };
    if (signal.aborted) reject(late);
    else signal.addEventListener('abort', timeOut, { once: true });
    read.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', timeOut);
    });
  });
}

/** What a person can do about a read that failed. */
export function remedyFor({ action, failure }: ReadFailedError): string {
  const remedies: { readonly [failure in ReadFailure]: string } = {
    denied: `Allow ${action} to whoever asks (docs/iam.md), and see that its credentials are valid.`,
    throttled: 'Ask again in a minute: the account makes too many calls.',
    'not-found': 'Check the ARN, the account and the Region.',
    'time-out': 'Ask again with a shorter window.',
    unreachable: 'See whether AWS can be reached from here: the network, the VPC endpoint, the Region.',
    refused: 'Check the ARN, the window and the Region.',
    failed: 'Ask again in a minute: the service failed.',
  };
  return remedies[failure];
}
