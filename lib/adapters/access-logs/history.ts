import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReadAccessLogHistory } from '../../core/backtest/access-log-history.ts';
import type { Stretch } from '../../core/backtest/model.ts';
import { storedHistory } from '../../core/backtest/stored-history.ts';
import { InputError } from '../../core/errors.ts';
import type { FileAccount } from '../../core/triage/access-logs.ts';
import { DuckDb } from './duckdb.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { packingOf } from './inspect.ts';
import { loadLines } from './load.ts';
import { MinuteMetrics } from './minute-metrics.ts';
import { accountsOf, load, nothingIn } from './read.ts';
import { refuseForeign } from './rejects.ts';
import { countLines } from './tally.ts';

const MINUTE = 60;
/** Text that one batch may unpack to: half a million lines, some hundred MB while they are counted. */
const BATCH_BYTES = 200_000_000;
const UNPACKED_PER_PACKED = 10;
/** No line of any load balancer for so long: files are missing, or nobody asked; nobody can say which. */
const SILENCE_SECONDS = 15 * MINUTE;

/** What a load balancer counts that access logs show, in `AWS/ApplicationELB`. Host counts are not among them. */
const COUNTED = [
  'RequestCount',
  'TargetResponseTime',
  ...['2XX', '3XX', '4XX', '5XX'].map((of) => `HTTPCode_Target_${of}_Count`),
  ...['4XX', '5XX', '500', '502', '503', '504'].map((of) => `HTTPCode_ELB_${of}_Count`),
];

/**
 * Reads access logs as the metrics that CloudWatch would have made of them, in batches of files, so that memory is bounded
 * by the number of minutes and not by the number of lines.
 */
export const readAccessLogHistory: ReadAccessLogHistory = async (paths, options, progress = () => {}) => {
  const { files } = await findFiles(paths, options.cwd);
  const scratch = await mkdtemp(join(tmpdir(), 'holdband-'));
  const metrics = new MinuteMetrics();
  const seen = new Seen();
  const accounts: FileAccount[] = [];
  const db = await DuckDb.open();
  try {
    let done = 0;
    for (const batch of await batches(files)) {
      const upTo = done + batch.length;
      const { inspections, sources } = await load(
        batch,
        scratch,
        () => progress(`reading ${upTo} of ${files.length} files`),
        (all) => loadLines(db, all, []),
      );
      const read = accountsOf(batch, inspections, (await countLines(db)).read);
      await refuseForeign(read, sources);
      accounts.push(...read);
      await tally(db, metrics, seen, options);
      done = upTo;
    }
    await db.run('DROP TABLE IF EXISTS grouped');
  } finally {
    db.close();
    await rm(scratch, { recursive: true, force: true });
  }
  if (seen.minutes.size === 0) {
    throw new InputError('NoAccessLogs', { where: paths.join(' '), message: empty(seen, accounts) });
  }
  const { from, to } = seen.span(options);
  const stored = metrics.metrics();
  const silent = COUNTED.map((name) => `AWS/ApplicationELB ${name}`);
  const known = new Set(silent);
  const notes = faults(accounts);
  const history = storedHistory({
    source: 'access-logs',
    from,
    to,
    metrics: stored,
    gaps: seen.gaps({ from, to }),
    notes,
    silent: ({ namespace, metricName, dimensions }) =>
      known.has(`${namespace} ${metricName}`) && seen.knows(dimensions),
  });
  return { from, to, history, metrics: stored, silent, files: accounts, ...seen.place() };
};

async function batches(files: readonly FoundFile[]): Promise<FoundFile[][]> {
  const all: FoundFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    const weight = file.bytes * ((await packingOf(file)) === 'gzip' ? UNPACKED_PER_PACKED : 1);
    if (bytes + weight > BATCH_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(file);
    bytes += weight;
  }
  return all;
}

const REQUESTS = `SELECT elb, target_group, unnest(requests, recursive := true) FROM grouped`;
/** `floor(ln v / ln 1.1)`, as CloudWatch stores it; null for 0. */
const BIN = 'CASE WHEN answered > 0 THEN floor(ln(answered / 1e3) / ln(1.1))::DOUBLE END';

async function tally(db: DuckDb, metrics: MinuteMetrics, seen: Seen, { from, to }: Partial<Stretch>): Promise<void> {
  const micros = (seconds: number) => Math.round(seconds * 1e6);
  const within = [
    ...(from === undefined ? [] : [`ended >= ${micros(from)}`]),
    ...(to === undefined ? [] : [`ended < ${micros(to)}`]),
  ].join(' AND ');
  await db.run(`
    CREATE OR REPLACE TABLE timed AS
    SELECT elb, target_group, (ended // 60000000)::INTEGER AS "minute", status, target_status,
      CASE WHEN NOT socket AND target_status IS NOT NULL THEN duration END AS "answered"
    FROM (${REQUESTS}) ${within === '' ? '' : `WHERE ${within}`}`);
  await addTimes(db, metrics);
  await addCounts(db, metrics, seen);
  await db.run('DROP TABLE timed');
}

