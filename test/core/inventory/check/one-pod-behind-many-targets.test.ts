import { describe, expect, it } from 'vitest';
import { onePodBehindManyTargets } from '../../../../lib/core/inventory/check/rules/one-pod-behind-many-targets.ts';
import { elbOf, facts, group, judge } from './_facts.ts';

const NAMES = ['orders', 'carts'];
type Row = readonly [id: string, port: number, state?: string];

function say(targets: Readonly<Record<string, readonly Row[]>>, changes: Parameters<typeof facts>[0] = {}) {
  const rows = Object.entries(targets).map(
    ([name, all]) =>
      [elbOf(name).arn, { value: all.map(([id, port, state = 'healthy']) => ({ id, port, state })) }] as const,
  );
  return judge(
    onePodBehindManyTargets,
    facts({ targetGroups: { value: NAMES.map((name) => group(name)) }, targetHealth: new Map(rows), ...changes }),
  );
}

describe('one-pod-behind-many-targets', () => {
  it('finds a pod that alone carries several target groups', () => {
    expect(say({ orders: [['10.0.0.1', 80]], carts: [['10.0.0.1', 81]] }).found).toMatchObject([
      {
        subject: 'carts, orders',
        message: expect.stringContaining('10.0.0.1 is the only healthy target of orders and carts'),
      },
    ]);
  });

  it('finds one that alone is still healthy', () => {
    const both: Row[] = [
      ['10.0.0.1', 80],
      ['10.0.0.2', 80, 'unhealthy'],
    ];

    expect(say({ orders: both, carts: both }).found[0]?.severity).toBeUndefined();
  });

  it('says once, and weighs little, that several pods serve several target groups', () => {
    const both: Row[] = [
      ['10.0.0.1', 80],
      ['10.0.0.2', 80],
    ];

    expect(say({ orders: both, carts: both }).found).toMatchObject([
      { severity: 'info', message: expect.stringContaining('2 targets (10.0.0.1, 10.0.0.2)') },
    ]);
  });

  it('takes an instance with a port for each service for nothing strange', () => {
    expect(say({ orders: [['i-0abc', 30001]], carts: [['i-0abc', 30002]] }).found).toEqual([]);
    expect(say({ orders: [['i-0abc', 30001]], carts: [['i-0abc', 30001]] }).found).toHaveLength(1);
  });

  it('takes the same address in two networks for two pods', () => {
    const targetGroups = { value: NAMES.map((name) => group(name, { vpc: `vpc-${name}` })) };

    expect(say({ orders: [['10.0.0.1', 80]], carts: [['10.0.0.1', 80]] }, { targetGroups }).found).toEqual([]);
  });

  it('does not judge target groups whose targets could not be read', () => {
    const { found, open } = say({ orders: [['10.0.0.1', 80]] });

    expect(found).toEqual([]);
    expect(open).toMatchObject([{ subject: 'carts' }]);
  });
});
