import { edgeIndexAtOrAbove } from '../../core/statistics/edges.ts';
import { FIGURE_EDGES } from '../../core/traffic/histogram.ts';
import type { Window } from '../../core/triage/figures.ts';
import type { Classified, RequestGroup } from './classify.ts';
import type { DuckDb } from './duckdb.ts';

const LOWEST_EDGE = edgeIndexAtOrAbove(FIGURE_EDGES[1] as number);
const LAST_BIN = FIGURE_EDGES.length - 2;

/**
 * Place between {@link FIGURE_EDGES} of a duration in milliseconds. Bins are open below and closed above; the billionth
 * keeps 1.1 s, an edge, in the bin below it whatever the logarithm rounds to.
 */
const BIN = `CASE WHEN answered IS NULL THEN NULL WHEN answered = 0 THEN 0 ELSE
  least(greatest(cast(ceil(ln(answered / 1e3) / ln(1.1) - 1e-9) AS INTEGER) - (${LOWEST_EDGE}), 0), ${LAST_BIN}) END`;

const REQUESTS = 'SELECT rowid::INTEGER AS "place", unnest(requests, recursive := true) FROM grouped';

/** What all lines of all times come to. */
export interface LineTally {
  /** Lines read of each source. */
  readonly read: ReadonlyMap<number, number>;
  /** Times of the first and the last line, epoch seconds; absent where there is none. */
  readonly data?: Window;
  readonly webSockets: number;
}

export async function countLines(db: DuckDb): Promise<LineTally> {
  const [files = [], counts = [], firsts = [], lasts = [], sockets = []] = (await db.columns(
    `SELECT file::INTEGER, count(*)::DOUBLE, min(ended) / 1e6, max(ended) / 1e6, (count(*) FILTER (socket))::DOUBLE
     FROM (${REQUESTS}) GROUP BY 1`,
  )) as number[][];
  const read = new Map(files.map((file, i) => [file, counts[i] as number]));
  const webSockets = sockets.reduce((sum, count) => sum + count, 0);
  if (files.length === 0) return { read, webSockets };
  const start = firsts.reduce((least, first) => Math.min(least, first), Infinity);
  return { read, webSockets, data: { start, end: lasts.reduce((most, last) => Math.max(most, last), -Infinity) } };
}

/**
 * Keeps the requests from `from` to the end of the window in table `picked`, gives up the others, and says what groups there
 * are.
 */
export async function pick(db: DuckDb, from: number, window: Window): Promise<RequestGroup[]> {
  const micros = (seconds: number) => Math.round(seconds * 1e6);
  await db.run(`
    CREATE OR REPLACE TABLE picked AS
    SELECT place, ended, took, ended >= ${micros(window.start)} AS "in_window", (ended // 60000000)::INTEGER AS "minute",
      CASE WHEN NOT socket AND target_status IS NOT NULL THEN duration END AS "answered", status, target_status, socket,
      connection, caller
    FROM (${REQUESTS})
    WHERE ended >= ${micros(from)} AND ended < ${micros(window.end)}`);
  const [elb = [], arn = [], verb = [], path = [], action = [], url = [], requests = [], seconds = []] =
    await db.columns(`
    SELECT elb, target_group, verb, route_path, action, sample_url, coalesce(n, 0), coalesce(seconds, 0)
    FROM grouped LEFT JOIN (
      SELECT place, count(*)::DOUBLE AS "n", sum(answered) / 1e3 AS "seconds" FROM picked WHERE in_window GROUP BY 1
    ) ON place = grouped.rowid
    ORDER BY grouped.rowid`);
  await db.run('DROP TABLE grouped');
  return elb.map((loadBalancer, i) => ({
    loadBalancer: loadBalancer as string,
    targetGroupArn: arn[i] as string,
    method: verb[i] as string,
    path: path[i] as string,
    action: action[i] as string,
    sampleUrl: url[i] as string,
    requests: requests[i] as number,
    seconds: seconds[i] as number,
  }));
}

/** Writes what {@link Classified} says of each group into table `classes`. */
export async function writeClasses(db: DuckDb, { routes, routeOf }: Classified): Promise<void> {
  await db.run('CREATE OR REPLACE TABLE classes (place INTEGER, route INTEGER, target_group INTEGER, held BOOLEAN)');
  const rows = routeOf.flatMap((route, place) => {
    const of = route === undefined ? undefined : routes[route];
    return of ? [`(${place}, ${route}, ${of.targetGroup}, ${of.held})`] : [];
  });
  for (let i = 0; i < rows.length; i += 5000) {
    await db.run(`INSERT INTO classes VALUES ${rows.slice(i, i + 5000).join(', ')}`);
  }
}

