import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LockedEnvironment } from '../../../lib/core/config/lock.ts';
import { moveCommands } from '../../../lib/core/placement/deployment.ts';
import { type PlacementPlan, planPlacement } from '../../../lib/core/placement/moves.ts';
import { stackOf as placed } from '../../../lib/core/placement/stack-of.ts';
import { type PlaceStep, takeStep } from '../../../lib/core/placement/steps.ts';
import { deploymentOrder, requirePlaced } from '../../../lib/core/placement/where.ts';
import type { Environment, Placement } from '../../../lib/core/targets.ts';
import { ELASTICSEARCH, FLEET_SERVER, PROD } from '../alarms/_targets.ts';

const stackOf = (name: string, stacks: number) => placed(name, stacks, (text) => hash('sha256', text));
const names = ['fleet-server', 'elasticsearch', 'checkout', 'search', 'login'];
/** Five targets; by name they are in stacks 1 1 1 1 1, 1 2 2 2 1 and 1 2 2 2 1 of one, two and three. */
const five: Environment = { ...PROD, targets: names.map((name) => ({ ...ELASTICSEARCH, name })) };

const planOf = (environment: Environment, deployed?: number) => planPlacement(environment, deployed, stackOf);

/** An environment as it is read with the lock that a step wrote. */
function withLock(environment: Environment, { targets, loadBalancers, stacks }: LockedEnvironment): Environment {
  return {
    ...environment,
    placement: targets as Environment['placement'],
    ...(loadBalancers && { loadBalancerPlacement: loadBalancers }),
    ...(stacks !== undefined && { placedOver: stacks }),
  };
}

function stepped(environment: Environment, step: PlaceStep, deployed?: number): Environment {
  return withLock(environment, takeStep(planOf(environment, deployed), step));
}

/** Five targets that were deployed over one number of stacks, with another one in the config since. */
function raised(from: number, to: number): Environment {
  const before = stepped({ ...five, stacks: from }, 'keep', from);
  return { ...before, stacks: to };
}

/** A whole move, if there is one. */
function everyStep(before: Environment, check: (now: Environment, step: PlaceStep) => void = () => {}): Environment {
  if (planOf(before).moves.length === 0) return before;
  return (['1', '2', '3'] as const).reduce((now, step) => {
    const next = stepped(now, step);
    check(next, step);
    return next;
  }, before);
}

const movesOf = ({ moves }: PlacementPlan) => moves.map(({ name, from, to }) => `${name} ${from} ${to}`);
const stacksOf = ({ placement }: Environment) => names.map((name) => (placement[name] as Placement).stack);

describe('planPlacement', () => {
  it('lists what another number of stacks would move, with its alarms', () => {
    const plan = planOf(raised(1, 2));

    expect(movesOf(plan)).toEqual(['elasticsearch 1 2', 'checkout 1 2', 'search 1 2']);
    expect(plan.moves[0]?.alarms).toEqual(
      expect.arrayContaining(['holdband-prod-elasticsearch-slow-5m', 'holdband-prod-elasticsearch-page']),
    );
  });

  it('lists load balancers, too', () => {
    const environment = { ...PROD, targets: [FLEET_SERVER], stacks: 40 };
    const moves = planOf(environment, 1).moves.filter(({ kind }) => kind === 'load-balancer');

    const name = FLEET_SERVER.loadBalancer.name;
    expect(moves).toEqual([
      {
        kind: 'load-balancer',
        name,
        alarms: [`holdband-prod-${name}-severed-holds`],
        from: 1,
        to: stackOf(name, 40),
        prepared: false,
      },
    ]);
  });

  it('asks how many stacks are deployed where the lock does not say and it matters', () => {
    expect(() => planOf({ ...five, stacks: 2 })).toThrow(/^--deployed: say over how many stacks/);
    expect(() => planOf({ ...five, stacks: 1 })).not.toThrow();
  });

  it('is not told what the lock knows', () => {
    expect(() => planOf(raised(1, 2), 2)).toThrow(
      '--deployed: is 2, but the lock says it of prod: 1; leave the option out',
    );
  });

  it('moves nothing where nothing is deployed', () => {
    const plan = planOf({ ...five, stacks: 2 }, 0);

    expect(plan.moves).toEqual([]);
    expect(plan.places.map(({ placement }) => placement.stack)).toEqual([1, 2, 2, 2, 1]);
  });

  it('refuses a lock with two steps at once', () => {
    const placement = {
      ...raised(2, 2).placement,
      checkout: { stack: 2, movedFrom: 1 },
      search: { stack: 2, movingTo: 1 },
    };
    expect(() => planOf({ ...raised(2, 2), placement })).toThrow(
      'environments.prod: search is in the first step of a move and checkout in the second; take the lock from version control again',
    );
  });
});

