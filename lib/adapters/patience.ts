/** What a call may take with everything that is tried again, and every wait for a quota. Seconds. */
export const PATIENCE = 45;

/** As far as it matters here: clients of the SDK declare one overload for each command. */
interface Sends {
  send(command: unknown, options?: { readonly abortSignal?: AbortSignal }): Promise<unknown>;
}

/**
 * Ends calls of a client that take too long: the SDK waits for ever for a connection that hangs, and its adaptive retries for
 * minutes where every call is throttled. Then they fail as aborted.
 */
export function limitPatience(client: { send(...args: never[]): unknown }, seconds = PATIENCE): void {
  const sends = client as unknown as Sends;
  const send = sends.send.bind(client);
  sends.send = async (command, options = {}) => {
    const { abortSignal: outer } = options;
    const controller = new AbortController();
    const abort = () => controller.abort();
    if (outer?.aborted) abort();
    outer?.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(abort, 1000 * seconds);
    try {
      return await send(command, { ...options, abortSignal: controller.signal });
    } finally {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    }
  };
}
