import { type DuckDb, literal } from './duckdb.ts';
import type { Packing } from './inspect.ts';
import { CHECKED_PATTERN, DELIMITER, LINE_GROUPS, LINE_PATTERN, LONGEST_LINE } from './line-shape.ts';
import type { QueryFlag } from './query-flags.ts';

/** Where the text of a file is: the file itself, or what was salvaged of it. */
export interface LineSource {
  readonly path: string;
  readonly packing: Packing;
}

/**
 * Reads every line into table `grouped`: one row per load balancer, target group, method, normalised path and set of query
 * flags, with the requests in a list, as narrow as they can be: each name is kept once, and a million requests take some 30 MB.
 * Durations are milliseconds, as logged; `took` is from creation to end and may be negative.
 *
 * A line is read as *one* VARCHAR without quoting and split in SQL: DuckDB's CSV reader loses good lines beside an odd
 * quote. Most lines have the common shape and are split at quotes and spaces, which takes a third of the time that a
 * regular expression takes; the others go through the expression.
 *
 * @param sources numbered by their place: column `file` of a request
 * @throws an error of DuckDB where a file cannot be unpacked at all
 */
export async function loadLines(
  db: DuckDb,
  sources: readonly LineSource[],
  flags: readonly QueryFlag[],
): Promise<void> {
  await db.run('DROP TABLE IF EXISTS grouped');
  await db.run(`
    CREATE TABLE grouped AS
    WITH lines AS (${linesOf(sources)}),
    ${SPLIT}
    SELECT elb, target_group, verb, ${NORMALISED} AS "route_path", ${flagsOf(flags)} AS "flags",
      CASE WHEN target_group = '-' THEN action ELSE '' END AS "action",
      any_value(url) AS "sample_url",
      list(struct_pack(
        file := file::${sources.length > 65_535 ? 'UINTEGER' : 'USMALLINT'},
        ended := epoch_us(ended),
        took := try_cast((epoch_us(ended) - epoch_us(try_cast(created AS TIMESTAMP))) // 1000 AS INTEGER),
        duration := CASE WHEN duration >= 0 THEN try_cast(round(duration * 1000) AS INTEGER) END,
        status := try_cast(status AS USMALLINT),
        target_status := try_cast(target_status AS USMALLINT),
        socket := kind IN ('ws', 'wss') OR status = '101',
        connection := (hash(client) >> 32)::UINTEGER,
        caller := (hash(${ADDRESS}, url_path) >> 32)::UINTEGER
      )) AS "requests"
    FROM urls
    GROUP BY ALL`);
}

/** The client without its port. The short way serves IPv4; trimming, which IPv6 needs, takes ten times as long. */
const ADDRESS = `CASE WHEN client LIKE '%:%:%' THEN rtrim(client, '0123456789')
          WHEN contains(client, ':') THEN substr(client, 1, instr(client, ':') - 1) ELSE client END`;

function linesOf(sources: readonly LineSource[]): string {
  const numbered = sources.map((source, index) => ({ ...source, index }));
  const parts = (['none', 'gzip'] as const).flatMap((packing) => {
    const own = numbered.filter((source) => source.packing === packing);
    if (own.length === 0) return [];
    const paths = own.map(({ path }) => literal(path)).join(', ');
    const indexes = own.map(({ index }) => index).join(', ');
    return `SELECT ([${indexes}])[file_index::INTEGER + 1] AS "file", line FROM read_csv([${paths}],
      delim = ${literal(DELIMITER)}, quote = '', escape = '', comment = '', header = false, auto_detect = false, columns = {'line': 'VARCHAR'}, strict_mode = false,
      ignore_errors = true, max_line_size = ${LONGEST_LINE}, buffer_size = ${BUFFER}, compression = '${packing}')`;
  });
  return parts.join('\nUNION ALL ');
}

/** DuckDB keeps some of these per thread; larger ones cost memory and save no time. */
const BUFFER = 1_048_576;

/** Whether the first slash is that of an origin, and no fragment follows: looking for signs is faster than an expression. */
const PLAIN_ORIGIN = `instr(url_path, '/') > 0 AND instr(url_path, '/') = instr(url_path, '//') AND NOT contains(url_path, '#')`;

