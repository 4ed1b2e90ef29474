import type { AccountReader } from '../../lib/core/inventory/account.ts';

/** The same reader for one run, in which target groups of one load balancer share the reads of it. */
export function sharedReads(reader: AccountReader): AccountReader {
  return {
    ...reader,
    loadBalancerAttributes: once(reader.loadBalancerAttributes),
    listenerRules: once(reader.listenerRules),
  };
}

function once<T>(read: (arn: string, signal?: AbortSignal) => Promise<T>): typeof read {
  const made = new Map<string, Promise<T>>();
  return (arn, signal) => {
    const promise = made.get(arn) ?? read(arn, signal);
    made.set(arn, promise);
    return promise;
  };
}
