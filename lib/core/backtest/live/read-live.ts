import type { AlarmRecord } from '../../diff/model.ts';
import { type AccountReader, CredentialsFailedError, ReadFailedError } from '../../inventory/account.ts';
import { largest, smallest } from '../../numbers.ts';
import type { History, Stretch } from '../model.ts';
import { type RecordedSeries, SeriesStore } from '../recorded-history.ts';
import type { RecordingContent } from '../recording.ts';
import type { StoredMetric } from '../stored-history.ts';
import {
  assembled,
  binReads,
  type DistributionMetric,
  distributionMetrics,
  mostBins,
  readsBeside,
} from './distributions.ts';
import { costOf, type HistoryCall, planHistoryCalls, type ReadingCost } from './plan-calls.ts';
import { distinct, type HistoryRead, historyReads, keyOfRead } from './reads.ts';

const MINUTE = 60;
const HOUR = 3600;
/** How long CloudWatch keeps data points of a minute: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html */
const RETENTION_SECONDS = 15 * 86_400;
/** Calls at a time: far below 500 a second, and data points a second are limited, too. */
const IN_FLIGHT = 4;

/** What is asked of an account's past. */
export interface LiveHistoryQuestion {
  readonly alarms: readonly AlarmRecord[];
  /** Epoch seconds. @default - 15 days ago */
  readonly from?: number;
  /** Exclusive, epoch seconds. @default - the present */
  readonly to?: number;
  /** The present, epoch seconds. */
  readonly now: number;
  /** Reads distributions of response times, too, so that other objectives can be replayed. */
  readonly distributions: boolean;
}

/** What is going to be read. */
export interface LiveHistoryPlan extends Stretch {
  readonly reads: readonly HistoryRead[];
  readonly metrics: readonly DistributionMetric[];
  /** The most it can cost: how many bins hold anything shows only when they are read. */
  readonly cost: ReadingCost;
  readonly notes: readonly string[];
}

/** What was read. */
export interface LiveHistory {
  readonly history: History;
  readonly content: RecordingContent;
}

/** Plans a live read. What CloudWatch no longer has by the minute is cut off, and said. */
export function planLiveHistory({ alarms, now, distributions, ...asked }: LiveHistoryQuestion): LiveHistoryPlan {
  // On the hour, for calls that begin there are answered sooner; half an hour off the edge, which moves while others are made.
  const oldest = Math.ceil((now - RETENTION_SECONDS + HOUR / 2) / HOUR) * HOUR;
  const present = Math.floor(now / MINUTE) * MINUTE;
  const wanted = Math.floor((asked.from ?? oldest) / MINUTE) * MINUTE;
  const from = Math.max(oldest, wanted);
  const to = Math.min(present, Math.floor((asked.to ?? present) / MINUTE) * MINUTE);
  const notes =
    wanted < oldest
      ? ['What is older than 15 days was left out: CloudWatch keeps data points of a minute no longer than that.']
      : [];
  const read = historyReads(alarms);
  const metrics = distributions ? distributionMetrics(read) : [];
  const reads = distinct([...(distributions ? besides(read, metrics) : read), ...metrics.flatMap(readsBeside)]);
  const most = [...reads, ...metrics.flatMap(mostBins)];
  return { from, to, reads, metrics, cost: costOf(planHistoryCalls(most, { from, to })), notes };
}

/** A statistic that follows from a distribution is not read by itself. */
function besides(reads: readonly HistoryRead[], metrics: readonly DistributionMetric[]): HistoryRead[] {
  const key = (metric: DistributionMetric) => keyOfRead({ ...metric, stat: '', periodSeconds: MINUTE });
  const whole = new Set(metrics.map(key));
  return reads.filter((read) => !whole.has(key(read)));
}

/**
 * Reads what was planned. A call that fails costs its series, which are named; the others are read.
 *
 * @throws ReadFailedError where credentials are not accepted, or not a single call succeeded
 */
export async function readLiveHistory(
  reader: AccountReader,
  plan: LiveHistoryPlan,
  progress: (text: string) => void,
  signal?: AbortSignal,
): Promise<LiveHistory> {
  const reading = new Reading(reader, plan, progress, signal);
  await reading.read(plan.reads);
  const bins = plan.metrics.map((metric) => [metric, filledBins(metric, reading)] as const);
  await reading.read(bins.flatMap(([, reads]) => [...(reads?.values() ?? [])]));
  const metrics: StoredMetric[] = [];
  const single = new Set(plan.reads.map(keyOfRead));
  for (const [metric, reads] of bins) {
    const counts = reads && new Map([...reads].map(([index, read]) => [index, reading.values(read)]));
    if (!counts || [...counts.values()].some((values) => values === undefined)) continue;
    const valuesOf = (stat: string) => reading.values({ ...metric, stat, periodSeconds: MINUTE }) as Float64Array;
    metrics.push(assembled(metric, plan.from, counts as Map<number, Float64Array>, valuesOf));
    for (const read of readsBeside(metric)) single.delete(keyOfRead(read));
  }
  const series = plan.reads.filter((read) => single.has(keyOfRead(read))).flatMap((read) => reading.series(read));
  const store = new SeriesStore();
  for (const one of series) store.add(one);
  const notes = [...plan.notes, ...reading.notes()];
  const { from, to } = plan;
  const history = store.history({ from, to, source: 'live', gaps: [], notes, silent: [], metrics });
  return { history, content: { metrics, series } };
}