/** Requests that ended in one minute, in one bin, held or not; `bin` is null for those without a response time. */
export interface MinuteTally {
  readonly targetGroup: number;
  readonly minute: number;
  readonly inWindow: boolean;
  readonly held: boolean;
  readonly bin: number | null;
  readonly requests: number;
  readonly seconds: number;
  readonly target5xx: number;
  readonly elb504: number;
  readonly elb502: number;
  readonly client460: number;
  readonly sockets: number;
}

const STATUS_COUNTS = `
  (count(*) FILTER (target_status IS NULL AND status = 504))::DOUBLE,
  (count(*) FILTER (status = 460))::DOUBLE`;

export async function tallyMinutes(db: DuckDb): Promise<MinuteTally[]> {
  const columns = await db.columns(`
    SELECT target_group, minute, in_window, held, bin, count(*)::DOUBLE, coalesce(sum(answered) / 1e3, 0),
      (count(*) FILTER (target_status BETWEEN 500 AND 599))::DOUBLE,
      (count(*) FILTER (target_status IS NULL AND status IN (502, 503)))::DOUBLE,
      (count(*) FILTER (socket))::DOUBLE, ${STATUS_COUNTS}
    FROM (SELECT *, ${BIN} AS "bin" FROM picked JOIN classes USING (place))
    GROUP BY ALL ORDER BY 1, 2`);
  const [group = [], minute = [], inWindow = [], held = [], bin = [], n = [], seconds = [], t5 = [], e2 = [], ws = []] =
    columns as number[][];
  const [e4 = [], c460 = []] = columns.slice(10) as number[][];
  return group.map((targetGroup, i) => ({
    targetGroup,
    minute: minute[i] as number,
    inWindow: Boolean(inWindow[i]),
    held: Boolean(held[i]),
    bin: bin[i] ?? null,
    requests: n[i] as number,
    seconds: seconds[i] as number,
    target5xx: t5[i] as number,
    elb502: e2[i] as number,
    sockets: ws[i] as number,
    elb504: e4[i] as number,
    client460: c460[i] as number,
  }));
}

/** What is counted of one route in the window. Seconds are null where nothing was answered. */
export interface RouteTally {
  readonly route: number;
  readonly requests: number;
  readonly answered: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
  readonly status2xx: number;
  readonly status4xx: number;
  readonly status5xx: number;
  readonly elb504: number;
  readonly client460: number;
  /** Median seconds from creation to end of the 460 and 504 requests whose times make sense. */
  readonly unanswered: number | null;
  /** 460 and 504 requests that end before they were created, or say not when: some logs are rewritten so. */
  readonly unknownDurations: number;
}

export async function tallyRoutes(db: DuckDb): Promise<RouteTally[]> {
  const columns = (await db.columns(`
    SELECT route, count(*)::DOUBLE, count(answered)::DOUBLE, quantile_disc(answered, 0.5) / 1e3,
      quantile_disc(answered, 0.95) / 1e3, max(answered) / 1e3,
      (count(*) FILTER (status BETWEEN 200 AND 299))::DOUBLE, (count(*) FILTER (status BETWEEN 400 AND 499))::DOUBLE,
      (count(*) FILTER (status BETWEEN 500 AND 599))::DOUBLE, ${STATUS_COUNTS},
      quantile_disc(took, 0.5) FILTER (gone AND took >= 0) / 1e3,
      (count(*) FILTER (gone AND coalesce(took, -1) < 0))::DOUBLE
    FROM (SELECT *, status = 460 OR (status = 504 AND target_status IS NULL) AS "gone"
          FROM picked JOIN classes USING (place) WHERE in_window)
    GROUP BY 1`)) as (number | null)[][];
  const cell = (column: number, i: number) => columns[column]?.[i] ?? null;
  const count = (column: number, i: number) => cell(column, i) ?? 0;
  return (columns[0] ?? []).map((route, i) => ({
    route: route as number,
    requests: count(1, i),
    answered: count(2, i),
    p50: cell(3, i),
    p95: cell(4, i),
    max: cell(5, i),
    status2xx: count(6, i),
    status4xx: count(7, i),
    status5xx: count(8, i),
    elb504: count(9, i),
    client460: count(10, i),
    unanswered: cell(11, i),
    unknownDurations: count(12, i),
  }));
}

/** Answered requests of the window by route and bin: `[route, bin, count]`. */
export async function tallyRouteBins(db: DuckDb): Promise<[number, number, number][]> {
  const [route = [], bin = [], count = []] = (await db.columns(`
    SELECT route, bin, count(*)::DOUBLE
    FROM (SELECT route, ${BIN} AS "bin" FROM picked JOIN classes USING (place) WHERE in_window AND answered IS NOT NULL)
    GROUP BY ALL`)) as number[][];
  return route.map((of, i) => [of, bin[i] as number, count[i] as number]);
}
