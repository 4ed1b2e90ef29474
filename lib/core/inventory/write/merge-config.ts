import { accountsOf, parseArn } from '../../config/arns.ts';
import { type Config, type Lock, readConfig, resolveKnown, type Settings } from '../../config/config.ts';
import {
  changeTargetList,
  findTargetList,
  markLine,
  notWatchedLine,
  type TargetList,
} from '../../config/target-list.ts';
import { InputError } from '../../errors.ts';
import { onOneLine } from '../../plain.ts';
import { UNREAD } from '../../triage/words.ts';
import type { DiscoveredGroup, Discovery } from '../discovery.ts';
import { describeMatch, matches } from '../match.ts';
import { listedGroups, type MatchProblemKind, resolveMatches } from '../resolve-matches.ts';
import { fitting, refusalOf } from './fitting.ts';
import { type LeftGroup, type Proposal, proposeTargets } from './propose.ts';

/** What is merged with what. */
export interface MergeQuestion {
  /** The config as it stands in the file, byte for byte, and as it was read from that. */
  readonly text: string;
  readonly config: Config;
  /** @default - there is none yet */
  readonly lock?: Lock;
  /** Name of the environment of the config whose account was looked at. */
  readonly environment: string;
  readonly discovery: Discovery;
  /** ISO date that marks carry. */
  readonly date: string;
}

/** A target whose target group the account does not have. */
export interface GoneTarget {
  readonly target: string;
  /** What the comment above its entry says, one sentence. */
  readonly text: string;
  /** False where the comment stands there already. */
  readonly marked: boolean;
}

/** The config with what was discovered, and what was done to it. */
export interface MergedConfig {
  readonly text: string;
  readonly config: Config;
  /** Targets that are new in it. */
  readonly added: readonly Proposal[];
  /** Not watched by any target, because a person has to say what they carry; each has a line in the comments. */
  readonly left: readonly LeftGroup[];
  /** Of them too little could be read this time: nothing of them is written. */
  readonly unread: readonly DiscoveredGroup[];
  readonly gone: readonly GoneTarget[];
  /** Targets whose target group is back: their comment was taken away. */
  readonly back: readonly string[];
}

type TargetSettings = Settings['environments'][string]['targets'][number];

/**
 * Merges what was discovered into the text of a config. What a person wrote stays byte for byte; the new text is read again,
 * and says what the old one said and the new targets.
 *
 * @throws InputError `AccountDiffers` where another account was looked at than the environment's, `ConfigNotEditable` where
 *   the list of targets is written in a way that cannot be added to
 */
export function mergeConfig(question: MergeQuestion): MergedConfig {
  const { text, config, environment: name, discovery } = question;
  const environment = config.settings.environments[name];
  if (!environment) throw new RangeError(`no environment ${name}`);
  refuseOtherAccount(name, environment, discovery);
  const list = findTargetList(text, config.file, name);
  const { lacking, unread } = lackingGroups(question);
  const { proposed, left } = proposeTargets(lacking, discovery.groups, takenBy(question));
  const { gone, back, marks } = vanished(question, list);
  const merge = (added: readonly Proposal[], remaining: readonly LeftGroup[]) =>
    changeTargetList(text, list, {
      marks,
      entries: added.map(({ lines }) => lines),
      ...notWatched(question, list, remaining),
    });
  const fit = fitting({ proposed, left }, (some) => refusalOf(config.file, merge(some, [])));
  const next = merge(fit.proposed, fit.left);
  return {
    text: next,
    config: reread(question, next, fit.proposed.length),
    added: fit.proposed,
    left: fit.left,
    unread,
    gone,
    back,
  };
}

function refuseOtherAccount(
  name: string,
  { account, region }: { readonly account: string; readonly region: string },
  { groups, listed, region: looked }: Discovery,
): void {
  const arns = [...(listed ?? []), ...groups.map(({ targetGroup }) => targetGroup.arn)];
  const accounts = accountsOf(arns);
  const refuse = (message: string) => {
    throw new InputError('AccountDiffers', {
      where: `environments.${name}`,
      message: `${message}; nothing was written`,
    });
  };
  if (looked !== region) refuse(`is in ${region}, and ${looked} was looked at`);
  if (accounts.length === 0) {
    refuse(
      `no target group was found in ${region}, and so nothing says whether the credentials are of account ${account}`,
    );
  }
  if (accounts.some((each) => each !== account)) {
    refuse(`is account ${account}, and the credentials are of ${accounts.join(', ')}`);
  }
}

/** Groups that no target means and no rule leaves out. Without tags it is not known whom a `match` means. */
function lackingGroups({ config, lock, environment: name, discovery }: MergeQuestion) {
  const { account, region } = config.settings.environments[name] ?? {};
  // Another environment of the same account and Region watches them just as well.
  const targets = Object.entries(config.settings.environments)
    .filter(([, other]) => other.account === account && other.region === region)
    .flatMap(([of, environment]) =>
      environment.targets.map((target) => ({ target, locked: lockedArn(lock, of, target.name) })),
    );
  const lacking: DiscoveredGroup[] = [];
  const unread: DiscoveredGroup[] = [];
  for (const group of discovery.groups) {
    if (group.excluded !== undefined || targets.some(({ target, locked }) => means(target, locked, group))) continue;
    (isBlind(group) ? unread : lacking).push(group);
  }
  return { lacking, unread };
}

/** By the lock, too: who is named there stays watched when somebody changes its tags. */
function means({ match, targetGroup }: TargetSettings, locked: string | undefined, group: DiscoveredGroup): boolean {
  const { arn } = group.targetGroup;
  return match ? locked === arn || finds(match, group) : targetGroup === arn;
}

