import { z } from 'zod';
import { InputError } from '../errors.ts';
import { compareText } from '../order.ts';
import type { Match, Placement } from '../targets.ts';
import { loadBalancerArn, targetGroupArn } from './arns.ts';
import { describeIssues, inFileOrder } from './problems.ts';
import { type Positions, readSource } from './source.ts';
import { matchSchema } from './target-schema.ts';
import { NAME, NAME_WORDS, section, text, wholeNumber } from './values.ts';

/** The version of the lock's contract that this package reads and writes. */
const VERSION = 1;
const NAME_OF_FILE = 'holdband.lock.json';

/**
 * What `holdband.lock.json` keeps: which target groups `match` found, and in which stack the alarms of each target are. It is
 * checked in, so that synthesis calls nobody and gives the same stacks on every machine.
 */
export interface Lock {
  readonly version: 1;
  /** By the name of the environment in the config. */
  readonly environments: Readonly<Record<string, LockedEnvironment>>;
}

/** One environment as the lock has it. */
export interface LockedEnvironment {
  /** `stacks` of the config when the placement was made. @default - nothing was placed yet */
  readonly stacks?: number;
  /** By the config's name of the target. */
  readonly targets: Readonly<Record<string, LockedTarget>>;
  /** By name: where `severed-holds` of a load balancer is. @default - by their names */
  readonly loadBalancers?: Readonly<Record<string, Placement>>;
}

/** One target as the lock has it. */
export interface LockedTarget {
  /** `match` of the config that was looked up, as the config had it. @default - the config names ARNs */
  readonly match?: Match;
  /** ARN of the load balancer in front of the target group; set together with `match`. */
  readonly loadBalancer?: string;
  /** ARN of the target group that was found; set together with `match`. */
  readonly targetGroup?: string;
  /** Stack of its alarms, from 1. @default - not placed yet: by its name */
  readonly stack?: number;
  /** Stack its alarms are moving to: the first of the two steps of a move. @default - they stay */
  readonly movingTo?: number;
  /** Stack its alarms came from: the second step. @default - they are where they were */
  readonly movedFrom?: number;
}

const part = () => wholeNumber(1, 100);
/** ARNs are told apart by kind only here; account and Region need the config. */
const elb = (allowed: string, read: typeof targetGroupArn) =>
  z.string({ error: allowed }).refine((arn) => 'elb' in read(arn), { error: allowed });

const placed = { stack: part(), movingTo: part().optional(), movedFrom: part().optional() };

const lockedTarget = section({
  match: matchSchema.optional(),
  loadBalancer: elb('the ARN of an Application Load Balancer', loadBalancerArn).optional(),
  targetGroup: elb('the ARN of a target group', targetGroupArn).optional(),
  ...placed,
  stack: part().optional(),
}).superRefine(({ match, loadBalancer, targetGroup, stack, movingTo, movedFrom }, context) => {
  const refuse = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
  for (const [key, value] of Object.entries({ match, loadBalancer, targetGroup })) {
    if (value === undefined && (match ?? loadBalancer ?? targetGroup) !== undefined)
      refuse(key, 'match, loadBalancer and targetGroup together');
  }
  refuseMoves({ stack, movingTo, movedFrom }, refuse);
});

const lockedLoadBalancer = section(placed).superRefine((placement, context) =>
  refuseMoves(placement, (key, message) => context.addIssue({ code: 'custom', path: [key], message })),
);

/** A move is at one step, and goes elsewhere. */
function refuseMoves({ stack, ...moves }: LockedTarget, refuse: (key: string, message: string) => void): void {
  for (const [key, value] of Object.entries(moves)) {
    if (value !== undefined && (stack === undefined || value === stack))
      refuse(key, 'another stack than that of stack');
  }
  if (moves.movingTo !== undefined && moves.movedFrom !== undefined)
    refuse('movingTo', 'movingTo or movedFrom, not both');
}

const lockSchema = section({
  version: z.literal(VERSION, { error: String(VERSION) }),
  environments: z.record(
    text(NAME_WORDS, NAME, 32),
    section({
      stacks: part().optional(),
      targets: z.record(text(NAME_WORDS, NAME, 64), lockedTarget, { error: 'a map of targets by name' }),
      loadBalancers: z.record(z.string(), lockedLoadBalancer, { error: 'a map of load balancers by name' }).optional(),
    }),
    { error: 'a map of environments by name' },
  ),
});