describe('the steps of a move', () => {
  it('keep every alarm where it is until the second, and end with every alarm where its name places it', () => {
    const [first, second, third] = [raised(1, 2)].flatMap((before) => {
      const one = stepped(before, '1');
      const two = stepped(one, '2');
      return [one, two, stepped(two, '3')];
    }) as [Environment, Environment, Environment];

    expect(stacksOf(first)).toEqual([1, 1, 1, 1, 1]);
    expect(first.placement.checkout).toEqual({ stack: 1, movingTo: 2 });
    expect(stacksOf(second)).toEqual([1, 2, 2, 2, 1]);
    expect(second.placement.checkout).toEqual({ stack: 2, movedFrom: 1 });
    expect(stacksOf(third)).toEqual([1, 2, 2, 2, 1]);
    expect(planOf(third)).toMatchObject({ state: 'settled', moves: [] });
  });

  it('change nothing when taken twice, and have an order, from any number of stacks to any other', () => {
    const count = fc.integer({ min: 1, max: 6 });
    fc.assert(
      fc.property(count, count, count, (a, b, c) => {
        // Placed over one number, moved for a second, then given a third: as it comes in years.
        const before = { ...everyStep(raised(a, b)), stacks: c };
        const now = everyStep(before, (one, step) => {
          expect(stepped(one, step)).toEqual(one);
          expect(() => requirePlaced(one, 'stacks', 'the lock')).not.toThrow();
          expect(new Set(deploymentOrder(one)).size).toBe(deploymentOrder(one).length);
        });
        expect(stacksOf(now)).toEqual(names.map((name) => stackOf(name, c)));
      }),
    );
  });

  it('are called off by keep before anything was handed over', () => {
    const kept = stepped(stepped(raised(1, 2), '1'), 'keep');

    expect(kept.placement).toEqual(Object.fromEntries(names.map((name) => [name, { stack: 1 }])));
    expect(kept.placedOver).toBe(2);
  });

  describe('where the config has fewer stacks since the first', () => {
    /** Placed over three: checkout is told to move to the fourth, search is in the third and stays. */
    const lowered = (stacks: number): Environment => ({
      ...stepped({ ...five, stacks: 3 }, 'keep', 3),
      stacks,
      placedOver: 4,
      placement: {
        ...stepped({ ...five, stacks: 3 }, 'keep', 3).placement,
        checkout: { stack: 1, movingTo: 4 },
        search: { stack: 3 },
      },
    });

    it('lead alarms out of every stack that is no more', () => {
      expect(movesOf(planOf(lowered(2)))).toEqual(['checkout 1 2', 'search 3 2']);
      expect(stacksOf(everyStep(lowered(2)))).toEqual(names.map((name) => stackOf(name, 2)));
    });

    it('refuse the second for alarms that no stack was told to keep', () => {
      expect(() => takeStep(planOf(lowered(2)), '2')).toThrow(
        '--step: is 2, but search must move, too, and its stack is not told to keep its alarms: --step 1 again, and deploy it',
      );
      expect(() => takeStep(planOf(lowered(4)), '2')).not.toThrow();
    });

    it('refuse the second where nothing is left that moves', () => {
      const environment = lowered(1);
      const placement = {
        ...Object.fromEntries(names.map((name) => [name, { stack: 1 }])),
        checkout: { stack: 1, movingTo: 2 },
      };

      expect(() => takeStep(planOf({ ...environment, placement }), '2')).toThrow(
        '--step: is 2, but over the stacks that the config has now nothing moves: --keep',
      );
      expect(moveCommands(planOf({ ...environment, placement }), {})).toEqual([]);
    });
  });

  it('leave in the lock what a match found', () => {
    const match = { name: 'k8s-checkout-*' };
    const [loadBalancer, targetGroup] = ['arn:of:lb', 'arn:of:group'];
    const gone = { match, loadBalancer, targetGroup: 'arn:of:gone', stack: 1 };
    const locked = { targets: { checkout: { match, loadBalancer, targetGroup }, gone } };
    const { targets } = takeStep(planOf(raised(1, 2)), '1', locked);

    expect(targets.checkout).toEqual({ match, loadBalancer, targetGroup, stack: 1, movingTo: 2 });
    expect(targets.gone).toEqual(gone);
  });

  it('end the move of what left the config, so that it can come back', () => {
    const gone = { stack: 1, movingTo: 2 };
    const first = stepped(raised(1, 2), '1');
    const { targets } = takeStep(planOf(first), '2', { targets: { gone } });

    expect(targets.gone).toEqual({ stack: 1 });
  });

  it.each([
    ['2', raised(1, 2), /^--step: is 2, but nothing is prepared: begin with --step 1/],
    ['3', raised(1, 2), /^--step: is 3, but nothing is moving/],
    ['3', stepped(raised(1, 2), '1'), /^--step: is 3, but the alarms are not handed over yet: --step 2/],
    [
      '1',
      stepped(stepped(raised(1, 2), '1'), '2'),
      /^--step: is 1, but the move before this one is not over: --step 3/,
    ],
    ['keep', stepped(stepped(raised(1, 2), '1'), '2'), /^--keep: alarms are between two stacks/],
    ['keep', raised(2, 1), /^--keep: elasticsearch is in stack 2, and prod has 1; its alarms must move: --step 1/],
  ] as const)('refuse %s where it cannot be taken', (step, environment, message) => {
    expect(() => takeStep(planOf(environment), step)).toThrow(message);
  });
});

