import { matchesName } from '../name-pattern.ts';
import { compareText } from '../order.ts';
import { plain } from '../plain.ts';
import type { Match } from '../targets.ts';

/** What of a target group can be matched. */
export interface Matchable {
  readonly name: string;
  /** Untrusted text. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Whether a target group is one that `match` means: its name fits the pattern, and it carries every tag with that value. */
export function matches({ name, tags = {} }: Match, group: Matchable): boolean {
  return (
    (name === undefined || matchesName(name, group.name)) &&
    Object.entries(tags).every(([key, value]) => Object.hasOwn(group.tags, key) && group.tags[key] === value)
  );
}

/** Whether two say the same, in whatever order they list their tags. */
export function sameMatch(a: Match | undefined, b: Match | undefined): boolean {
  return canonical(a) === canonical(b);
}

/** `name k8s-*`, `tags ingress.k8s.aws/stack=team/web`: a match as a sentence has it, safe to print on one line. */
export function describeMatch({ name, tags = {} }: Match): string {
  const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  const parts = [
    ...(name === undefined ? [] : [`name ${name}`]),
    ...(pairs.length === 0 ? [] : [`${pairs.length === 1 ? 'tag' : 'tags'} ${pairs.join(', ')}`]),
  ];
  return plain(parts.join(' and '));
}

function canonical(match: Match | undefined): string {
  if (!match) return '';
  const tags = Object.entries(match.tags ?? {}).toSorted(([a], [b]) => compareText(a, b));
  return JSON.stringify([match.name ?? null, tags]);
}
