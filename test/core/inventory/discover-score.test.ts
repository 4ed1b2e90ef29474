import { describe, expect, it } from 'vitest';
import { drawGroups, GROUP_KINDS, type SimulatedGroup } from '../../../bench/discover/groups.ts';
import { GroupMetrics } from '../../../bench/discover/metrics.ts';
import { discoverAll, saysHolds, scoreOf } from '../../../bench/discover/score.ts';
import { MetricStore, readPoints } from '../../../lib/adapters/local-account/metric-store.ts';
import { trafficMetrics } from '../../../lib/adapters/local-account/traffic-metrics.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { NOON, profileOf } from '../triage/scenarios.ts';

/** Not the seeds of the bench, nor those that settings were chosen on. */
const SEED = 41;
const OF_EACH = { product: 8, mixed: 2, severed: 0, plain: 6, trap: 5 } as const;
const quiet = ({ scenario: { requests, holds = [] } }: SimulatedGroup): boolean =>
  (requests?.ratePerMinute ?? 0) < 60 && holds.every(({ clients, profile }) => clients * 10 < profile.ceilingSeconds);
const groups = drawGroups(SEED, 200, 7).filter(quiet);
const few = GROUP_KINDS.flatMap((kind) => groups.filter((group) => group.kind === kind).slice(0, OF_EACH[kind]));

describe('Discovery of quiet simulated target groups', () => {
  it('takes nothing for holds that is none, misses few, and leaves every trap to a person', async () => {
    const judged = await discoverAll(few);
    const { recall, rightHold, trapsNotSeparable } = scoreOf(judged);

    expect(judged).toHaveLength(21);
    expect(judged.filter((one) => saysHolds(one) && !one.group.held)).toEqual([]);
    expect(recall).toBeGreaterThanOrEqual(0.9);
    expect(rightHold).toBe(1);
    expect(trapsNotSeparable).toBe(1);
  });
});

describe('The account of the bench', () => {
  const from = NOON - 1800;
  const scenario = {
    seed: 1,
    from,
    to: NOON,
    idleTimeoutSeconds: 60,
    requests: { ratePerMinute: 30, errors: [{ share: 0.1, status: 503, byTarget: false }] },
    holds: [
      { profile: profileOf('consul'), clients: 9 },
      { profile: profileOf('socket-io'), clients: 3 },
    ],
  };
  const loadBalancer = 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/web/50dc6c495c0c9188';
  const arn = 'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/web/943f017f100becff';
  const LoadBalancer = { Name: 'LoadBalancer', Value: 'app/web/50dc6c495c0c9188' };
  const Both = [{ Name: 'TargetGroup', Value: 'targetgroup/web/943f017f100becff' }, LoadBalancer];
  const store = new MetricStore(
    trafficMetrics({
      loadBalancers: [{ arn: loadBalancer }],
      targetGroups: [{ arn, loadBalancer }],
      traffic: [{ targetGroup: arn, requests: simulate(scenario) }],
    }),
  );
  const ours = new GroupMetrics(scenario);

  it.each([
    ['RequestCount', 'Sum', Both],
    ['TargetResponseTime', 'TC(23.5:25.5)', Both],
    ['TargetResponseTime', 'TC(0.05:0.2)', Both],
    ['TargetResponseTime', 'Maximum', Both],
    ['HTTPCode_Target_2XX_Count', 'Sum', Both],
    ['HTTPCode_ELB_503_Count', 'Sum', [LoadBalancer]],
    ['HTTPCode_ELB_504_Count', 'Sum', [LoadBalancer]],
  ])('answers %s %s as the local account does, for minutes and for longer periods', (MetricName, stat, Dimensions) => {
    const series = store.find({ Namespace: 'AWS/ApplicationELB', MetricName, Dimensions });
    if (!series) throw new RangeError(`no ${MetricName}`);
    for (const period of [60, 300]) {
      const times = { start: from, end: NOON, period };
      const theirs = readPoints(series, { statistic: parseStatistic(stat), now: NOON, ...times });
      const { at, values } = ours.points(MetricName, stat, times);

      expect(theirs.length).toBeGreaterThan(3);
      expect(at.map((time, i) => ({ at: time, value: values[i] }))).toEqual(theirs);
    }
  });
});
