import type { RoutePattern } from './profile.ts';

/**
 * Whether a request is one of those a pattern stands for.
 *
 * @param method HTTP method, upper case
 * @param target path with its query, or a whole URL as access logs have it; untrusted text, never decoded
 */
export function matchesRoute(pattern: RoutePattern, method: string, target: string): boolean {
  if (pattern.method !== undefined && pattern.method !== method) return false;
  const { path, query } = splitTarget(target);
  if (!matchesSequence(segmentsOf(pattern.path), segmentsOf(path), '**', matchesSegment)) return false;
  if (pattern.query === undefined) return true;
  const parameters = query.split('&');
  return pattern.query.every((wanted) => parameters.some((parameter) => matchesParameter(wanted, parameter)));
}

/** Whether any of the patterns stands for the request. */
export function matchesAnyRoute(patterns: readonly RoutePattern[], method: string, target: string): boolean {
  return patterns.some((pattern) => matchesRoute(pattern, method, target));
}

const ORIGIN = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i;

function splitTarget(target: string): { path: string; query: string } {
  const local = target.replace(ORIGIN, '').split('#', 1)[0] ?? '';
  const mark = local.indexOf('?');
  return mark < 0 ? { path: local, query: '' } : { path: local.slice(0, mark), query: local.slice(mark + 1) };
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}

function matchesSegment(pattern: string, segment: string): boolean {
  if (pattern === '*' || pattern === segment) return true;
  return pattern.includes('*') && matchesSequence([...pattern], [...segment], '*', (a, b) => a === b);
}

/**
 * Matches a sequence in which `star` stands for any number of items. Goes back to the last star only, so that hostile
 * input costs pattern length times text length, where a regular expression could cost far more.
 */
function matchesSequence(
  pattern: readonly string[],
  text: readonly string[],
  star: string,
  matchesOne: (pattern: string, item: string) => boolean,
): boolean {
  let p = 0;
  let t = 0;
  let starAt = -1;
  let resume = 0;
  while (t < text.length) {
    const wanted = pattern[p];
    if (wanted === star) {
      starAt = p;
      resume = t;
      p += 1;
    } else if (wanted !== undefined && matchesOne(wanted, text[t] as string)) {
      p += 1;
      t += 1;
    } else if (starAt >= 0) {
      p = starAt + 1;
      resume += 1;
      t = resume;
    } else {
      return false;
    }
  }
  return pattern.slice(p).every((rest) => rest === star);
}

const ABOVE_ZERO = /^(.+)>0$/;
const TOKEN = /^(.+)=<(\d+)>$/;
const TOKEN_VALUE = /^[\w-]+$/;

function matchesParameter(wanted: string, parameter: string): boolean {
  const [name = '', value = ''] = splitOnce(parameter);
  const aboveZero = ABOVE_ZERO.exec(wanted)?.[1];
  if (aboveZero !== undefined) return name === aboveZero && Number(value) > 0;
  const token = TOKEN.exec(wanted);
  if (token) return name === token[1] && value.length === Number(token[2]) && TOKEN_VALUE.test(value);
  return wanted.includes('=') ? parameter === wanted : name === wanted;
}

function splitOnce(parameter: string): [string, string] {
  const mark = parameter.indexOf('=');
  return mark < 0 ? [parameter, ''] : [parameter.slice(0, mark), parameter.slice(mark + 1)];
}
