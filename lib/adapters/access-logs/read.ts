import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HoldbandError, InputError } from '../../core/errors.ts';
import type { AccessLogOptions, AccessLogReading, FileAccount } from '../../core/triage/access-logs.ts';
import type { Window } from '../../core/triage/figures.ts';
import { isoTime } from '../../core/triage/verdict.ts';
import { chainingOf } from './chaining.ts';
import { classify, type RequestGroup } from './classify.ts';
import { DuckDb } from './duckdb.ts';
import { figuresOf } from './figures.ts';
import { type FoundFile, findFiles } from './find-files.ts';
import { type Inspection, inspect, packingOf, salvage } from './inspect.ts';
import { type LineSource, loadLines } from './load.ts';
import { queryFlags } from './query-flags.ts';
import { firstRejects, refuseForeign } from './rejects.ts';
import { countLines, pick, type RouteTally, tallyMinutes, tallyRouteBins, tallyRoutes, writeClasses } from './tally.ts';

const HOUR = 3600;
const MINUTE = 60;
/** Files inspected at a time, beside DuckDB's own threads. */
const INSPECTORS = 2;
/** A route whose requests are mostly faster is no hold: whether its clients chain is not worth asking. */
const SHORTEST_HOLD = 2;

/**
 * Reads access logs of Application Load Balancers: what they say of every target group in one window and before it.
 *
 * @param paths files, folders and patterns; plain or gzip, whatever their names
 * @throws InputError where a path does not exist, a file has no access-log line at all, or the window has no data
 * @throws HoldbandError `DuckDbMissing` where the optional peer is not installed
 */
