import { createHash } from 'node:crypto';

/**
 * The stack a name belongs to, 1 to `stacks`: rendezvous hashing, so that the answer depends on the name and the number of
 * stacks alone, and one stack more takes names from each of the others and moves none between them.
 */
export function stackOf(name: string, stacks: number): number {
  let chosen = 1;
  let highest = '';
  for (let part = 1; part <= stacks; part++) {
    // The text that is hashed is frozen: another one would move alarms between stacks of deployed environments.
    const score = createHash('sha256').update(`${part}:${name}`).digest('hex');
    if (score > highest) [chosen, highest] = [part, score];
  }
  return chosen;
}

/** Name of a stack of an environment: `holdband-prod`, `holdband-prod-2`, … */
export function stackName(environment: string, part: number): string {
  return part === 1 ? `holdband-${environment}` : `holdband-${environment}-${part}`;
}