function finds(match: NonNullable<TargetSettings['match']>, { targetGroup, tags = {} }: DiscoveredGroup): boolean {
  return matches(match, { name: targetGroup.name, tags });
}

function lockedArn(lock: Lock | undefined, environment: string, target: string): string | undefined {
  const targets = lock && Object.hasOwn(lock.environments, environment) ? lock.environments[environment]?.targets : {};
  return targets && Object.hasOwn(targets, target) ? targets[target]?.targetGroup : undefined;
}

function takenBy({ config, lock, environment: name, discovery }: MergeQuestion) {
  const environment = config.settings.environments[name];
  const { resolved = {} } = environment ? resolveMatches(environment, listedGroups(discovery)) : {};
  const known = resolveKnown(config, lock, name).environments.flatMap(({ targets }) => targets);
  const locked = new Map(known.map((target) => [target.name, target.loadBalancer.arn]));
  const idleTimeouts = new Map<string, number>();
  for (const target of environment?.targets ?? []) {
    const found = Object.hasOwn(resolved, target.name) ? resolved[target.name] : undefined;
    const loadBalancer = found?.loadBalancer ?? locked.get(target.name);
    if (loadBalancer !== undefined && target.idleTimeout !== undefined)
      idleTimeouts.set(loadBalancer, target.idleTimeout);
  }
  return { names: (environment?.targets ?? []).map((target) => target.name), idleTimeouts };
}

/** Which marks come and go. What is not there says nothing where not everything could be listed. */
function vanished({ config, environment: name, discovery, date }: MergeQuestion, list: TargetList) {
  const environment = config.settings.environments[name];
  const { problems = [] } = environment ? resolveMatches(environment, listedGroups(discovery)) : {};
  const kinds = new Map(problems.map(({ target, kind }) => [target, kind]));
  const gone: GoneTarget[] = [];
  const back: string[] = [];
  const marks = new Map<number, string | undefined>();
  for (const [position, target] of (environment?.targets ?? []).entries()) {
    const standing = list.entries[position]?.marks ?? [];
    const text = absence(target, kinds.get(target.name), discovery);
    if (text === 'unknown') continue;
    const [first, ...others] = standing.map((mark) => mark.text);
    if (text !== undefined) {
      const marked = first !== text || others.length > 0;
      gone.push({ target: target.name, text, marked });
      if (marked) marks.set(position, markLine(date, text));
    } else if (standing.length > 0) {
      back.push(target.name);
      marks.set(position, undefined);
    }
  }
  return { gone, back, marks };
}

/** What is to be said of a target's absence; `undefined` where it is there, `unknown` where that could not be seen. */
function absence(
  { match, targetGroup }: TargetSettings,
  problem: MatchProblemKind | undefined,
  { groups, listed }: Discovery,
): string | undefined {
  if (match) {
    if (problem === 'unread') return 'unknown';
    return problem === 'no-match'
      ? onOneLine(`the account has no target group with ${describeMatch(match)}`)
      : undefined;
  }
  if (targetGroup === undefined) return 'unknown';
  if (listed?.has(targetGroup) || groups.some((group) => group.targetGroup.arn === targetGroup)) return undefined;
  if (!listed) return 'unknown';
  const { resource = targetGroup } = parseArn(targetGroup) ?? {};
  return onOneLine(`the account has no target group ${resource}; its alarms see nothing`);
}

/** A line for each group that waits for a person. One that stands there stays, whatever the figures are today. */
function notWatched({ discovery }: MergeQuestion, list: TargetList, left: readonly LeftGroup[]) {
  const wanted = new Map(left.map((each) => [keyOf(each.group), leftLine(each)]));
  const seen = new Set(discovery.groups.map(({ targetGroup }) => targetGroup.arn));
  const blind = new Set(discovery.groups.filter(isBlind).map(({ targetGroup }) => targetGroup.arn));
  const nowWatched = list.notWatched.filter(({ text }) => {
    const [arn = ''] = text.split(' ', 1);
    const [key = ''] = /^\S+ \([^)]*\):/.exec(text) ?? [];
    if (wanted.delete(key)) return false;
    // Nothing new is known of what could not be read.
    return seen.has(arn) ? !blind.has(arn) : discovery.listed !== undefined;
  });
  return { nowWatched, notWatched: [...wanted.values()] };
}

/** The line of the config that says that a target group is not watched, and why. */
export function leftLine({ group, reason }: LeftGroup): string {
  return notWatchedLine(`${keyOf(group)} ${reason}`);
}

function keyOf({ targetGroup, traffic }: DiscoveredGroup): string {
  return `${targetGroup.arn} (${traffic}):`;
}

/** Too little could be read to say anything of it. */
export function isBlind({ tags, evidence }: DiscoveredGroup): boolean {
  return tags === undefined || evidence.some(({ id }) => id === UNREAD);
}

/**
 * Reads what would be written, and compares: an anchor that another environment uses, a list that a merge key takes over,
 * nothing of the kind goes unseen into the file.
 */
function reread({ config, environment }: MergeQuestion, text: string, added: number): Config {
  const next = readConfig(text, config.file);
  const own = next.settings.environments[environment];
  const targets = own?.targets.slice(0, own.targets.length - added);
  const before = {
    ...next.settings,
    environments: { ...next.settings.environments, [environment]: { ...own, targets } },
  };
  if (JSON.stringify(before) === JSON.stringify(config.settings)) return next;
  const where = config.positions.atKey(['environments', environment, 'targets']);
  const message =
    'what is added here would change other settings, too: something of it is used elsewhere by an anchor; nothing was written, and --yaml prints what would be added';
  throw new InputError('ConfigNotEditable', { where, message });
}
