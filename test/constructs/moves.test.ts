import { Template } from 'aws-cdk-lib/assertions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Environment, Placement } from '../../lib/core/targets.ts';
import { anEnvironment, aTarget, stacksOf } from './_environment.ts';

type Resource = {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: { readonly holdband?: unknown };
};

/** Alarms of an environment by name, each with the stack it is in. */
function alarmsOf(environment: Environment): Map<string, Resource & { readonly stack: string }> {
  const found = new Map<string, Resource & { stack: string }>();
  for (const stack of stacksOf(environment)) {
    const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
    for (const resource of Object.values(Resources)) {
      const name = resource.Properties?.AlarmName as string | undefined;
      if (name === undefined) continue;
      expect(found.has(name)).toBe(false);
      found.set(name, { ...resource, stack: stack.stackName });
    }
  }
  return found;
}

/** Alarms of some targets, as `stack name`, without those of load balancers and the runbook. */
function placesOf(environment: Environment, names: readonly string[]): string[] {
  return [...alarmsOf(environment)]
    .filter(([name]) => names.some((target) => name.startsWith(`holdband-prod-${target}-`)))
    .map(([name, { stack }]) => `${stack} ${name}`)
    .toSorted();
}

const small = (name: string) => aTarget({ name, traffic: 'exempt', exempt: { reason: 'small' }, hold: undefined });
/** No name is the begin of another: they are told apart by it. */
const someNames = fc.uniqueArray(fc.stringMatching(/^[a-z]{5}$/), { minLength: 2, maxLength: 5 });

/** Targets in stacks that their names alone would not give. */
function locked(names: readonly string[], stacks: number): Readonly<Record<string, Placement>> {
  return Object.fromEntries(names.map((name, index) => [name, { stack: (index % stacks) + 1 }]));
}

describe('adding or removing a target', () => {
  it.each(['without a lock', 'with one'])('moves no alarm of another, %s', (kind) => {
    fc.assert(
      fc.property(someNames, fc.integer({ min: 1, max: 3 }), (names, stacks) => {
        const [, ...rest] = names;
        const placement = kind === 'with one' ? locked(names, stacks) : {};
        const all = anEnvironment({ stacks, placement, targets: names.map(small) });
        const fewer = { ...all, targets: rest.map(small) };

        expect(placesOf(fewer, rest)).toEqual(placesOf(all, rest));
      }),
      { numRuns: 4 },
    );
  });

  it('leaves alarms where the lock has them, whatever the number of stacks', () => {
    const placement = { alpha: { stack: 2 }, beta: { stack: 1 } };
    const environment = (stacks: number) =>
      anEnvironment({ stacks, placement, targets: [small('alpha'), small('beta')] });

    expect(placesOf(environment(3), ['alpha', 'beta'])).toEqual(placesOf(environment(2), ['alpha', 'beta']));
    expect(placesOf(environment(3), ['alpha'])[0]).toMatch(/^holdband-prod-2 /);
  });
});

describe('alarms that move', () => {
  const targets = [aTarget({ name: 'alpha' }), small('beta')];
  const environment = (placement: Placement, stacks = 2) => {
    const settled = { beta: { stack: 1 }, alpha: placement };
    return anEnvironment({ stacks, targets, placement: settled, loadBalancerPlacement: { 'alpha-alb': placement } });
  };
  const own = (placement: Placement) =>
    [...alarmsOf(environment(placement))].filter(([name]) => name.startsWith('holdband-prod-alpha-'));
  const [settled, prepared, handedOver] = [{ stack: 1 }, { stack: 1, movingTo: 2 }, { stack: 2, movedFrom: 1 }];

  it('stay in their stack in the first step, which says that they are to be kept', () => {
    const alarms = own(prepared);

    expect(alarms.length).toBeGreaterThan(8);
    expect(alarms.map(([name]) => name)).toContain('holdband-prod-alpha-alb-severed-holds');
    for (const [, { stack, DeletionPolicy, UpdateReplacePolicy, Metadata }] of alarms) {
      expect([stack, DeletionPolicy, UpdateReplacePolicy]).toEqual(['holdband-prod', 'Retain', 'Retain']);
      expect(Metadata?.holdband).toEqual({ movingTo: 2 });
    }
  });

  it('are in the new stack and no more in the old one in the second, to be adopted', () => {
    const alarms = own(handedOver);

    expect(alarms.map(([name]) => name).toSorted()).toEqual(
      own(settled)
        .map(([name]) => name)
        .toSorted(),
    );
    for (const [, { stack, DeletionPolicy, Metadata }] of alarms) {
      expect([stack, DeletionPolicy]).toEqual(['holdband-prod-2', 'Retain']);
      expect(Metadata?.holdband).toEqual({ movedFrom: 1 });
    }
  });

  it('have every property they were deployed with when they are adopted: CloudFormation would not write another', () => {
    const properties = (placement: Placement) =>
      new Map(own(placement).map(([name, { Properties }]) => [name, Properties]));

    expect(properties(handedOver)).toEqual(properties(prepared));
    expect(properties(prepared)).toEqual(properties(settled));
  });

  it('are deleted with their stack again, and link its dashboard, once the move is over', () => {
    for (const [, { DeletionPolicy, Metadata, Properties }] of own({ stack: 2 })) {
      expect([DeletionPolicy, Metadata?.holdband]).toEqual([undefined, undefined]);
      expect(Properties.AlarmDescription).toContain('holdband-prod-2');
    }
  });

  it('leave alarms of others as they are', () => {
    const beta = (placement: Placement) =>
      [...alarmsOf(environment(placement))].filter(([name]) => name.startsWith('holdband-prod-beta-'));

    expect(beta(prepared)).toEqual(beta(settled));
    expect(beta(handedOver)).toEqual(beta(settled));
  });

  it('are let go of before they are adopted, also where they move to a stack before their own', () => {
    const stacks = stacksOf(environment({ stack: 1, movedFrom: 3 }));
    const order = Object.fromEntries(
      stacks.map((one) => [one.part, one.dependencies.map(({ stackName }) => stackName)]),
    );

    expect(order).toEqual({ 1: ['holdband-prod-3'], 2: [], 3: ['holdband-prod-2'] });
  });

  it('keep a stack in the app that they are still in, or have just left', () => {
    const parts = (placement: Placement) => stacksOf(environment(placement)).map(({ part }) => part);

    expect(parts({ stack: 3, movingTo: 1 })).toEqual([1, 2, 3]);
    expect(parts({ stack: 1, movedFrom: 3 })).toEqual([1, 2, 3]);
    expect(parts({ stack: 1 })).toEqual([1, 2]);
  });
});
