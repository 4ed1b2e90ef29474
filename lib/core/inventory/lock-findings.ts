import { DEFAULTS } from '../config/defaults.ts';
import type { LockedEnvironment } from '../config/lock.ts';
import type { Settings } from '../config/schema.ts';
import { plain } from '../plain.ts';
import { describeMatch, sameMatch } from './match.ts';

/**
 * What a lock has that the config has not, or the other way round: a target that left the config, one without a place, a
 * match that was not looked up yet or is another one now, another number of stacks, a move between stacks that is at its
 * first step, or at its second.
 */
export type LockFindingKind =
  | 'stale-entry'
  | 'not-placed'
  | 'not-matched'
  | 'match-changed'
  | 'stacks-changed'
  | 'move-unfinished'
  | 'move-not-ended';

export interface LockFinding {
  readonly kind: LockFindingKind;
  /** @default - the whole environment */
  readonly target?: string;
  /** One sentence on one line, without the way out. */
  readonly message: string;
}

/**
 * Compares one environment of a config with its part of the lock. Nothing of the account is asked.
 *
 * @param locked `undefined` where the lock has no such environment, or there is no lock: of targets that name ARNs in a single
 *   stack it would say nothing
 */
export function lockFindings(
  { targets, stacks = DEFAULTS.stacks }: Settings['environments'][string],
  locked: LockedEnvironment | undefined,
): LockFinding[] {
  const names = new Set(targets.map(({ name }) => name));
  const found: LockFinding[] = [];
  const say = (kind: LockFindingKind, target: string | undefined, message: string) =>
    found.push({ kind, ...(target !== undefined && { target }), message: plain(message) });
  if (locked?.stacks !== undefined && locked.stacks !== stacks) {
    say('stacks-changed', undefined, `The config has ${stacks} stacks, the lock placed targets over ${locked.stacks}.`);
  }
  for (const { name, match } of targets) {
    const entry = locked && Object.hasOwn(locked.targets, name) ? locked.targets[name] : undefined;
    if (match && !entry?.match) {
      say('not-matched', name, `The lock does not say which target group has ${describeMatch(match)}.`);
    } else if (!sameMatch(match, entry?.match)) {
      const now = match ? `now it is ${describeMatch(match)}` : 'now the config names ARNs';
      say('match-changed', name, `The lock looked for ${describeMatch(entry?.match ?? {})}; ${now}.`);
    }
    if (entry?.stack === undefined && (locked !== undefined || stacks > 1)) {
      say('not-placed', name, 'The lock does not say in which stack its alarms are.');
    }
  }
  const [prepared, handedOver] = moving(locked, names);
  if (prepared.length > 0) {
    const whose = `The alarms of ${some(prepared)} are on their way to another stack`;
    say('move-unfinished', undefined, `${whose}; step 2 of the move is missing.`);
  }
  if (handedOver.length > 0) {
    const whose = `The alarms of ${some(handedOver)} are in their new stack`;
    say(
      'move-not-ended',
      undefined,
      `${whose}, which would leave them behind if they went; step 3 of the move is missing.`,
    );
  }
  for (const name of Object.keys(locked?.targets ?? {})) {
    if (!names.has(name)) say('stale-entry', name, 'The lock has it, the config does not.');
  }
  return found;
}

/** Targets of the config and load balancers whose move is at its first step, and at its second. */
function moving(locked: LockedEnvironment | undefined, names: ReadonlySet<string>): [string[], string[]] {
  const targets = Object.entries(locked?.targets ?? {}).filter(([name]) => names.has(name));
  const all = [...targets, ...Object.entries(locked?.loadBalancers ?? {})];
  const at = (step: 'movingTo' | 'movedFrom') =>
    all.flatMap(([name, entry]) => (entry[step] === undefined ? [] : [name]));
  return [at('movingTo'), at('movedFrom')];
}

const NAMED = 3;

function some(names: readonly string[]): string {
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  return `${names.slice(0, NAMED).join(', ')}${more}`;
}
