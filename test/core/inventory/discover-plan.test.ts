import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MetricAnswer, MetricPoints, MetricRequest } from '../../../lib/core/inventory/account.ts';
import { discover } from '../../../lib/core/inventory/discover.ts';
import { planDiscovery } from '../../../lib/core/inventory/discover-plan.ts';
import { HOUR } from '../triage/scenarios.ts';
import { accountOf, group } from './_discover.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

interface Account {
  /** Load balancers: how many listeners each has. */
  readonly listeners: readonly number[];
  /** Target groups: which load balancer each is behind, and whether its responses are long. */
  readonly groups: readonly { readonly behind: number; readonly long: boolean }[];
}

const ACCOUNTS = fc.record({
  listeners: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
  groups: fc.array(fc.record({ behind: fc.nat(), long: fc.boolean() }), { maxLength: 90 }),
});

/** Discovers the account, and counts what its reader is asked: a call for each page, batch and resource. */
async function discovered({ listeners, groups }: Account) {
  const arns = listeners.map((_, i) => `${ELB}:loadbalancer/app/edge-${i}/50dc6c495c0c9188`);
  const described = groups.map(({ behind, long }, i) =>
    group(`${long ? 'long' : 'fast'}-${i}`, { loadBalancerArns: [arns[behind % arns.length] ?? ''] }),
  );
  const sizes: { readonly queries: number; readonly points: number }[] = [];
  let calls = 0;
  const counted = <T>(answer: T): T => {
    calls += 1;
    return answer;
  };
  const reader = accountOf(described, {
    loadBalancers: async () =>
      counted({ items: arns.map((arn, i) => ({ arn, name: `edge-${i}`, type: 'application' })) }),
    targetGroups: async () => counted({ items: described }),
    tags: async () => counted(new Map()),
    loadBalancerAttributes: async () => counted(new Map()),
    targetGroupAttributes: async () => counted(new Map()),
    listenerRules: async (arn, _signal, told) => {
      const count = listeners[arns.indexOf(arn)] ?? 0;
      told?.(count);
      calls += 1 + count;
      return [];
    },
    metrics: async (request) => {
      sizes.push({
        queries: request.queries.length,
        points: (request.queries.length * (request.end - request.start)) / (request.periodSeconds ?? 60),
      });
      return counted(oneAMinute(request));
    },
  });
  const { least, most } = await planDiscovery(reader);
  calls = 0;
  const discovery = await discover(reader, { region: 'us-east-2', now: HOUR.end, windowSeconds: 3600 });
  return { calls, planned: discovery.plan?.calls ?? 0, sizes, least, most, discovery };
}

/** One request a minute in the last hour; those of `long-…` take 40 s. */
function oneAMinute({ queries, periodSeconds = 60 }: MetricRequest): MetricAnswer {
  const at = Array.from({ length: 3600 / periodSeconds }, (_, i) => HOUR.start + i * periodSeconds);
  const series = queries.map(({ id, metricName, stat, dimensions }): [string, MetricPoints] => {
    const seconds = dimensions.TargetGroup?.includes('/long-') ? 40 : 0.02;
    const [, from = '', to = ''] = /^TC\(([\d.]*):([\d.]*)\)$/.exec(stat) ?? [];
    const isIn = stat === 'Sum' || (Number(from) < seconds && (to === '' || seconds <= Number(to)));
    const isOfGroup = dimensions.TargetGroup !== undefined && !metricName.startsWith('HTTPCode');
    const value = stat === 'Maximum' ? seconds : isIn ? periodSeconds / 60 : 0;
    return [
      id,
      isOfGroup ? { at, values: at.map(() => value), complete: true } : { at: [], values: [], complete: true },
    ];
  });
  return { series: new Map(series), problems: [] };
}

describe('The calls of a discovery', () => {
  it('are those that were planned, and no batch is larger than AWS takes', async () => {
    await fc.assert(
      fc.asyncProperty(ACCOUNTS, async (account) => {
        const { calls, planned, sizes, least, most } = await discovered(account);

        expect(calls).toBe(planned);
        for (const { queries, points } of sizes) {
          expect(queries).toBeLessThanOrEqual(500);
          expect(points).toBeLessThanOrEqual(100_800);
        }
        expect(calls).toBeGreaterThanOrEqual(least.calls);
        expect(calls).toBeLessThanOrEqual(most.calls);
      }),
      { numRuns: 25 },
    );
  });

  it('count every listener, once it is known how many there are', async () => {
    const groups = [0, 1].map((behind) => ({ behind, long: false }));
    const { discovery, least, most } = await discovered({ listeners: [1, 4], groups });
    const rulesOf = ({ operations }: { operations: readonly { action: string; calls: number }[] }) =>
      operations.find(({ action }) => action.endsWith(':DescribeRules'))?.calls;

    expect(discovery.plan && rulesOf(discovery.plan)).toBe(5);
    expect([rulesOf(least), rulesOf(most)]).toEqual([2, 100]);
  });

  it('are made for the metrics of a close look only where responses were long', async () => {
    const fast = await discovered({ listeners: [1], groups: [{ behind: 0, long: false }] });
    const long = await discovered({ listeners: [1], groups: [{ behind: 0, long: true }] });

    expect([fast.sizes.length, long.sizes.length]).toEqual([1, 2]);
  });
});
