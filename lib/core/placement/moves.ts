import { planEnvironment } from '../alarms/plan.ts';
import { InputError } from '../errors.ts';
import type { Environment, Placement } from '../targets.ts';
import type { StackOf } from './stack-of.ts';
import { type PlacedKind, placementIn, stacksToPlaceOver } from './where.ts';

/** A target or a load balancer, and where its alarms are. */
export interface Placed {
  readonly kind: PlacedKind;
  readonly name: string;
  /** Names of its alarms, the composite's among them. */
  readonly alarms: readonly string[];
  readonly placement: Placement;
}

/** Alarms that move, or would. */
export interface Move extends Omit<Placed, 'placement'> {
  readonly from: number;
  readonly to: number;
  /** Whether the lock tells the old stack already to keep them. False: only the first step can be taken. */
  readonly prepared: boolean;
}

/**
 * How far a move is: `settled`, nothing moves; `prepared`, their stacks are told to keep the alarms; `handed-over`, the new
 * stacks have them.
 */
export type MoveState = 'settled' | 'prepared' | 'handed-over';

/** Where all alarms of an environment are, and what would be elsewhere by name. */
export interface PlacementPlan {
  readonly environment: Environment;
  /** Over how many stacks the alarms were placed; 0 where nothing is deployed. */
  readonly placedOver: number;
  readonly state: MoveState;
  readonly places: readonly Placed[];
  /** What is moving; where nothing is, what would move to have every alarm where its name places it. */
  readonly moves: readonly Move[];
}

/**
 * @param deployed how many stacks the alarms are deployed over, 0 for none: what a lock that was never written cannot say.
 * @throws InputError where the lock says it and `deployed` does, too, or neither says it and the number of stacks matters
 */
export function planPlacement(environment: Environment, deployed: number | undefined, stackOf: StackOf): PlacementPlan {
  const placedOver = placedOverOf(environment, deployed);
  // What was placed by name is where the former number of stacks put it.
  const former = { ...environment, stacks: placedOver === 0 ? environment.stacks : placedOver };
  const places = alarmsByName(environment).map(
    ({ kind, name, alarms }): Placed => ({ kind, name, alarms, placement: placementIn(former, kind, name, stackOf) }),
  );
  const state = stateOf(environment.name, places);
  const moves = places.flatMap(({ placement, ...rest }): Move[] => {
    const { stack, movingTo, movedFrom } = placement;
    if (state === 'handed-over')
      return movedFrom === undefined ? [] : [{ ...rest, from: movedFrom, to: stack, prepared: true }];
    // A stack that was taken out of the config since the first step is nowhere to go, and nowhere to stay.
    const going = movingTo !== undefined && movingTo <= environment.stacks ? movingTo : undefined;
    const goes = state === 'settled' || movingTo !== undefined || stack > environment.stacks;
    const to = going ?? (goes ? stackOf(rest.name, environment.stacks) : stack);
    return to === stack ? [] : [{ ...rest, from: stack, to, prepared: movingTo !== undefined }];
  });
  return { environment, placedOver, state, places, moves };
}

function placedOverOf({ name, stacks, placedOver }: Environment, deployed: number | undefined): number {
  if (placedOver !== undefined) {
    if (deployed === undefined) return placedOver;
    const message = `is ${deployed}, but the lock says it of ${name}: ${placedOver}; leave the option out`;
    throw new InputError('DeployedKnown', { where: '--deployed', message });
  }
  const known = deployed ?? stacksToPlaceOver(stacks, placedOver);
  if (known !== undefined) return known;
  const message = `say over how many stacks the alarms of ${name} are deployed now, which its lock does not: 0 for none yet, 1 where stacks was never given`;
  throw new InputError('DeployedUnknown', { where: '--deployed', message });
}

function alarmsByName(environment: Environment): Omit<Placed, 'placement'>[] {
  const { targets, loadBalancers } = planEnvironment(environment);
  const ofTargets = targets.map(({ target, plan: { alarms, composite } }) => {
    const names = [...alarms.map(({ name }) => name), ...(composite ? [composite.name] : [])];
    return { kind: 'target' as const, name: target.name, alarms: names };
  });
  const ofLoadBalancers = [...Map.groupBy(loadBalancers.alarms, ({ subject }) => subject)].map(([name, alarms]) => ({
    kind: 'load-balancer' as const,
    name,
    alarms: alarms.map((alarm) => alarm.name),
  }));
  return [...ofTargets, ...ofLoadBalancers];
}

function stateOf(environment: string, places: readonly Placed[]): MoveState {
  const prepared = places.find(({ placement }) => placement.movingTo !== undefined);
  const handedOver = places.find(({ placement }) => placement.movedFrom !== undefined);
  if (prepared && handedOver) {
    const message = `${prepared.name} is in the first step of a move and ${handedOver.name} in the second; take the lock from version control again`;
    throw new InputError('MoveRefused', { where: `environments.${environment}`, message });
  }
  if (prepared) return 'prepared';
  return handedOver ? 'handed-over' : 'settled';
}
