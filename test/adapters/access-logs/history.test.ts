import { describe, expect, it } from 'vitest';
import { readAccessLogHistory } from '../../../lib/adapters/access-logs/history.ts';
import { MetricStore } from '../../../lib/adapters/local-account/metric-store.ts';
import { trafficMetrics } from '../../../lib/adapters/local-account/traffic-metrics.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { accessLogLines } from '../../../lib/core/traffic/access-log.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { endedAt } from '../../../lib/core/traffic/request.ts';
import { at, LOAD_BALANCER, line, logFile, TARGET_GROUP } from './lines.ts';

const START = Date.UTC(2026, 10, 20, 10) / 1000;
const NAMESPACE = 'AWS/ApplicationELB';
const GROUP = { TargetGroup: TARGET_GROUP, LoadBalancer: LOAD_BALANCER };
const read = (metricName: string, stat: string, dimensions: Readonly<Record<string, string>> = GROUP) => ({
  namespace: NAMESPACE,
  metricName,
  stat,
  dimensions,
});

async function historyOf(lines: readonly string[], options = {}) {
  return readAccessLogHistory([logFile(lines)], { cwd: '/', ...options });
}

describe('the history that access logs tell', () => {
  it('has the statistics of every minute', async () => {
    const { history, from, to } = await historyOf([
      line({ time: at(5), took: '0.100' }),
      line({ time: at(50), took: '2.000' }),
      line({ time: at(130), took: '1.000' }),
    ]);

    expect([from, to]).toEqual([START, START + 180]);
    expect(history.series(read('TargetResponseTime', 'Sum'), 60)?.values).toEqual(Float64Array.of(2.1, Number.NaN, 1));
    expect(history.series(read('TargetResponseTime', 'TC(0.826446281:)'), 60)?.values).toEqual(
      Float64Array.of(1, Number.NaN, 1),
    );
    expect(history.series(read('RequestCount', 'Sum', { LoadBalancer: LOAD_BALANCER }), 60)?.values).toEqual(
      Float64Array.of(2, Number.NaN, 1),
    );
  });

  it('tells answers of targets from those of the load balancer', async () => {
    const { history } = await historyOf([
      line({ time: at(1), status: '500' }),
      line({ time: at(2), status: '504', targetStatus: '-', took: '-1' }),
      line({ time: at(3), status: '503', targetStatus: '-', took: '-1', target: '-' }),
    ]);
    const sum = (name: string, dimensions = GROUP as Readonly<Record<string, string>>) =>
      history.series(read(name, 'Sum', dimensions), 60)?.values[0];

    expect(sum('HTTPCode_Target_5XX_Count')).toBe(1);
    expect(sum('HTTPCode_ELB_504_Count', { LoadBalancer: LOAD_BALANCER })).toBe(1);
    expect(sum('HTTPCode_ELB_5XX_Count', { LoadBalancer: LOAD_BALANCER })).toBe(2);
    expect(sum('HTTPCode_ELB_504_Count')).toBeNaN();
    expect(sum('RequestCount')).toBe(2);
  });

  it('knows what did not happen from what it cannot know', async () => {
    const { history } = await historyOf([line()]);

    expect(history.series(read('HTTPCode_Target_5XX_Count', 'Sum'), 60)).toBeDefined();
    expect(history.series(read('HealthyHostCount', 'Maximum'), 60)).toBeUndefined();
    expect(
      history.series(read('RequestCount', 'Sum', { ...GROUP, TargetGroup: 'targetgroup/other/0' }), 60),
    ).toBeUndefined();
  });

  it('calls a long stretch without any line a gap, and a short one quiet', async () => {
    const { history } = await historyOf([line({ time: at(0) }), line({ time: at(300) }), line({ time: at(3600) })]);

    expect(history.gaps).toEqual([{ from: START + 360, to: START + 3600 }]);
  });

  it('keeps to the time asked for, and names the account', async () => {
    const lines = [line({ time: at(0) }), line({ time: at(70) }), line({ time: at(130) })];

    expect(await historyOf(lines, { from: START + 60, to: START + 120 })).toMatchObject({
      from: START + 60,
      to: START + 120,
      account: '444455556666',
      region: 'eu-west-1',
    });
    await expect(historyOf(lines, { from: START + 9000 })).rejects.toThrow('no line lies between --from and --to');
  });

  it('agrees with the metrics of the same traffic', async () => {
    const { fleet } = dop833Day({ seed: 3, day: START });
    const first = fleet.filter((request) => endedAt(request) < START + 4 * 3600);
    const targetGroupArn = `arn:aws:elasticloadbalancing:eu-west-1:444455556666:${TARGET_GROUP}`;
    const loadBalancerArn = `arn:aws:elasticloadbalancing:eu-west-1:444455556666:loadbalancer/${LOAD_BALANCER}`;
    // Logs have milliseconds: metrics of what the logs say.
    const logged = first.map((request) => ({
      ...request,
      durationSeconds: Math.round(request.durationSeconds * 1e3) / 1e3,
    }));
    const store = new MetricStore(
      trafficMetrics({
        loadBalancers: [{ arn: loadBalancerArn }],
        targetGroups: [{ arn: targetGroupArn, loadBalancer: loadBalancerArn }],
        traffic: [{ targetGroup: targetGroupArn, requests: logged }],
      }),
    );
    const { history } = await historyOf([...accessLogLines(first, { targetGroupArn, loadBalancerArn })]);
    const found = store.find({
      Namespace: NAMESPACE,
      MetricName: 'TargetResponseTime',
      Dimensions: Object.entries(GROUP).map(([Name, Value]) => ({ Name, Value })),
    });

    for (const stat of ['SampleCount', 'p95', 'TC(0.826446281:)', 'Maximum']) {
      const series = history.series(read('TargetResponseTime', stat), 60);
      let compared = 0;
      for (const [minute, stored] of found?.minutes ?? []) {
        const value = series?.values[(minute - (series?.start ?? 0)) / 60];
        expect(value).toBeCloseTo(stored.compute(parseStatistic(stat)) as number, 6);
        compared++;
      }
      expect(compared).toBeGreaterThan(200);
    }
  });
});
