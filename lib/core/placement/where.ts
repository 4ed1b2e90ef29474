import { InputError } from '../errors.ts';
import type { Environment, Placement } from '../targets.ts';
import type { StackOf } from './stack-of.ts';

/** Kinds of things whose alarms have a stack. */
export type PlacedKind = 'target' | 'load-balancer';

/** What of an environment places its alarms. */
export type PlacedEnvironment = Pick<
  Environment,
  'name' | 'stacks' | 'placement' | 'loadBalancerPlacement' | 'placedOver'
>;

/** Where the alarms of a target or a load balancer are: the lock says it, else the name. */
export function placementIn(
  { stacks, placement, loadBalancerPlacement = {} }: PlacedEnvironment,
  kind: PlacedKind,
  name: string,
  stackOf: StackOf,
): Placement {
  const kept = kind === 'target' ? placement : loadBalancerPlacement;
  // An entry of the map itself: a target may be called `constructor`.
  return (Object.hasOwn(kept, name) ? kept[name] : undefined) ?? { stack: stackOf(name, stacks) };
}

/**
 * Over how many stacks a name is placed that the lock does not keep: the number that was in force when everything was placed,
 * not the one that the config has since. `undefined` where nobody knows: more than one stack, and a lock that does not say.
 */
export function stacksToPlaceOver(stacks: number, placedOver: number | undefined): number | undefined {
  // One stack is one place, deployed or not.
  return placedOver ?? (stacks === 1 ? 1 : undefined);
}

/** Every placement that the lock keeps for an environment. */
function keptPlacements({ placement, loadBalancerPlacement = {} }: PlacedEnvironment): Placement[] {
  return [...Object.values(placement), ...Object.values(loadBalancerPlacement)];
}

/**
 * The stacks of an environment in the order of their deployment. Ascending, but a stack that alarms come from is before the
 * one that takes them over: an alarm is let go of before it is adopted. More than `stacks`, where alarms are still in, or have
 * just left, a stack beyond.
 *
 * @throws InputError where alarms move around in a circle, which no order can deploy
 */
export function deploymentOrder(environment: PlacedEnvironment): number[] {
  const kept = keptPlacements(environment);
  const last = Math.max(environment.stacks, ...kept.flatMap(({ stack, movedFrom = 1 }) => [stack, movedFrom]));
  const before = new Map<number, Set<number>>();
  for (const { stack, movedFrom } of kept) {
    if (movedFrom !== undefined) before.set(stack, (before.get(stack) ?? new Set()).add(movedFrom));
  }
  const order: number[] = [];
  const rest = new Set(Array.from({ length: last }, (_, index) => index + 1));
  while (rest.size > 0) {
    const next = [...rest].find((part) => ![...(before.get(part) ?? [])].some((from) => rest.has(from)));
    if (next === undefined) {
      const message = `alarms move in a circle among its stacks ${[...rest].join(', ')}; take the lock from version control again`;
      throw new InputError('MoveRefused', { where: `environments.${environment.name}`, message });
    }
    rest.delete(next);
    order.push(next);
  }
  return order;
}

/**
 * Refuses an environment whose alarms nobody knows the stacks of. Placement by name depends on the number of stacks: with
 * another number some names get another stack, their old stack deletes the alarms, and nobody is told.
 *
 * @param where of the setting `stacks` in the config
 * @param lockFile as the user knows it
 * @throws InputError naming the command that helps
 */
export function requirePlaced(environment: PlacedEnvironment, where: string, lockFile: string): void {
  const { name, stacks, placedOver } = environment;
  const command = `'holdband place --environment ${name}'`;
  const refuse = (message: string) => {
    throw new InputError('PlacementUnknown', { where, message });
  };
  if (placedOver === undefined && stacks > 1) {
    refuse(
      `stacks is ${stacks}, but ${lockFile} does not say in which stacks the alarms are now; ${command} writes it`,
    );
  }
  if (placedOver !== undefined && placedOver !== stacks) {
    refuse(`stacks is ${stacks}, but the alarms were placed over ${placedOver}; ${command} shows what would move`);
  }
  const stranded = keptPlacements(environment).find(
    ({ stack, movingTo = stack }) => stack > stacks && !(movingTo <= stacks),
  );
  if (stranded) {
    refuse(
      `stacks is ${stacks}, but ${lockFile} has alarms in stack ${stranded.stack}; ${command} shows what would move`,
    );
  }
}
