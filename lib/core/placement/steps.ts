import type { LockedEnvironment, LockedTarget } from '../config/lock.ts';
import { InputError } from '../errors.ts';
import type { Placement } from '../targets.ts';
import type { Move, Placed, PlacementPlan } from './moves.ts';
import { deploymentOrder, type PlacedKind } from './where.ts';

/**
 * What to write into the lock: `keep`, every alarm stays where it is; `1`, the alarms that move are to be kept by their
 * stacks; `2`, the new stacks take them over; `3`, the move is over.
 */
export type PlaceStep = 'keep' | '1' | '2' | '3';

/**
 * The part of an environment in the lock after a step. Taking the same step twice changes nothing.
 *
 * @param locked its part before. @default - there is none
 * @throws InputError where the step cannot be taken now, saying which can
 */
export function takeStep(plan: PlacementPlan, step: PlaceStep, locked?: LockedEnvironment): LockedEnvironment {
  requirePossible(plan, step);
  const moves = new Map(plan.moves.map((move) => [`${move.kind} ${move.name}`, move]));
  const next = plan.places.map((placed) => ({
    ...placed,
    placement: after(step, placed, moves.get(`${placed.kind} ${placed.name}`)),
  }));
  if (step === '1' || step === '2') requireOrder(plan);
  const of = (kind: PlacedKind) =>
    next.filter((one) => one.kind === kind).map(({ name, placement }) => [name, placement] as const);
  const targets: Record<string, LockedTarget> = Object.fromEntries(
    Object.entries(locked?.targets ?? {}).map(([name, entry]) => [name, atRest(entry)]),
  );
  for (const [name, placement] of of('target')) {
    const { match, loadBalancer, targetGroup } = own(targets, name) ?? {};
    targets[name] = { ...(match && { match, loadBalancer, targetGroup }), ...placement };
  }
  const loadBalancers = Object.fromEntries(of('load-balancer'));
  return {
    stacks: plan.environment.stacks,
    targets,
    ...(Object.keys(loadBalancers).length > 0 && { loadBalancers }),
  };
}

/** What is not in the plan has no alarms, and takes no part in a move: should it come back, it is at no step of one. */
function atRest({ movingTo: _, movedFrom: __, ...entry }: LockedTarget): LockedTarget {
  return entry;
}

function own(targets: Readonly<Record<string, LockedTarget>>, name: string): LockedTarget | undefined {
  return Object.hasOwn(targets, name) ? targets[name] : undefined;
}

function after(step: PlaceStep, { placement }: Placed, move: Move | undefined): Placement {
  const { stack } = placement;
  if (step === 'keep' || step === '3' || !move) return { stack };
  return step === '1' ? { stack: move.from, movingTo: move.to } : { stack: move.to, movedFrom: move.from };
}

function requirePossible({ state, moves, places, environment }: PlacementPlan, step: PlaceStep): void {
  const refuse = (message: string) => {
    throw new InputError('StepRefused', { where: step === 'keep' ? '--keep' : '--step', message });
  };
  if (step === 'keep') {
    const stranded = places.find(({ placement }) => placement.stack > environment.stacks);
    if (state === 'handed-over')
      refuse('alarms are between two stacks; deploy --step 2, then end the move with --step 3');
    if (stranded) {
      const many = `${stranded.name} is in stack ${stranded.placement.stack}, and ${environment.name} has ${environment.stacks}`;
      refuse(`${many}; its alarms must move: --step 1`);
    }
  }
  if (step === '1' && state === 'handed-over')
    refuse('is 1, but the move before this one is not over: --step 3 ends it');
  if (step === '2' && state === 'settled') refuse('is 2, but nothing is prepared: begin with --step 1, and deploy it');
  if (step === '2' && state === 'prepared') {
    const unprepared = moves.find(({ prepared }) => !prepared);
    const what = `${unprepared?.name} must move, too, and its stack is not told to keep its alarms`;
    if (unprepared) refuse(`is 2, but ${what}: --step 1 again, and deploy it`);
    if (moves.length === 0) refuse('is 2, but over the stacks that the config has now nothing moves: --keep');
  }
  if (step === '3' && state === 'prepared')
    refuse('is 3, but the alarms are not handed over yet: --step 2, and deploy it');
  if (step === '3' && moves.length > 0 && state === 'settled') refuse('is 3, but nothing is moving');
}

/** The second step has an order, or the first is not begun. */
function requireOrder({ environment, places, moves }: PlacementPlan): void {
  const handedOver = moves.map(({ from, to }, index) => [String(index), { stack: to, movedFrom: from }] as const);
  const staying = places.map(({ placement }, index) => [`stays-${index}`, { stack: placement.stack }] as const);
  deploymentOrder({
    ...environment,
    placement: Object.fromEntries([...staying, ...handedOver]),
    loadBalancerPlacement: {},
  });
}
