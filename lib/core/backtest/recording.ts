import { z } from 'zod';
import { InputError } from '../errors.ts';
import { StoredDistribution } from '../statistics/distribution.ts';
import { LazyMinutes } from './lazy-minutes.ts';
import type { History, Stretch } from './model.ts';
import { type RecordedSeries, SeriesStore } from './recorded-history.ts';
import type { StoredMetric } from './stored-history.ts';

/** First line of a recording: what it is of. */
export interface RecordingHeader extends Stretch {
  /** Twelve digits. @default - not known: access logs of several accounts, or none told */
  readonly account?: string;
  readonly region?: string;
  readonly source: 'access-logs' | 'live';
  /** When it was made, ISO time. */
  readonly recordedAt: string;
  readonly gaps: readonly Stretch[];
  readonly notes: readonly string[];
  /** `namespace metric` of what is complete although it has no line: nothing of the kind happened. */
  readonly silent: readonly string[];
}

/** What a recording holds. */
export interface RecordingContent {
  /** With distributions every statistic can be computed. */
  readonly metrics: Iterable<StoredMetric>;
  readonly series: Iterable<RecordedSeries>;
}

const FORMAT = 'holdband-recording';
const VERSION = 1;

const STRETCH = { from: z.number(), to: z.number() };
const HEADER = z.object({
  format: z.literal(FORMAT),
  schema: z.literal(VERSION),
  ...STRETCH,
  account: z.string().optional(),
  region: z.string().optional(),
  source: z.enum(['access-logs', 'live']),
  recordedAt: z.string(),
  gaps: z.array(z.object(STRETCH)),
  notes: z.array(z.string()),
  silent: z.array(z.string()),
});

/** The lines of a recording: a header, a series or a metric a line, and how many there were, which proves it whole. */
export function* recordingLines(header: RecordingHeader, { metrics, series }: RecordingContent): Generator<string> {
  yield JSON.stringify({ format: FORMAT, schema: VERSION, ...header });
  let lines = 0;
  for (const metric of metrics) {
    yield metricLine(metric);
    lines++;
  }
  for (const one of series) {
    yield seriesLine(one);
    lines++;
  }
  yield JSON.stringify({ end: lines });
}

function metricLine({ namespace, name, dimensions, minutes }: StoredMetric): string {
  const times = [...minutes.keys()].sort((a, b) => a - b);
  const [first = 0] = times;
  const rows = times.map((at) => {
    const { sampleCount, sum, minimum, maximum, zeros = 0, bins } = (minutes.get(at) as StoredDistribution).parts();
    return [(at - first) / 60, sampleCount, sum, minimum, maximum, zeros, ...bins.flat()];
  });
  return JSON.stringify({ namespace, metricName: name, dimensions, start: first, minutes: rows });
}

function seriesLine({ namespace, metricName, dimensions, stat, start, values, periodSeconds }: RecordedSeries): string {
  const period = periodSeconds === undefined || periodSeconds === 60 ? {} : { periodSeconds };
  const plain = Array.from(values, (value) => (Number.isNaN(value) ? null : value));
  return JSON.stringify({ namespace, metricName, dimensions, stat, start, ...period, values: plain });
}

/** Puts a recording together again, line by line. */
export class RecordingReader {
  readonly #where: string;
  #header: RecordingHeader | undefined;
  readonly #metrics: StoredMetric[] = [];
  readonly #series = new SeriesStore();
  #lines = 0;
  #whole = false;

  /** @param where the file, for errors */
  constructor(where: string) {
    this.#where = where;
  }

  /** @throws InputError `RecordingRefused` naming the line */
  line(text: string): void {
    if (text === '') return;
    if (this.#whole) throw this.#refused('has lines after its end');
    const parsed = this.#parse(text);
    if (!this.#header) {
      const header = HEADER.safeParse(parsed);
      if (!header.success) throw this.#refused('is no recording of holdband (version 1): its first line is no header');
      this.#header = header.data as RecordingHeader;
      return;
    }
    if ('end' in parsed) {
      if (parsed.end !== this.#lines) throw this.#refused(`has ${this.#lines} series, ${parsed.end} were written`);
      this.#whole = true;
      return;
    }
    this.#lines++;
    if (Array.isArray(parsed.minutes)) this.#metrics.push(this.#metric(parsed as unknown as MetricLine));
    else if (Array.isArray(parsed.values)) this.#series.add(parsed as unknown as RecordedSeries);
    else throw this.#refused('holds a line that is no series');
  }

  /**
   * @throws InputError `RecordingRefused` where the recording was cut short
   */
  finish(): { readonly header: RecordingHeader; readonly history: History } {
    if (!this.#header) throw this.#refused('is empty');
    if (!this.#whole) throw this.#refused(`was cut short after ${this.#lines} series`);
    const header = this.#header;
    return { header, history: this.#series.history({ ...header, source: 'recording', metrics: this.#metrics }) };
  }

  #parse(text: string): Readonly<Record<string, unknown>> {
    try {
      const parsed: unknown = JSON.parse(text);
      if (typeof parsed === 'object' && parsed !== null) return parsed as Readonly<Record<string, unknown>>;
    } catch (cause) {
      throw this.#refused('is not JSON', { cause });
    }
    throw this.#refused('is not a JSON object');
  }

  #metric({ namespace, metricName, dimensions, start, minutes }: MetricLine): StoredMetric {
    const rows = new Map<number, Float64Array>();
    for (const row of minutes) {
      const packed = Float64Array.from(row);
      try {
        distributionOf(packed);
      } catch (cause) {
        throw this.#refused(`holds a minute that cannot be: ${(cause as Error).message}`, { cause });
      }
      rows.set(start + 60 * (packed[0] ?? 0), packed);
    }
    return { namespace, name: metricName, dimensions, minutes: new LazyMinutes(rows, distributionOf) };
  }

  #refused(message: string, options?: ErrorOptions): InputError {
    const where = this.#header ? `${this.#where}:${this.#lines + 2}` : this.#where;
    return new InputError('RecordingRefused', { where, message }, options);
  }
}

/** A row as {@link metricLine} writes it. @throws RangeError for figures that no samples can have given */
function distributionOf(row: Float64Array): StoredDistribution {
  const [, sampleCount = 0, sum = 0, minimum = 0, maximum = 0, zeros = 0] = row;
  const bins: [number, number][] = [];
  for (let i = 6; i + 1 < row.length; i += 2) bins.push([row[i] as number, row[i + 1] as number]);
  return StoredDistribution.ofParts({ sampleCount, sum, minimum, maximum, bins, ...(zeros > 0 && { zeros }) });
}

interface MetricLine {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly start: number;
  readonly minutes: readonly (readonly number[])[];
}
