/**
 * What makes a line an access-log line of an Application Load Balancer, written once for the two who ask: DuckDB, which
 * splits millions of lines, and {@link whyRejected}, which explains one. Fields and their order: ALB user guide, "Access log
 * entries".
 *
 * Twenty-two fields are needed, to `request_creation_time` and the quote that opens the next one: with less a line is cut.
 * What comes after is never looked at, since AWS appends fields.
 */
const TIME = '[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.][0-9]+)?Z';
/** A field that is not looked at. */
const ANY = '[^ "]*';
const SECONDS = '-|-?[0-9]+(?:[.][0-9]+)?';
const STATUS = '-|[0-9]{3}';
const QUOTED = '"[^"]*"';
/** Time of creation. Where it only looks like a time, how long the request lasted is not known; the line counts. */
const CREATED = '-|[^ "]{4}-[^ "]{2}-[^ "]{2}T[^ "]{2}:[^ "]{2}:[^ "]{2}[^ "]*Z';

/** Time, target processing time and both status codes: what is checked of the twelve fields before the request line. */
export const CHECKED_PATTERN = `${TIME} (?:${SECONDS}) (?:${STATUS}) (?:${STATUS})`;

/** Named groups of {@link LINE_PATTERN}, in order. */
export const LINE_GROUPS = [
  'kind',
  'time',
  'elb',
  'client',
  'duration',
  'status',
  'target_status',
  'request',
  'target_group',
  'created',
  'action',
] as const;

/**
 * A whole line, also one with quotes inside the request or the user agent, which AWS does not say how it escapes. Means the
 * same to RE2 and to JavaScript.
 */
export const LINE_PATTERN =
  `^(${ANY}) (${TIME}) (${ANY}/${ANY}) (${ANY}) ${ANY} ${ANY} (${SECONDS}) ${ANY} (${STATUS}) (${STATUS}) ${ANY} ${ANY} ` +
  `"(.*)" ".*" ${ANY} ${ANY} (-|${ANY}targetgroup/${ANY}) ${QUOTED} ${QUOTED} ${QUOTED} ` +
  `${ANY} (${CREATED}) "([^"]*)`;

/** Longer lines are rejected. A request line of 16 kB and a user agent of 8 kB, the most an ALB logs, fit ten times. */
export const LONGEST_LINE = 262_144;

/**
 * What DuckDB takes for the end of a line's only column; what follows it is not looked at. A load balancer writes no control
 * characters. One byte, since looking for more takes half as long again.
 */
export const DELIMITER = '\u001f';

const line = new RegExp(LINE_PATTERN, 's');
const CLASSIC = new RegExp(`^${TIME} \\S+ \\S+ \\S+ `);
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Why a line is no access-log line: lower case, no full stop. `undefined` where it is one. */
export function whyRejected(bytes: Buffer): string | undefined {
  if (bytes.length > LONGEST_LINE) return `is longer than ${LONGEST_LINE} bytes`;
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return 'is not UTF-8 text';
  }
  const match = line.exec(text.split(DELIMITER, 1)[0] as string);
  if (match) {
    if (Number.isFinite(Date.parse(match[2] as string))) return undefined;
    return `has no such time: ${match[2]}`;
  }
  if (text.trim() === '') return 'is empty';
  if (line.test(text)) return 'has the control character U+001F';
  if (CLASSIC.test(text)) {
    return 'is a Classic Load Balancer line (it starts with a time stamp); needed: Application Load Balancer access logs';
  }
  const fields = text.split(' ').length;
  const begin = JSON.stringify(text.slice(0, 60));
  if (fields < 22)
    return `is no access-log line: ${fields} ${fields === 1 ? 'field' : 'fields'}, needed: at least 22; it begins ${begin}`;
  return `is no access-log line of an Application Load Balancer; it begins ${begin}`;
}
