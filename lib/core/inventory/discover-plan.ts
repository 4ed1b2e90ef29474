import type { AccountInventory } from './account.ts';
import { candidateOf } from './discover-candidates.ts';
import { plansOf } from './discovery-plan.ts';
import type { CallPlan } from './plan-calls.ts';

/**
 * What a discovery of the account would call and cost, at least and at most: lists load balancers and target groups, and
 * nothing more. What rules of the config leave out is not taken off.
 *
 * @throws ReadFailedError where one of them cannot be listed
 */
export async function planDiscovery(
  reader: Pick<AccountInventory, 'loadBalancers' | 'targetGroups'>,
): Promise<{ readonly least: CallPlan; readonly most: CallPlan }> {
  const [balancers, listed] = await Promise.all([reader.loadBalancers(), reader.targetGroups()]);
  const candidates = listed.items.flatMap((group) => candidateOf(group, []));
  const inFront = new Set(candidates.flatMap(({ loadBalancer }) => loadBalancer?.arn ?? [])).size;
  const counts = {
    loadBalancers: balancers.items.length,
    targetGroups: listed.items.length,
    candidates: candidates.length,
    inFront,
  };
  return plansOf(counts, candidates.filter(({ loadBalancer }) => loadBalancer !== undefined).length);
}