export async function readAccessLogs(
  paths: readonly string[],
  options: AccessLogOptions = {},
  progress: (text: string) => void = () => {},
): Promise<AccessLogReading> {
  const { files, skipped } = await findFiles(paths, options.cwd ?? process.cwd());
  const db = await DuckDb.open();
  const scratch = await mkdtemp(join(tmpdir(), 'holdband-'));
  try {
    const flags = queryFlags(options.holds?.values());
    const { inspections, sources } = await load(files, scratch, progress, (all) => loadLines(db, all, flags));
    progress('counting');
    const { read, data, webSockets } = await countLines(db);
    const accounts = accountsOf(files, inspections, read);
    await refuseForeign(accounts, sources);
    if (!data) throw new InputError('NoAccessLogs', { where: paths.join(' '), message: nothingIn(accounts) });
    const window = windowOf(data, options);
    const from = window.start - (options.baselineHours ?? 24) * HOUR;
    const groups = await pick(db, from, window);
    const classified = classify(groups, options.holds);
    await writeClasses(db, classified);
    const targetGroups = figuresOf(classified, await tally(db), window);
    if (targetGroups.length === 0 && !groups.some(({ requests }) => requests > 0)) {
      throw new InputError('WindowEmpty', { where: 'window', message: outside(window, data) });
    }
    return {
      targetGroups: withFaults(targetGroups, accounts),
      window,
      data,
      files: accounts,
      rejects: await firstRejects(accounts, sources),
      withoutTargetGroup: withoutTargetGroup(groups),
      webSockets,
      skipped,
    };
  } catch (error) {
    if (error instanceof Error && /out of memory/i.test(error.message)) {
      throw new HoldbandError('OutOfMemory', 'the logs are too large for this machine; read fewer files at a time', {
        cause: error,
      });
    }
    throw error;
  } finally {
    db.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Files as they were read. */
export interface Loaded {
  readonly inspections: readonly Inspection[];
  readonly sources: readonly LineSource[];
}

/**
 * Inspects and loads at the same time, as if every file were whole; where one is not, loads again with what could be
 * salvaged of it.
 */
export async function load(
  files: readonly FoundFile[],
  scratch: string,
  progress: (text: string) => void,
  loadAll: (sources: readonly LineSource[]) => Promise<void>,
): Promise<Loaded> {
  const packings = await each(files, packingOf);
  const sources = files.map(({ path }, i): LineSource => ({ path, packing: packings[i] ?? 'none' }));
  let done = 0;
  progress(`reading ${files.length === 1 ? '1 file' : `${files.length} files`}`);
  const [loaded, inspections] = await Promise.all([
    loadAll(sources).then(
      () => undefined,
      (error: unknown) => ({ error }),
    ),
    each(files, async (file, i) => {
      const inspection = await inspect(file, packings[i] ?? 'none');
      done += 1;
      progress(`reading ${done} of ${files.length} files`);
      return inspection;
    }),
  ]);
  const faulty = inspections.flatMap(({ fault }, i) => (fault === undefined ? [] : [i]));
  if (faulty.length === 0) {
    if (loaded) throw loaded.error;
    return { inspections, sources };
  }
  const lines = new Map<number, number>();
  for (const i of faulty) {
    const target = join(scratch, `${i}.log`);
    lines.set(i, await salvage(files[i] as FoundFile, inspections[i] as Inspection, target));
    sources[i] = { path: target, packing: 'none' };
  }
  await loadAll(sources);
  return { inspections: inspections.map((one, i) => ({ ...one, lines: lines.get(i) ?? one.lines })), sources };
}

/** Does the same for every item, a few at a time, and keeps their order. */
async function each<T, R>(items: readonly T[], work: (item: T, place: number) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await work(items[i] as T, i);
  };
  await Promise.all(Array.from({ length: INSPECTORS }, worker));
  return results;
}

/** What was read of each file. */
export function accountsOf(
  files: readonly FoundFile[],
  inspections: readonly Inspection[],
  read: ReadonlyMap<number, number>,
): FileAccount[] {
  return files.map(({ shown }, i) => {
    const { lines, fault } = inspections[i] as Inspection;
    const good = read.get(i) ?? 0;
    return { file: shown, lines, read: good, rejected: lines - good, ...(fault !== undefined && { fault }) };
  });
}

/** Why there is nothing to judge. */
export function nothingIn(accounts: readonly FileAccount[]): string {
  const faults = accounts.flatMap(({ file, fault }) => (fault ? [`${file} ${fault}`] : []));
  return faults.length > 0 ? `no access-log line could be read: ${faults.join('; ')}` : 'the files are empty';
}

function windowOf(data: Window, { from, to, lastSeconds }: AccessLogOptions): Window {
  const end = to ?? Math.floor(data.end / MINUTE) * MINUTE + MINUTE;
  if (from !== undefined) return { start: from, end };
  // Not before the first line: over minutes that no log covers every rate would be too low.
  const start = Math.max(end - (lastSeconds ?? HOUR), Math.floor(data.start / MINUTE) * MINUTE);
  return { start: Math.min(start, end), end };
}

function outside(window: Window, data: Window): string {
  return (
    `no line from ${isoTime(window.start)} to ${isoTime(window.end)} or in the day before; ` +
    `the logs hold ${isoTime(data.start)} to ${isoTime(data.end)}`
  );
}

function withoutTargetGroup(groups: readonly RequestGroup[]): AccessLogReading['withoutTargetGroup'] {
  const actions: Record<string, number> = {};
  for (const { targetGroupArn, action, requests } of groups) {
    if (targetGroupArn !== '-' || requests === 0) continue;
    const name = action === '-' || action === '' ? 'none' : action;
    actions[name] = (actions[name] ?? 0) + requests;
  }
  return { requests: Object.values(actions).reduce((sum, count) => sum + count, 0), actions };
}

async function tally(db: DuckDb) {
  const minutes = await tallyMinutes(db);
  const routes = await tallyRoutes(db);
  const candidates = routes.filter(isCandidate).map(({ route }) => route);
  return { minutes, routes, routeBins: await tallyRouteBins(db), chaining: await chainingOf(db, candidates) };
}

function isCandidate({ p50 }: RouteTally): boolean {
  return p50 !== null && p50 >= SHORTEST_HOLD;
}

/** A fault of a file is a limit of every verdict that rests on it; which ones those are cannot be told. */
function withFaults(
  figures: AccessLogReading['targetGroups'],
  accounts: readonly FileAccount[],
): AccessLogReading['targetGroups'] {
  const faults = accounts.flatMap(({ file, fault }) => (fault === undefined ? [] : [`${file} ${fault}.`]));
  const rejected = accounts.reduce((sum, account) => sum + account.rejected, 0);
  const notes = [
    ...faults,
    ...(rejected > 0 ? [`Lines that are no access-log lines are not counted: ${rejected}.`] : []),
  ];
  if (notes.length === 0) return figures;
  return figures.map((one) => ({ ...one, missing: [...(one.missing ?? []), ...notes] }));
}