/** Where the lock of a config lies: beside it. @param configPath as the user wrote it */
export function lockPath(configPath: string): string {
  return configPath.replace(/[^/\\]*$/, NAME_OF_FILE);
}

/**
 * Reads a lock.
 *
 * @param text the file's content
 * @param file its name as the user knows it, for positions
 * @throws InputError `LockInvalid` with everything wrong in it, each at `file:line:column`
 */
export function readLock(text: string, file: string): Lock {
  const value = parseJson(text, file);
  const parsed = lockSchema.safeParse(value);
  // As printLock printed it: no key is there twice, which JSON.parse would not say.
  if (parsed.success && text === printed(value)) return parsed.data as Lock;
  const { positions, problems } = readSource(text, file);
  if (problems.length > 0) throw invalid(problems);
  refuseOtherVersion(value, positions);
  if (!parsed.success) throw invalid(inFileOrder(describeIssues(parsed.error.issues, positions)));
  return parsed.data as Lock;
}

/** The lock as it stands in the file: keys sorted, so that two branches that add targets touch different lines. */
export function printLock({ version, environments }: Lock): string {
  const all = sortedByName(environments, ({ loadBalancers, stacks, targets }) => ({
    ...(loadBalancers && {
      loadBalancers: sortedByName(loadBalancers, (one) => sortedByName({ ...one }, (value) => value)),
    }),
    ...(stacks !== undefined && { stacks }),
    targets: sortedByName(targets, printedTarget),
  }));
  return printed({ environments: all, version });
}

/** Where a lock keeps a target; `undefined` where it was not placed yet. */
export function placementOf({ stack, movingTo, movedFrom }: LockedTarget): Placement | undefined {
  if (stack === undefined) return undefined;
  return { stack, ...(movingTo !== undefined && { movingTo }), ...(movedFrom !== undefined && { movedFrom }) };
}

function printedTarget({ match, ...rest }: LockedTarget) {
  const { name, tags } = match ?? {};
  const sorted = match && {
    ...(name !== undefined && { name }),
    ...(tags && { tags: sortedByName(tags, (value) => value) }),
  };
  return sortedByName({ ...rest, ...(sorted && { match: sorted }) }, (value) => value);
}

function printed(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function sortedByName<T, R>(map: Readonly<Record<string, T>>, of: (value: T) => R): Record<string, R> {
  const entries = Object.entries(map).toSorted(([a], [b]) => compareText(a, b));
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([name, value]) => [name, of(value)]),
  );
}

function parseJson(text: string, file: string): unknown {
  const conflict = text.split('\n').findIndex((line) => /^(<{7}|={7}|>{7})( |\r?$)/.test(line));
  if (conflict >= 0) {
    const message = `a merge conflict; keep every target of both sides, and where they have two places for one, that of the side that is deployed; then run 'holdband discover --write'`;
    throw invalid([{ where: `${file}:${conflict + 1}:1`, message }]);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as SyntaxError;
    const place = /\(line (\d+) column (\d+)\)/.exec(message);
    // Without a place in the reader's words it is the first or the last character.
    const lines = text.split('\n');
    const end = /^Unexpected end/.test(message) ? [lines.length, (lines.at(-1)?.length ?? 0) + 1] : [1, 1];
    const [line, column] = place?.slice(1) ?? end;
    const where = `${file}:${line}:${column}`;
    const howTo = 'not JSON; take it from version control again';
    throw invalid([{ where, message: howTo }], cause);
  }
}

/** A lock of another version has other keys: its version is all there is to say. */
function refuseOtherVersion(value: unknown, positions: Positions): void {
  const version = (value as { version?: unknown } | null)?.version;
  if (version === VERSION || typeof version !== 'number') return;
  const message = `version is ${version}, allowed: ${VERSION}, the only one this holdband reads`;
  throw invalid([{ where: positions.at(['version']), message }]);
}

function invalid(problems: readonly { readonly where: string; readonly message: string }[], cause?: unknown) {
  const plain = problems.map(({ where, message }) => ({ where, message }));
  return new InputError('LockInvalid', plain, { cause });
}
