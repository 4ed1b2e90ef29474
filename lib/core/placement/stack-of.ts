/**
 * SHA-256 of a text, as 64 lower-case hex digits. `core` has none of its own: whoever places brings the platform's, as
 * `(text) => hash('sha256', text)` of `node:crypto`.
 */
export type Sha256 = (text: string) => string;

/** Places a name, 1 to `stacks`: {@link stackOf} with a hash. */
export type StackOf = (name: string, stacks: number) => number;

/**
 * The stack a name belongs to, 1 to `stacks`: rendezvous hashing, so that the answer depends on the name and the number of
 * stacks alone, and one stack more takes names from each of the others and moves none between them.
 */
export function stackOf(name: string, stacks: number, sha256: Sha256): number {
  let chosen = 1;
  if (stacks === 1) return chosen;
  let highest = '';
  for (let part = 1; part <= stacks; part++) {
    // The text that is hashed is frozen: another one would move alarms between stacks of deployed environments.
    const score = sha256(`${part}:${name}`);
    if (score > highest) [chosen, highest] = [part, score];
  }
  return chosen;
}

/** Name of a stack of an environment: `holdband-prod`, `holdband-prod-2`, … */
export function stackName(environment: string, part: number): string {
  return part === 1 ? `holdband-${environment}` : `holdband-${environment}-${part}`;
}