/** Takes lines apart into columns; drops what is no access-log line (see line-shape.ts). */
const SPLIT = `
    quotes AS (SELECT file, line, string_split(line, '"') AS "q" FROM lines),
    words AS (
      SELECT file, line, q, string_split(q[1], ' ') AS "a", string_split(q[5], ' ') AS "b",
        string_split(q[11], ' ') AS "e", string_split(q[2], ' ') AS "r"
      FROM quotes
    ),
    shaped AS (
      SELECT *,
        len(q) >= 12 AND q[3] = ' ' AND q[7] = ' ' AND q[9] = ' '
          AND len(b) = 5 AND b[1] = '' AND b[5] = '' AND (b[4] = '-' OR contains(b[4], 'targetgroup/'))
          AND len(e) = 4 AND e[1] = '' AND e[4] = '' AND (e[3] = '-' OR e[3] LIKE '____-__-__T__:__:__%Z')
          AND len(a) = 13 AND a[13] = '' AND contains(a[3], '/')
          AND regexp_full_match(concat_ws(' ', a[2], a[7], a[9], a[10]), ${literal(CHECKED_PATTERN)}) AS "common"
      FROM words
    ),
    matched AS (
      SELECT *, CASE WHEN NOT common THEN regexp_extract(line, ${literal(LINE_PATTERN)}, [${LINE_GROUPS.map(literal).join(', ')}], 's') END AS "m"
      FROM shaped
    ),
    fields AS (
      SELECT file,
        CASE WHEN common THEN a[1] ELSE m.kind END AS "kind",
        try_cast(CASE WHEN common THEN a[2] ELSE m.time END AS TIMESTAMP) AS "ended",
        CASE WHEN common THEN a[3] ELSE m.elb END AS "elb",
        CASE WHEN common THEN a[4] ELSE m.client END AS "client",
        try_cast(CASE WHEN common THEN a[7] ELSE m.duration END AS DOUBLE) AS "duration",
        CASE WHEN common THEN a[9] ELSE m.status END AS "status",
        CASE WHEN common THEN a[10] ELSE m.target_status END AS "target_status",
        substr(CASE WHEN common THEN r[1] ELSE split_part(m.request, ' ', 1) END, 1, 20) AS "verb",
        coalesce(CASE WHEN common THEN r[2] ELSE split_part(m.request, ' ', 2) END, '') AS "url",
        CASE WHEN common THEN b[4] ELSE m.target_group END AS "target_group",
        CASE WHEN common THEN e[3] ELSE m.created END AS "created",
        CASE WHEN common THEN q[12] ELSE m.action END AS "action"
      FROM matched
    ),
    urls AS (
      SELECT *, split_part(url, '?', 1) AS "url_path", ${PLAIN_ORIGIN} AS "plain_origin",
        substr(url_path, instr(url_path, '//') + 2) AS "host_path"
      FROM fields
      WHERE ended IS NOT NULL
    )`;

/**
 * The path without origin and query. A segment with three digits or more, or of digits alone, or of 32 letters and more
 * stands for many: ids, UUIDs, hashes, dates, tokens. `v1` and names of gRPC services (they have dots) stay.
 */
const SEGMENT_OF_MANY = '/(?:[^/]*[0-9][^/]*[0-9][^/]*[0-9][^/]*|[0-9]{1,2}|[0-9A-Za-z_=-]{32,}[^/]*)';
const PATH = `CASE
    WHEN NOT plain_origin THEN regexp_extract(url_path, '^[^/]*//[^/#]*(/[^#]*)', 1)
    WHEN contains(host_path, '/') THEN substr(host_path, instr(host_path, '/')) ELSE '' END`;
const NORMALISED = `substr(regexp_replace(${PATH}, '${SEGMENT_OF_MANY}', '/*', 'g'), 1, 300)`;

/** A number with one bit per query flag of the request. */
function flagsOf(flags: readonly QueryFlag[]): string {
  if (flags.length === 0) return '0';
  const names = [...new Set(flags.map(({ name }) => name))].join('|');
  const bits = flags.map(
    ({ pattern }, bit) => `CASE WHEN regexp_matches(url, ${literal(pattern)}) THEN ${2 ** bit} ELSE 0 END`,
  );
  // Few requests have any: one look for the names spares them the patterns.
  return `CASE WHEN contains(url, '?') AND regexp_matches(url, '[?&](?:${names})(?:[=&#]|$)') THEN (${bits.join(' + ')})::BIGINT ELSE 0 END`;
}