async function addTimes(db: DuckDb, metrics: MinuteMetrics): Promise<void> {
  const [elb = [], group = [], minute = [], bin = [], count = [], sum = [], least = [], most = []] = await db.columns(`
    SELECT elb, target_group, minute, ${BIN}, count(*)::DOUBLE, sum(answered) / 1e3, min(answered) / 1e3, max(answered) / 1e3
    FROM timed WHERE answered IS NOT NULL GROUP BY ALL ORDER BY ALL`);
  elb.forEach((_, i) => {
    const times = { sum: sum[i] as number, least: least[i] as number, most: most[i] as number };
    for (const dimensions of dimensionsOf(elb[i] as string, group[i] as string)) {
      metrics.addTimes(dimensions, minute[i] as number, bin[i] as number | null, count[i] as number, times);
    }
  });
}

async function addCounts(db: DuckDb, metrics: MinuteMetrics, seen: Seen): Promise<void> {
  const classes = [2, 3, 4, 5];
  const own = [500, 502, 503, 504];
  const columns = await db.columns(`
    SELECT elb, target_group, minute, (count(*) FILTER (NOT (target_status IS NULL AND status = 503)))::DOUBLE,
      ${classes.map((of) => `(count(*) FILTER (target_status // 100 = ${of}))::DOUBLE`).join(', ')},
      ${[4, 5].map((of) => `(count(*) FILTER (target_status IS NULL AND status // 100 = ${of}))::DOUBLE`).join(', ')},
      ${own.map((of) => `(count(*) FILTER (target_status IS NULL AND status = ${of}))::DOUBLE`).join(', ')}
    FROM timed GROUP BY ALL ORDER BY ALL`);
  const [elb = [], group = [], minute = [], requests = [], ...counts] = columns;
  const byTarget = classes.map((of) => `HTTPCode_Target_${of}XX_Count`);
  const byBalancer = ['4XX', '5XX', ...own].map((of) => `HTTPCode_ELB_${of}_Count`);
  elb.forEach((_, i) => {
    const [balancer, arn, at] = [elb[i] as string, group[i] as string, minute[i] as number];
    seen.see(balancer, arn, at);
    for (const dimensions of dimensionsOf(balancer, arn)) {
      metrics.addCount('RequestCount', dimensions, at, requests[i] as number);
      for (const [of, name] of byTarget.entries()) metrics.addCount(name, dimensions, at, counts[of]?.[i] as number);
    }
    // Codes that the load balancer makes itself are published for it alone.
    byBalancer.forEach((name, of) => {
      metrics.addCount(name, { LoadBalancer: balancer }, at, counts[byTarget.length + of]?.[i] as number);
    });
  });
}

/** A target group's metrics are published for it and, added up, for its load balancer. */
function dimensionsOf(balancer: string, arn: string): Readonly<Record<string, string>>[] {
  const group = fullName(arn);
  return [{ LoadBalancer: balancer }, ...(group ? [{ TargetGroup: group, LoadBalancer: balancer }] : [])];
}

function fullName(arn: string): string | undefined {
  return /(targetgroup\/[^:]+)$/.exec(arn)?.[1];
}

/** What the logs are of. */
class Seen {
  readonly minutes = new Set<number>();
  readonly #names = new Set<string>();
  readonly #places = new Set<string>();

  see(balancer: string, arn: string, minute: number): void {
    this.minutes.add(minute);
    this.#names.add(balancer);
    this.#names.add(fullName(arn) ?? '');
    const [, , , region, account] = arn.split(':');
    if (region !== undefined && account !== undefined) this.#places.add(`${region} ${account}`);
  }

  knows({ TargetGroup: group, LoadBalancer: balancer, ...others }: Readonly<Record<string, string>>): boolean {
    if (Object.keys(others).length > 0 || balancer === undefined) return false;
    return this.#names.has(balancer) && (group === undefined || this.#names.has(group));
  }

  span({ from, to }: Partial<Stretch>): Stretch {
    let [first, last] = [Infinity, -Infinity];
    for (const minute of this.minutes) [first, last] = [Math.min(first, minute), Math.max(last, minute)];
    const known = { from: first * MINUTE, to: (last + 1) * MINUTE };
    return { from: Math.max(known.from, from ?? known.from), to: Math.min(known.to, to ?? known.to) };
  }

  gaps({ from, to }: Stretch): Stretch[] {
    const gaps: Stretch[] = [];
    let since = from;
    for (let at = from; at <= to; at += MINUTE) {
      if (at < to && !this.minutes.has(at / MINUTE)) continue;
      if (at - since >= SILENCE_SECONDS) gaps.push({ from: since, to: at });
      since = at + MINUTE;
    }
    return gaps;
  }

  place(): { account?: string; region?: string } {
    const [only, ...others] = this.#places;
    const [region, account] = only?.split(' ') ?? [];
    return only && others.length === 0 && region && account ? { account, region } : {};
  }
}

function empty({ minutes }: Seen, accounts: readonly FileAccount[]): string {
  const read = accounts.some((account) => account.read > 0);
  return read && minutes.size === 0 ? 'no line lies between --from and --to' : nothingIn(accounts);
}

function faults(accounts: readonly FileAccount[]): string[] {
  const rejected = accounts.reduce((sum, account) => sum + account.rejected, 0);
  return [
    ...accounts.flatMap(({ file, fault }) => (fault === undefined ? [] : [`${file} ${fault}.`])),
    ...(rejected > 0 ? [`Lines that are no access-log lines are not counted: ${rejected}.`] : []),
  ];
}
