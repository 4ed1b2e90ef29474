import { DIRECTIONS, type DiffReport, type Direction } from '../../../core/diff/model.ts';
import { code, tableHead, tableLine, words } from './markdown-words.ts';
import { identityOf } from './values.ts';

/** A table of how many alarms of each stack changed in which direction, a line each; the order is the report's. */
export function stackLines({ changes }: DiffReport): (() => string)[] {
  const stacks = new Map<string, Map<Direction, number>>();
  for (const change of changes) {
    const { stack } = identityOf(change);
    const counts = stacks.get(stack) ?? new Map<Direction, number>();
    counts.set(change.direction, (counts.get(change.direction) ?? 0) + 1);
    stacks.set(stack, counts);
  }
  const head = () => tableHead(['stack', ...DIRECTIONS]);
  const lines = [...stacks].map(
    ([stack, counts]) =>
      () =>
        tableLine([
          stack === '' ? [words('no stack')] : [code(stack)],
          ...DIRECTIONS.map((direction) => [words(String(counts.get(direction) ?? 0))]),
        ]),
  );
  return [head, ...lines];
}
