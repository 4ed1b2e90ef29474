import { catalogueEntry } from '../../lib/core/holds/catalogue.ts';
import { holdTo } from '../../lib/core/holds/profile.ts';
import { discover } from '../../lib/core/inventory/discover.ts';
import { FOUND_TRAFFIC, type FoundTraffic } from '../../lib/core/inventory/discover-classify.ts';
import type { DiscoveredGroup } from '../../lib/core/inventory/discovery.ts';
import { accountOf } from './account.ts';
import { GROUP_KINDS, type GroupKind, type SimulatedGroup } from './groups.ts';

/** A simulated target group and what discovery said of it. */
export interface Judged {
  readonly group: SimulatedGroup;
  readonly found: DiscoveredGroup;
}

/** Goals of the bench, as shares. */
export const GOALS = { precision: 0.98, recall: 0.9, trapsNotSeparable: 1 } as const;

/** How well discovery did. Shares are NaN where nothing counts towards them. */
export interface Score {
  /** Target groups, by what they are and what was said. */
  readonly confusion: { readonly [kind in GroupKind]: { readonly [traffic in FoundTraffic]: number } };
  /** Of those said to hold, the share that does. */
  readonly precision: number;
  /** Of those that hold, the share said to: severed ones count as missed, and so do those that a time-out may have made. */
  readonly recall: number;
  /** Of those rightly said to hold, the share with the right word, `long-polls` or `mixed`. */
  readonly rightWord: number;
  /** Of the same, the share with the product's name or a hold as long within 10 %. */
  readonly rightHold: number;
  /** Share of the traps that are `unknown` with the evidence `not-separable`. */
  readonly trapsNotSeparable: number;
}

const WINDOW = 3 * 3600;
/** Hold lengths this close are the same. */
const SAME_LENGTH = 0.1;

/** Lets discovery look at the groups as the command does. */
export async function discoverAll(
  groups: readonly SimulatedGroup[],
  progress?: (read: number) => void,
): Promise<Judged[]> {
  const now = groups[0]?.scenario.to ?? 0;
  const question = { region: 'us-east-2', now, windowSeconds: WINDOW, ...(progress && { progress }) };
  const { groups: found, problems } = await discover(accountOf(groups, now), question);
  if (problems.length > 0) throw new Error(`discovery had problems: ${problems.join(' ')}`);
  const byName = new Map(found.map((one) => [one.targetGroup.name, one]));
  return groups.map((group) => {
    const one = byName.get(group.name);
    if (!one) throw new Error(`discovery did not list ${group.name}`);
    return { group, found: one };
  });
}

export function scoreOf(judged: readonly Judged[]): Score {
  const holding = judged.filter(({ group }) => group.held);
  const said = judged.filter(saysHolds);
  const right = holding.filter(saysHolds);
  const traps = judged.filter(({ group }) => group.kind === 'trap');
  return {
    confusion: confusionOf(judged),
    precision: said.filter(({ group }) => group.held).length / said.length,
    recall: right.length / holding.length,
    rightWord: right.filter(({ group, found }) => found.traffic === group.held?.traffic).length / right.length,
    rightHold: right.filter(hasRightHold).length / right.length,
    trapsNotSeparable: traps.filter(isNotSeparable).length / traps.length,
  };
}

/** Whether the group was judged as it should be: for a list of the others. */
export function isRight(judged: Judged): boolean {
  const { group, found } = judged;
  if (group.held) return found.traffic === group.held.traffic && hasRightHold(judged);
  return group.kind === 'trap' ? isNotSeparable(judged) : found.traffic === 'requests';
}

export function saysHolds({ found }: Judged): boolean {
  return found.traffic === 'long-polls' || found.traffic === 'mixed';
}

/** Products that hold alike (Consul and Nomad) lend each other their names. */
function hasRightHold({ group: { held }, found: { hold } }: Judged): boolean {
  if (!held || !hold) return false;
  const named = catalogueEntry(hold.name);
  if (named?.id === held.product) return true;
  return Math.abs(holdTo(hold) - held.longestSeconds) <= SAME_LENGTH * held.longestSeconds;
}

function isNotSeparable({ found }: Judged): boolean {
  return found.traffic === 'unknown' && found.evidence.some(({ id }) => id === 'not-separable');
}

function confusionOf(judged: readonly Judged[]): Score['confusion'] {
  const count = (kind: GroupKind, traffic: FoundTraffic): number =>
    judged.filter(({ group, found }) => group.kind === kind && found.traffic === traffic).length;
  return Object.fromEntries(
    GROUP_KINDS.map((kind) => [
      kind,
      Object.fromEntries(FOUND_TRAFFIC.map((traffic) => [traffic, count(kind, traffic)])),
    ]),
  ) as Score['confusion'];
}