describe('a lock by hand in which alarms would move in a circle', () => {
  const odd = { ...raised(2, 2), placement: { ...raised(2, 2).placement, login: { stack: 2 }, search: { stack: 1 } } };

  it('is refused before the first step is written', () => {
    expect(movesOf(planOf(odd))).toEqual(['search 1 2', 'login 2 1']);
    expect(() => takeStep(planOf(odd), '1')).toThrow(
      'environments.prod: alarms move in a circle among its stacks 1, 2',
    );
  });

  it('is taken as it is by who keeps every alarm where it is', () => {
    expect(stepped(odd, 'keep').placement).toEqual(odd.placement);
  });
});

describe('where alarms of load balancers are', () => {
  const name = FLEET_SERVER.loadBalancer.name;
  const at = (placement: Placement) => ({
    ...PROD,
    targets: [{ ...FLEET_SERVER, name }],
    stacks: 2,
    placedOver: 2,
    placement: { [name]: { stack: 1 } },
    loadBalancerPlacement: { [name]: placement },
  });
  const placesOf = (environment: Environment) =>
    planOf(environment).places.map(({ kind, placement }) => `${kind} ${placement.stack}`);

  it('is kept apart from targets of the same name', () => {
    expect(placesOf(at({ stack: 2 }))).toEqual(['target 1', 'load-balancer 2']);
  });

  it('keeps a stack in the app, and is refused beyond the last', () => {
    expect(deploymentOrder(at({ stack: 1, movedFrom: 3 }))).toEqual([2, 3, 1]);
    expect(() => requirePlaced(at({ stack: 3 }), 'stacks', 'the lock')).toThrow(/has alarms in stack 3/);
  });

  it('is written by every step', () => {
    expect(takeStep(planOf(at({ stack: 2 })), 'keep').loadBalancers).toEqual({ [name]: { stack: 2 } });
  });

  it('is not taken from what every object has', () => {
    const targets = [{ ...ELASTICSEARCH, name: 'constructor' }];
    const environment = { ...PROD, targets, stacks: 2, placedOver: 2 };
    expect(planOf(environment).places[0]?.placement).toEqual({ stack: stackOf('constructor', 2) });
  });
});

