import { describe, expect, it } from 'vitest';
import { discoverAtScale } from '../../bench/scale/run.ts';

const BROKEN = ['service-1-7', 'service-2-31', 'service-2-32'];

// On virtual time: retries and the limiter of the SDK wait in no time at all.
describe('Discovery of 150 target groups where much goes wrong at once', () => {
  it('ends, loses the answers of what is broken and nothing else, and lists each', async () => {
    const { discovery, tally, virtualSeconds } = await discoverAtScale({
      loadBalancers: 3,
      groupsEach: 50,
      faults: [
        { call: 'DescribeTargetGroups', fault: 'throttle', times: 2 },
        { call: 'DescribeTags', fault: 'access-denied' },
        { call: 'DescribeLoadBalancerAttributes', fault: 'server-error', about: 'edge-2/' },
        { call: 'GetMetricData', fault: 'cut', times: 2 },
        ...BROKEN.map((about) => ({ call: 'GetMetricData', fault: 'server-error', about: `${about}/` }) as const),
      ],
    });
    const unread = discovery.targetGroups.filter(({ evidence }) => evidence.some(({ id }) => id === 'figures-unread'));

    expect(discovery.targetGroups).toHaveLength(150);
    expect(unread.map(({ name }) => name).sort()).toEqual(BROKEN);
    expect(discovery.targetGroups.filter(({ tags }) => tags !== null)).toEqual([]);
    expect(new Set(discovery.targetGroups.flatMap((group) => group.idleTimeoutSeconds ?? []))).toEqual(new Set([4000]));
    expect(discovery.targetGroups.filter((group) => group.idleTimeoutSeconds === null)).toHaveLength(50);
    expect(discovery.problems.toSorted()).toEqual([
      'The idle timeout of edge-2 is not known: elasticloadbalancing:DescribeLoadBalancerAttributes failed: the service answered 500 (InternalFailure).',
      'The tags of 150 target groups are not known: elasticloadbalancing:DescribeTags was denied: the permission is missing (no identity-based policy).',
      ...BROKEN.map(
        (name) =>
          `${name}: no metrics: cloudwatch:GetMetricData failed: the service answered 500 (InternalServiceFault).`,
      ),
    ]);
    expect(tally.operations.DescribeTargetGroups).toMatchObject({ calls: 3, throttled: 2 });
    expect(virtualSeconds).toBeLessThan(60);
  });

  it('is over in three minutes where every call after the lists is throttled to the end', async () => {
    const { discovery, tally, virtualSeconds } = await discoverAtScale({
      loadBalancers: 3,
      groupsEach: 200,
      faults: [{ call: '*', fault: 'throttle', after: 3 }],
    });

    expect(discovery.targetGroups).toHaveLength(600);
    expect(new Set(discovery.targetGroups.map(({ traffic }) => traffic))).toEqual(new Set(['unknown']));
    expect(discovery.problems.some((problem) => problem.endsWith('in a row it was not asked again.'))).toBe(true);
    // Planned are 30 calls of DescribeTags alone, six attempts each.
    expect(tally.operations.DescribeTags?.calls).toBeLessThan(60);
    expect(virtualSeconds).toBeLessThan(180);
  });
});
