import { type Attempt, attempt } from '../triage/live/reads.ts';
import { plural } from '../triage/words.ts';
import type { AccountReader, MetricAnswer, MetricPoints, ReadFailedError, ReadFailure } from './account.ts';
import { atMost } from './at-once.ts';
import { messageOf } from './discover-read.ts';
import { GivenUpError } from './giving-up.ts';
import { type Asked, type PackedCall, packQueries, type Wanted } from './pack-queries.ts';

/** Calls of GetMetricData in flight: each is as large as one may be, and CloudWatch counts data points, too. */
const METRICS_AT_ONCE = 3;

/** Failures that one query may be the reason of: without it the others may be answered. */
const OF_ONE = new Set<ReadFailure>(['refused', 'not-found', 'failed']);
/** Parts of a call that fail in a row, after which what is left of it is given up: more than a few things are broken. */
const FAILED_IN_A_ROW = 24;

/** What came of the queries of one thing: its series by their own ids, or why at least one of its calls brought nothing. */
export type PackedAnswer = { readonly series: MetricAnswer['series'] } | { readonly failed: ReadFailedError };

interface Waiting {
  readonly series: Map<string, MetricPoints>;
  left: number;
  failed?: ReadFailedError;
}

/**
 * Reads metrics of many things in the fewest calls, several at a time. Each thing is handed over as soon as its last series
 * is there, and forgotten: what is read of a thousand target groups never lies in memory at once. A call that fails costs
 * the things whose own queries were in it; a metric that they share with others is only missing from them. One that was
 * refused, or met an error of the service, is asked again in halves, until only what it failed for is left.
 *
 * @param isShared whether a query is of a metric that several things ask for
 */
export async function readPacked<T extends { readonly name: string }>(
  reader: Pick<AccountReader, 'metrics'>,
  asked: readonly Asked<T>[],
  span: { readonly start: number; readonly end: number; readonly periodSeconds: number },
  told: {
    readonly isShared: (id: string) => boolean;
    readonly each: (of: T, answer: PackedAnswer) => void;
    readonly called: () => void;
    readonly problems: string[];
  },
): Promise<void> {
  const waiting = new Map(
    asked.map(({ of, queries }): [T, Waiting] => [of, { series: new Map(), left: queries.length }]),
  );
  const take = ({ of, id }: Wanted<T>, points: MetricPoints | undefined, failed: ReadFailedError | undefined): void => {
    const one = waiting.get(of);
    if (!one) return;
    if (points) one.series.set(id, points);
    if (failed && !told.isShared(id)) one.failed ??= failed;
    one.left -= 1;
    if (one.left > 0) return;
    waiting.delete(of);
    told.each(of, one.failed ? { failed: one.failed } : { series: one.series });
  };
  const deliver = ({ wanted }: PackedCall<T>, answer: Attempt<MetricAnswer>): void => {
    const failed = 'failed' in answer ? answer.failed : undefined;
    if (failed) messageOf(failed);
    if ('value' in answer && answer.value.problems.length > 0) {
      const who = namesIn(wanted);
      told.problems.push(...answer.value.problems.map((text) => `${who}: ${text}`));
    }
    for (const [id, all] of wanted) {
      const points = 'value' in answer ? answer.value.series.get(id) : undefined;
      for (const one of all) take(one, points, failed);
    }
  };
  const read = async (call: PackedCall<T>): Promise<void> => {
    // Larger parts first: what is whole is found before the last call for what is not.
    const parts = [call];
    let failedInARow = 0;
    for (let part = parts.shift(); part; part = parts.shift()) {
      const { queries } = part;
      const answer = await attempt('cloudwatch:GetMetricData', () => reader.metrics({ queries, ...span }), undefined);
      const failed = 'failed' in answer ? answer.failed : undefined;
      if (!(failed instanceof GivenUpError)) told.called();
      failedInARow = failed ? failedInARow + 1 : 0;
      const mayBeOne = failed && OF_ONE.has(failed.failure) && !(failed instanceof GivenUpError);
      const halves = mayBeOne && failedInARow < FAILED_IN_A_ROW ? inHalves(part) : undefined;
      if (halves) parts.push(...halves);
      else deliver(part, answer);
    }
  };
  const calls = packQueries(asked, (span.end - span.start) / span.periodSeconds);
  await atMost(METRICS_AT_ONCE, calls, read);
}

/** The queries of the first half of the things, and those of the others; `undefined` for those of one thing. */
function inHalves<T>({ queries, wanted }: PackedCall<T>): PackedCall<T>[] | undefined {
  const firstOf = (id: string): T | undefined => wanted.get(id)?.[0]?.of;
  const things = [...new Set(queries.map(({ id }) => firstOf(id)))];
  if (things.length < 2) return undefined;
  const early = new Set(things.slice(0, Math.ceil(things.length / 2)));
  return [true, false].map((isEarly) => {
    const some = queries.filter(({ id }) => early.has(firstOf(id)) === isEarly);
    return { queries: some, wanted: new Map(some.map(({ id }) => [id, wanted.get(id) ?? []])) };
  });
}

function namesIn<T extends { readonly name: string }>(wanted: PackedCall<T>['wanted']): string {
  const names = [...new Set([...wanted.values()].flat().map(({ of }) => of.name))].sort();
  const [first = ''] = names;
  return names.length > 1 ? `${first} and ${plural(names.length - 1, 'other target group')}` : first;
}