describe('the commands of a move', () => {
  const all = (environment: Environment, call = {}) =>
    moveCommands(planOf(environment), call).map(({ commands }) => commands);

  it('deploy the old stack before the new one adopts', () => {
    expect(all(raised(1, 2))).toEqual([
      ['npx cdk deploy --exclusively holdband-prod'],
      [
        'npx cdk deploy --exclusively holdband-prod',
        'npx cdk deploy --exclusively --import-existing-resources holdband-prod-2',
      ],
      ['npx cdk deploy --exclusively holdband-prod-2'],
    ]);
  });

  it('delete a stack that is no more, last', () => {
    expect(all(raised(2, 1)).at(-1)).toEqual([
      'npx cdk deploy --exclusively holdband-prod',
      'aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name holdband-prod-2',
      'aws cloudformation delete-stack --stack-name holdband-prod-2',
    ]);
  });

  it('carry config and environment to the app, as words of a shell', () => {
    expect(all(raised(1, 2), { config: 'our config.yaml', environment: 'prod' })[0]).toEqual([
      "npx cdk deploy -c 'config=our config.yaml' -c environment=prod --exclusively holdband-prod",
    ]);
  });
});

describe('deploymentOrder', () => {
  it('has the old stack of every alarm before its new one', () => {
    const placement = { a: { stack: 1, movedFrom: 3 }, b: { stack: 2, movedFrom: 1 } };
    expect(deploymentOrder({ ...five, stacks: 3, placement })).toEqual([3, 1, 2]);
  });

  it('refuses alarms that move in a circle', () => {
    const placement = { a: { stack: 1, movedFrom: 2 }, b: { stack: 2, movedFrom: 1 } };
    expect(() => deploymentOrder({ ...five, stacks: 2, placement })).toThrow(
      'environments.prod: alarms move in a circle among its stacks 1, 2; take the lock from version control again',
    );
  });
});

describe('requirePlaced', () => {
  const required = (environment: Environment) => () =>
    requirePlaced(environment, 'holdband.yaml:5:13', 'holdband.lock.json');

  it('asks nothing of an environment of one stack', () => {
    expect(required({ ...five, stacks: 1 })).not.toThrow();
  });

  it('wants to know where the alarms are before they are spread over more', () => {
    expect(required({ ...five, stacks: 2 })).toThrow(
      "holdband.yaml:5:13: stacks is 2, but holdband.lock.json does not say in which stacks the alarms are now; 'holdband place --environment prod' writes it",
    );
  });

  it('wants to hear that a new number of stacks was noticed', () => {
    expect(required(raised(2, 3))).toThrow(
      "holdband.yaml:5:13: stacks is 3, but the alarms were placed over 2; 'holdband place --environment prod' shows what would move",
    );
    expect(required(stepped(raised(2, 3), 'keep'))).not.toThrow();
  });

  it('refuses alarms in a stack beyond the last that move nowhere', () => {
    const placement = { checkout: { stack: 3 } };
    expect(required({ ...five, stacks: 2, placedOver: 2, placement })).toThrow(/has alarms in stack 3; /);
  });
});
