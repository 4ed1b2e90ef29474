import { alarmsOf, parseCompositeRule } from '../../lib/core/alarms/composite-rule.ts';
import { InputError } from '../../lib/core/errors.ts';
import type { AccountAlarm } from '../../lib/core/inventory/account.ts';
import { alarmName } from './event-read.ts';
import type { ReportedAlarm } from './event-types.ts';
import { type Located, type Locating, openAlarms, readAlarms, readOurs, resolve } from './targets-resolve.ts';
import {
  evaluatedSeconds,
  markerOf,
  notJudged,
  notNamed,
  type Subject,
  subjectsOf,
  watchedBy,
} from './targets-watched.ts';

/** `holdband-<environment>-<target>-page`: the alarms of the same target begin the same. */
const PAGE = /^(holdband-.+-)page$/;

/**
 * What a composite is about. Its event names neither metrics nor target group. Of one of holdband's, one DescribeAlarms
 * with the names of its target tells everything, and what is open besides. Of another, one with the names of those that set
 * it off and of the others in its rule; where one of them is a composite itself, one more.
 */
export async function locateComposite(alarm: ReportedAlarm, locating: Locating): Promise<Located> {
  const prefix = PAGE.exec(alarm.name)?.[1];
  const told = [...alarm.triggeredBy, ...(alarm.rule === undefined ? [] : namesIn(alarm.rule))];
  const names = told.length === 0 ? [alarm.name] : told;
  const first = await readAlarms(prefix === undefined ? { names } : { prefix }, locating);
  if ('failed' in first) return lost(alarm, first.failed.message);
  let known = first.value;
  const own = known.find(({ name }) => name === alarm.name);
  const marker = markerOf(alarm) ?? (own && markerOf(watchedBy(own)));
  if (marker?.targetGroup) {
    const { targetGroup } = marker;
    const siblings = known.filter((each) => markerOf(watchedBy(each))?.targetGroup === targetGroup);
    const others = siblings.filter(({ name }) => name !== alarm.name);
    const { targets } = await resolve([marker], alarm.place, locating, async () => first);
    const openChildren = openAlarms(others);
    return {
      targets: targets.map((target) => ({ ...target, openAlarms: openChildren })),
      problems: [],
      ours: true,
      openChildren,
      evaluatedSeconds: lookBack(others),
    };
  }
  const problems: string[] = [];
  const more = async (missing: readonly string[]): Promise<void> => {
    const unknown = missing.filter((name) => !known.some((each) => each.name === name));
    if (unknown.length === 0) return;
    const read = await readAlarms({ names: unknown }, locating);
    if ('value' in read) known = [...known, ...read.value];
    else problems.push(`Some of the alarms below ${alarm.name} could not be read: ${read.failed.message}`);
  };
  const rule = alarm.rule ?? ruleOf(own);
  const below = [...new Set([...alarm.triggeredBy, ...(rule === undefined ? [] : namesIn(rule))])];
  await more(below);
  const children = concerned(known, below, alarm.triggeredBy);
  // A page composite of holdband's is a composite too, but its own marker says everything.
  const nested = children.filter((each) => each.kind === 'composite' && !markerOf(watchedBy(each)));
  const deeper = [...new Set(nested.flatMap((each) => namesIn(ruleOf(each) ?? '')))];
  await more(deeper);
  const leaves = [...children.filter((each) => !nested.includes(each)), ...concerned(known, deeper, [])];
  const subjects: Subject[] = leaves.flatMap((each) => subjectsOf(watchedBy(each)));
  const found = await resolve(subjects, alarm.place, locating, () => readOurs(locating));
  problems.push(...found.problems, ...leaves.flatMap(notJudgedOf));
  const deepest = leaves.filter((each) => each.kind === 'composite' && !markerOf(watchedBy(each)));
  if (deepest.length > 0) {
    const names = deepest.map(({ name }) => name).join(', ');
    problems.push(`Not looked into, because composites two below ${alarm.name} are not: ${names}.`);
  }
  if (leaves.length === 0 && problems.length === 0) problems.push(whyUnknown(alarm, rule, below));
  const openChildren = openAlarms(known.filter(({ name }) => below.includes(name) || deeper.includes(name)));
  const nothing = subjects.length === 0 && problems.length === 0 ? whyNothing(alarm, leaves) : undefined;
  return {
    targets: found.targets,
    problems,
    ...(nothing !== undefined && { nothing }),
    ours: false,
    openChildren,
    evaluatedSeconds: lookBack(leaves),
  };
}

function lost(alarm: ReportedAlarm, why: string): Located {
  const problem = `The event of a composite names no target group, and the alarms below ${alarm.name} could not be read, so nothing was judged: ${why}`;
  return { targets: [], problems: [problem], ours: false };
}

/** Those that set it off or are in ALARM; all where nobody knows which: somebody set the state, or it is over again. */
function concerned(
  known: readonly AccountAlarm[],
  names: readonly string[],
  triggeredBy: readonly string[],
): readonly AccountAlarm[] {
  const children = known.filter(({ name }) => names.includes(name));
  const some = children.filter(({ name, state }) => state === 'ALARM' || triggeredBy.includes(name));
  return some.length > 0 ? some : children;
}

/** It may be about a target group all the same. */
function whyUnknown({ name }: ReportedAlarm, rule: string | undefined, below: readonly string[]): string {
  const unreadable = rule !== undefined && readRule(rule) === undefined;
  const none = unreadable ? 'its rule cannot be read' : 'it names none';
  const which = below.length === 0 ? none : `none of ${below.join(', ')} is there`;
  return `${name} is a composite whose alarms are not known, so nothing was judged: ${which}.`;
}

function notJudgedOf(alarm: AccountAlarm): string[] {
  const watched = watchedBy(alarm);
  if (markerOf(watched)) return [];
  return subjectsOf(watched).length === 0 ? notNamed(alarm.name, watched) : notJudged(alarm.name, watched);
}

function whyNothing(alarm: ReportedAlarm, leaves: readonly AccountAlarm[]): string {
  const names = leaves.map(({ name }) => name).join(', ');
  return `${alarm.name} has to do with no target group, so there is nothing to judge: ${names} watch something else.`;
}

/** Names of the alarms that a rule reads; none where it cannot be read. */
function namesIn(rule: string): readonly string[] {
  return readRule(rule) ?? [];
}

/** Names of the alarms that a rule reads; `undefined` where it cannot be read: a rule of a later grammar. */
function readRule(rule: string): readonly string[] | undefined {
  try {
    return alarmsOf(parseCompositeRule(rule)).map(alarmName);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function ruleOf(alarm: AccountAlarm | undefined): string | undefined {
  const rule = alarm?.properties.AlarmRule;
  return typeof rule === 'string' ? rule : undefined;
}

function lookBack(alarms: readonly AccountAlarm[]): number {
  return Math.max(0, ...alarms.filter(({ state }) => state === 'ALARM').map(evaluatedSeconds));
}
