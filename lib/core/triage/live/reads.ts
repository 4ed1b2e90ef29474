import { ReadFailedError, type ReadFailure } from '../../inventory/account.ts';

/** What a read brought, or why it brought nothing. */
export type Attempt<T> = { readonly value: T } | { readonly failed: ReadFailedError };

/**
 * Waits for a read, but not longer than the signal lets it: what still runs then counts as timed out, whether or not it heeds
 * the signal itself.
 *
 * @param action IAM action that a time-out is named by
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
    const timeOut = (): void => reject(new ReadFailedError(action, 'time-out', `${action} did not answer in time.`));
    if (signal.aborted) timeOut();
    else signal.addEventListener('abort', timeOut, { once: true });
    read.then(resolve, reject).finally(() => signal.removeEventListener('abort', timeOut));
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
