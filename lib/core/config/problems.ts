import { closest, distance } from 'fastest-levenshtein';
import type { z } from 'zod';
import type { InputProblem } from '../errors.ts';
import type { Path, Positions } from './source.ts';

type Issue = z.core.$ZodIssue;

/** One thing wrong, before it has words for where it stands. */
export interface PathProblem extends InputProblem {
  readonly path: Path;
}

/** Says in our words, with the value as written and what is allowed, what the schema found. */
export function describeIssues(issues: readonly Issue[], positions: Positions, root: Path = []): PathProblem[] {
  return issues.flatMap((issue) => describe(issue, positions, [...root, ...(issue.path as (string | number)[])]));
}

function describe(issue: Issue, positions: Positions, path: Path): PathProblem[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => {
        const at = [...path, key];
        return { path: at, where: positions.atKey(at), message: unknownWord('key', key, issue.message.split(', ')) };
      });
    case 'invalid_key': {
      const allowed = issue.issues[0]?.message ?? issue.message;
      const key = String(path.at(-1));
      return [{ path, where: positions.atKey(path), message: `key is ${JSON.stringify(key)}, allowed: ${allowed}` }];
    }
    case 'invalid_union': {
      const branch = likeliest(issue.errors);
      if (branch) return describeIssues(branch, positions, path);
      return [wrongValue(path, positions, issue.message)];
    }
    case 'invalid_value':
      return [wrongValue(path, positions, issue.message, issue.values.map(String))];
    default:
      return [wrongValue(path, positions, issue.message)];
  }
}

/**
 * The branch of a union that the writer most likely meant: of those whose outer type fits, the one with the fewest faults;
 * the earlier one where two are alike.
 */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const faults = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
  return branches
    .filter(
      (issues) =>
        !issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')),
    )
    .toSorted((a, b) => faults(a) - faults(b))[0];
}

function wrongValue(path: Path, positions: Positions, allowed: string, words: readonly string[] = []): PathProblem {
  const shown = positions.shown(path);
  const where = positions.at(path);
  if (shown === undefined) return { path, where, message: `${labelOf(path)} is missing, needed: ${allowed}` };
  const meant = similar(shown, words);
  const hint = meant === undefined || words.length < 2 ? '' : `, did you mean ${meant}?`;
  return { path, where, message: `${labelOf(path)} is ${shown}, allowed: ${allowed}${hint}` };
}

/** `unknown key "clint", did you mean "clients"?`, or all that is allowed where nothing is near. */
export function unknownWord(kind: string, word: string, allowed: readonly string[]): string {
  const meant = similar(word, allowed);
  return meant === undefined
    ? `unknown ${kind} ${JSON.stringify(word)}, allowed: ${allowed.join(', ')}`
    : `unknown ${kind} ${JSON.stringify(word)}, did you mean ${JSON.stringify(meant)}?`;
}

/** The allowed word nearest to what was written, where one is near: a third of its letters may differ. */
export function similar(word: string, allowed: readonly string[]): string | undefined {
  if (allowed.length === 0) return undefined;
  const plain = new Map(allowed.map((each) => [each.toLowerCase().replace(/[-_ ]/g, ''), each]));
  const wanted = word.toLowerCase().replace(/[-_ "]/g, '');
  const nearest = closest(wanted, [...plain.keys()]);
  return distance(wanted, nearest) <= Math.max(1, Math.floor(nearest.length / 3)) ? plain.get(nearest) : undefined;
}

/** Name of a value as a person would say it: its key, with the position in a list. */
export function labelOf(path: Path): string {
  const key = path.findLastIndex((part) => typeof part === 'string');
  const rest = path.slice(key + 1).map((index) => `[${index}]`);
  return key < 0 ? 'the file' : `${path[key]}${rest.join('')}`;
}

/** In the order of the file. */
export function inFileOrder(problems: readonly InputProblem[]): InputProblem[] {
  const place = ({ where }: InputProblem) => (/:(\d+):(\d+)$/.exec(where)?.slice(1) ?? ['0', '0']).map(Number);
  return problems.toSorted((a, b) => {
    const [lineA = 0, columnA = 0] = place(a);
    const [lineB = 0, columnB = 0] = place(b);
    return lineA - lineB || columnA - columnB;
  });
}
