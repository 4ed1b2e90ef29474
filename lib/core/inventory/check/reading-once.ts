import type { AccountInventory, AccountReader } from '../account.ts';

/** Asks the same question of an account only once: what discovers and what checks need the same lists. */
export function readingOnce<T extends AccountReader & AccountInventory>(reader: T): T {
  const groups = once(() => reader.targetGroups());
  const balancers = once(() => reader.loadBalancers());
  const attributes = new Map<string, ReturnType<AccountReader['loadBalancerAttributes']>>();
  return {
    ...reader,
    targetGroups: groups,
    loadBalancers: balancers,
    loadBalancerAttributes(arn) {
      const asked = attributes.get(arn) ?? reader.loadBalancerAttributes(arn);
      attributes.set(arn, asked);
      return asked;
    },
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask();
    return asked;
  };
}
