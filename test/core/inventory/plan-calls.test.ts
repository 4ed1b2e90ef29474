import { describe, expect, it } from 'vitest';
import { planCalls } from '../../../lib/core/inventory/plan-calls.ts';

describe('The least calls', () => {
  it('list 400 a page, a page at least', () => {
    const callsFor = (targetGroups: number) => planCalls({ loadBalancers: 0, targetGroups }).operations;

    expect(callsFor(0)).toEqual([
      { action: 'elasticloadbalancing:DescribeLoadBalancers', calls: 1 },
      { action: 'elasticloadbalancing:DescribeTargetGroups', calls: 1 },
    ]);
    expect(callsFor(400)[1]?.calls).toBe(1);
    expect(callsFor(401)[1]?.calls).toBe(2);
  });

  it('are what 3,000 target groups on 60 load balancers need, counted by hand', () => {
    const plan = planCalls({
      loadBalancers: 60,
      targetGroups: 3000,
      tagsOf: 3000,
      attributesOfLoadBalancers: 60,
      rules: { ofLoadBalancers: 60, listeners: 75 },
      attributesOfTargetGroups: 150,
      metrics: [
        { count: 24_060, points: 180 },
        { count: 9750, points: 900 },
      ],
    });

    expect(Object.fromEntries(plan.operations.map(({ action, calls }) => [action.split(':')[1], calls]))).toEqual({
      DescribeLoadBalancers: 1,
      DescribeTargetGroups: 8,
      DescribeLoadBalancerAttributes: 60,
      DescribeListeners: 60,
      DescribeRules: 75,
      DescribeTags: 150,
      DescribeTargetGroupAttributes: 150,
      // 24,060 / 500, and 9,750 / (100,800 / 900).
      GetMetricData: 49 + 88,
    });
    expect(plan.calls).toBe(641);
  });

  it('cost a cent for a thousand metrics, and nothing else costs', () => {
    const metrics = [
      { count: 24_060, points: 180 },
      { count: 9750, points: 900 },
    ];

    expect(planCalls({ loadBalancers: 60, targetGroups: 3000, metrics })).toMatchObject({
      metrics: 33_810,
      dollars: 0.3381,
      pricesAsOf: '2026-11',
    });
    expect(planCalls({ loadBalancers: 60, targetGroups: 3000, tagsOf: 3000 }).dollars).toBe(0);
  });
});
