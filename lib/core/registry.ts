/**
 * The one list of parts that can be switched off one at a time, so that `npm run mutate` can prove that some test notices
 * when a part stops working. In production nothing is ever off.
 */
export const PART_KINDS = ['alarm', 'guard', 'band-edge', 'verdict', 'lint', 'diff-rule', 'check'] as const;
export type PartKind = (typeof PART_KINDS)[number];

const known = new Set<string>();
const off = new Set<string>();

/** Declares the parts of one kind; called once, where the parts are defined. Ids are unique within their kind. */
export function declareParts(kind: PartKind, ids: readonly string[]): void {
  for (const id of ids) {
    if (known.has(`${kind}:${id}`)) throw new RangeError(`${kind} "${id}" is declared twice`);
    known.add(`${kind}:${id}`);
  }
}

/** Whether the part works. True, except for the one part that a mutation run switched off. */
export function isOn(kind: PartKind, id: string): boolean {
  if (!known.has(`${kind}:${id}`)) throw new RangeError(`${kind} "${id}" was never declared`);
  return !off.has(`${kind}:${id}`);
}

/** Every declared part as `kind:id`, sorted. */
export function allParts(): string[] {
  return [...known].sort();
}

/** Switches one part off, for mutation runs only. Takes parts that are not declared yet: declaration may come later. */
export function switchOff(part: string): void {
  off.add(part);
}