/** Bins between the least and the most that was ever seen; `undefined` where that could not be read, or there was nothing. */
function filledBins(metric: DistributionMetric, reading: Reading): Map<number, HistoryRead> | undefined {
  const beside = readsBeside(metric).map((read) => reading.values(read));
  if (beside.some((values) => values === undefined)) return undefined;
  const [, , minima, maxima] = beside as [Float64Array, Float64Array, Float64Array, Float64Array];
  const least = smallest(minima.filter(Number.isFinite), Infinity);
  const most = largest(maxima.filter(Number.isFinite), -Infinity);
  return least <= most ? binReads(metric, least, most) : undefined;
}

/** Values in the making. */
class Reading {
  readonly #reader: AccountReader;
  readonly #plan: LiveHistoryPlan;
  readonly #progress: (text: string) => void;
  readonly #signal: AbortSignal | undefined;
  readonly #values = new Map<string, { readonly start: number; readonly values: Float64Array }>();
  /** Series by why they are missing. */
  readonly #missing = new Map<string, Set<string>>();
  readonly #lost = new Set<string>();
  readonly #said = new Set<string>();
  #succeeded = 0;

  constructor(
    reader: AccountReader,
    plan: LiveHistoryPlan,
    progress: (text: string) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#reader = reader;
    this.#plan = plan;
    this.#progress = progress;
    this.#signal = signal;
  }

  async read(reads: readonly HistoryRead[]): Promise<void> {
    const calls = planHistoryCalls(reads, this.#plan);
    let [next, done] = [0, 0];
    let failed: ReadFailedError | undefined;
    const work = async () => {
      for (let call = calls[next++]; call; call = calls[next++]) {
        try {
          await this.#call(call);
          this.#succeeded++;
        } catch (error) {
          if (!(error instanceof ReadFailedError) || error instanceof CredentialsFailedError) throw error;
          failed ??= error;
          for (const read of call.reads) this.#lose(read, error.message);
        }
        this.#progress(`reading metrics, ${++done} of ${calls.length} calls`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, calls.length) }, work));
    if (failed && this.#succeeded === 0) throw failed;
  }

  /** One a period; `undefined` where it could not be read whole. */
  values(read: HistoryRead): Float64Array | undefined {
    return this.#lost.has(keyOfRead(read)) ? undefined : this.#columnOf(read).values;
  }

  series(read: HistoryRead): RecordedSeries[] {
    return this.#lost.has(keyOfRead(read)) ? [] : [{ ...read, ...this.#columnOf(read) }];
  }

  notes(): string[] {
    return [
      ...[...this.#missing].map(
        ([why, series]) => `${series.size} series could not be read, such as ${[...series][0]}: ${why}`,
      ),
      ...this.#said,
    ];
  }

  async #call({ reads, from, to }: HistoryCall): Promise<void> {
    const queries = reads.map((read, index) => ({ ...read, id: `m${index}` }));
    const answer = await this.#reader.metrics({ queries, start: from, end: to }, this.#signal);
    for (const problem of answer.problems) this.#said.add(problem);
    reads.forEach((read, index) => {
      const points = answer.series.get(`m${index}`);
      if (!points?.complete) {
        this.#lose(read, 'CloudWatch answered in part.');
        return;
      }
      const { start, values } = this.#columnOf(read);
      for (let i = 0; i < points.at.length; i++) {
        const slot = ((points.at[i] as number) - start) / read.periodSeconds;
        if (slot >= 0 && slot < values.length) values[slot] = points.values[i] as number;
      }
    });
  }

  #columnOf(read: HistoryRead): { readonly start: number; readonly values: Float64Array } {
    const key = keyOfRead(read);
    let column = this.#values.get(key);
    if (!column) {
      const { from, to } = this.#plan;
      const start = Math.floor(from / read.periodSeconds) * read.periodSeconds;
      // A period that has not ended is not known yet.
      const length = Math.max(0, Math.floor((to - start) / read.periodSeconds));
      column = { start, values: new Float64Array(length).fill(Number.NaN) };
      this.#values.set(key, column);
    }
    return column;
  }

  #lose(read: HistoryRead, why: string): void {
    this.#lost.add(keyOfRead(read));
    const { stat, metricName, dimensions } = read;
    const series = this.#missing.get(why) ?? new Set();
    this.#missing.set(why, series.add(`${stat} of ${metricName} of ${Object.values(dimensions).join(', ')}`));
  }
}
