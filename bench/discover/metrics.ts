import { StoredDistribution } from '../../lib/core/statistics/distribution.ts';
import { parseStatistic, type Statistic } from '../../lib/core/statistics/statistic.ts';
import { minuteOf } from '../../lib/core/traffic/samples.ts';
import type { TrafficScenario } from '../../lib/core/traffic/scenario.ts';
import { simulateByMinute } from '../../lib/core/traffic/simulate.ts';

/** One metric: what CloudWatch stored, by the start of the minute. What never happened has no minute. */
type Series = Map<number, StoredDistribution>;

/** Points of one statistic, oldest first. */
export interface Points {
  readonly at: number[];
  readonly values: number[];
}

/** The metrics of one target group that is alone behind its load balancer, as CloudWatch keeps and answers them. */
export class GroupMetrics {
  readonly #series = new Map<string, Series>();
  /** What minutes were merged to, by metric and period. */
  readonly #periods = new Map<string, Series>();

  /** Requests are counted as the local account counts them; a test compares the two. */
  constructor(scenario: TrafficScenario) {
    for (const requests of simulateByMinute(scenario)) {
      const [first] = requests;
      if (!first) continue;
      const at = minuteOf(first);
      let times: StoredDistribution | undefined;
      let reached = 0;
      const byTarget = new Map<number, number>();
      const byBalancer = new Map<number, number>();
      for (const { answered, durationSeconds, targetStatus, elbStatus } of requests) {
        if (answered || elbStatus !== 503) reached += 1;
        if (targetStatus !== undefined) byTarget.set(targetStatus, (byTarget.get(targetStatus) ?? 0) + 1);
        if (!answered) byBalancer.set(elbStatus, (byBalancer.get(elbStatus) ?? 0) + 1);
        if (!answered) continue;
        times ??= this.#minute('TargetResponseTime', at);
        times.add(durationSeconds);
      }
      if (reached > 0) this.#minute('RequestCount', at).add(1, reached);
      for (const [status, count] of byTarget)
        this.#minute(`HTTPCode_Target_${classOf(status)}_Count`, at).add(1, count);
      for (const [status, count] of byBalancer) {
        this.#minute(`HTTPCode_ELB_${classOf(status)}_Count`, at).add(1, count);
        if (status >= 500) this.#minute(`HTTPCode_ELB_${status}_Count`, at).add(1, count);
      }
    }
  }

  /** What is stored, by metric. */
  get series(): ReadonlyMap<string, ReadonlyMap<number, StoredDistribution>> {
    return this.#series;
  }

  /** Data points of one statistic over periods counted from `start`; periods without data have none. */
  points(metric: string, stat: string, { start, end, period }: { start: number; end: number; period: number }): Points {
    const statistic = parseStatistic(stat);
    const points: Points = { at: [], values: [] };
    for (const [at, stored] of this.#over(metric, start, period)) {
      if (at < start || at + period > end) continue;
      const value = compute(stored, statistic);
      if (value === null) continue;
      points.at.push(at);
      points.values.push(value);
    }
    return points;
  }

  #over(metric: string, start: number, period: number): Series {
    const minutes = this.#series.get(metric) ?? new Map();
    if (period === 60) return minutes;
    const key = `${metric} ${period} ${start % period}`;
    const known = this.#periods.get(key);
    if (known) return known;
    const periods: Series = new Map();
    for (const [minute, stored] of minutes) {
      const at = start + Math.floor((minute - start) / period) * period;
      const sum = periods.get(at) ?? new StoredDistribution();
      periods.set(at, sum.merge(stored));
    }
    this.#periods.set(key, periods);
    return periods;
  }

  #minute(metric: string, at: number): StoredDistribution {
    let series = this.#series.get(metric);
    if (!series) {
      series = new Map();
      this.#series.set(metric, series);
    }
    let stored = series.get(at);
    if (!stored) {
      stored = new StoredDistribution();
      series.set(at, stored);
    }
    return stored;
  }
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}XX`;
}

/** Most counts are of ranges that a minute has nothing in: they are known without looking at its bins. */
function compute(stored: StoredDistribution, statistic: Statistic): number | null {
  if (statistic.kind === 'range' && statistic.measure === 'TC') {
    const { from = -Infinity, to = Infinity } = statistic;
    if (to < stored.minimum || from > stored.maximum) return 0;
  }
  return stored.compute(statistic);
}
