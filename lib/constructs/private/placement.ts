import { hash } from 'node:crypto';
import { stackOf as placed } from '../../core/placement/stack-of.ts';

/** {@link placed} with the hash of this platform. */
export function stackOf(name: string, stacks: number): number {
  return placed(name, stacks, (text) => hash('sha256', text));
}
