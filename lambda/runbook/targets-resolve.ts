import type { AccountAlarm, AccountReader, AlarmSelection } from '../../lib/core/inventory/account.ts';
import { watchedAs } from '../../lib/core/triage/live/marker-settings.ts';
import { type Attempt, attempt } from '../../lib/core/triage/live/reads.ts';
import type { TriageSettings } from '../../lib/core/triage/settings.ts';
import type { OpenAlarm } from './answer.ts';
import type { Place } from './event-types.ts';
import { markerOf, type Subject, watchedBy } from './targets-watched.ts';

/** One target group to be judged. */
export interface Target {
  readonly targetGroup: { readonly arn: string; readonly fullName: string };
  /** @default - that of the target group, which costs one read */
  readonly loadBalancer?: { readonly arn: string; readonly fullName: string };
  readonly settings: Partial<TriageSettings>;
  /** What the verdict rests on besides its figures, one sentence each; becomes part of its limits. */
  readonly limits: readonly string[];
  /** Alarms of holdband's on it that are in ALARM now. @default - not known */
  readonly openAlarms?: readonly OpenAlarm[];
}

/** What is to be judged, and what was learnt of the alarm that called. */
export interface Located {
  readonly targets: readonly Target[];
  readonly problems: readonly string[];
  /** Why there is nothing to judge, though everything could be read. @default - there is, or not everything could be read */
  readonly nothing?: string;
  /** Whether holdband made the alarm. */
  readonly ours: boolean;
  /** Children of a composite in ALARM, and what else of the target is. @default - no composite, or not known */
  readonly openChildren?: readonly OpenAlarm[];
  /** How far back the children of a composite look, in seconds. @default 0 */
  readonly evaluatedSeconds?: number;
}

/** What locating needs. */
export interface Locating {
  readonly reader: AccountReader;
  /** Environment whose alarms tell holds and bands. */
  readonly environment: string;
  /** Ends reads that still run. */
  readonly signal: AbortSignal;
}

/** Every alarm of the environment: their names begin with it. */
export function readOurs(locating: Locating): Promise<Attempt<readonly AccountAlarm[]>> {
  return readAlarms({ prefix: `holdband-${locating.environment}-` }, locating);
}

export function readAlarms(
  selection: AlarmSelection,
  { reader, signal }: Locating,
): Promise<Attempt<readonly AccountAlarm[]>> {
  return attempt('cloudwatch:DescribeAlarms', () => reader.alarms(selection, signal), signal);
}

/** Target groups behind one load balancer that are judged, at most: each costs a call of some hundred metrics. */
const MOST_TARGETS = 5;

/**
 * Target groups of subjects, each once. Markers go before what other alarms say, and a lower threshold before a higher.
 *
 * @param readOwn asked only where a subject has no marker of its own
 */
export async function resolve(
  subjects: readonly Subject[],
  place: Place,
  locating: Locating,
  readOwn: () => Promise<Attempt<readonly AccountAlarm[]>>,
): Promise<{ readonly targets: readonly Target[]; readonly problems: readonly string[] }> {
  const needsOurs = subjects.some(({ ours, targetGroup }) => !ours || !targetGroup);
  const [ours, behind] = await Promise.all([
    needsOurs ? readOwn() : undefined,
    Promise.all(subjects.map((subject) => groupsOf(subject, place, locating))),
  ]);
  const known = ours && 'value' in ours ? ours.value : undefined;
  const problems = behind.flatMap((group) => group.problems);
  if (ours && 'failed' in ours) {
    problems.push(`Whether holdband watches what is judged is not known: ${ours.failed.message}`);
  }
  const byGroup = new Map<string, Subject[]>();
  for (const { subjects: found } of behind) {
    for (const subject of found) {
      if (!subject.targetGroup) continue;
      byGroup.set(subject.targetGroup, [...(byGroup.get(subject.targetGroup) ?? []), subject]);
    }
  }
  const targets = [...byGroup.values()].map((several) => targetFrom(several, place, known));
  return { targets, problems };
}

function targetFrom(several: readonly Subject[], place: Place, known: readonly AccountAlarm[] | undefined): Target {
  const [first] = several as [Subject, ...Subject[]];
  const { targetGroup = '' } = first;
  const own = several.find(({ ours }) => ours) ?? markerFor(targetGroup, known);
  const thresholds = several.flatMap(({ settings }) => settings.objectiveSeconds ?? []);
  const shares = [...several, ...(own ? [own] : [])].flatMap(({ settings }) => settings.slowSharePercent ?? []);
  const foreign = !several.some(({ ours }) => ours);
  const settings = {
    ...own?.settings,
    // What the alarm that called compares with is what its maker calls slow.
    ...(foreign && thresholds.length > 0 && { objectiveSeconds: Math.min(...thresholds) }),
    ...(foreign && shares.length > 0 && { slowSharePercent: Math.min(...shares) }),
  };
  const loadBalancer = own?.loadBalancer ?? several.find((subject) => subject.loadBalancer)?.loadBalancer;
  const openAlarms = known && openOn(targetGroup, known);
  return {
    ...targetOf({ targetGroup, ...(loadBalancer !== undefined && { loadBalancer }), settings, ours: !foreign }, place),
    limits: limitsOf(own !== undefined, settings),
    ...(openAlarms && { openAlarms }),
  };
}

function limitsOf(ours: boolean, { objectiveSeconds }: Partial<TriageSettings>): string[] {
  if (ours) return [];
  const slow = objectiveSeconds === undefined ? '; slow is what takes longer than 0.8 s' : '';
  return [`No alarm of holdband's says what is held here: a hold was looked for in the traffic${slow}.`];
}

export function targetOf({ targetGroup = '', loadBalancer, settings }: Subject, place: Place): Target {
  return {
    targetGroup: { arn: arnOf(place, targetGroup), fullName: targetGroup },
    ...(loadBalancer !== undefined && {
      loadBalancer: { arn: arnOf(place, `loadbalancer/${loadBalancer}`), fullName: loadBalancer },
    }),
    settings,
    limits: [],
  };
}

function arnOf({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;
}

function markerFor(targetGroup: string, known: readonly AccountAlarm[] = []): Subject | undefined {
  const descriptions = known.map((alarm) => watchedBy(alarm).description);
  const watched = watchedAs(targetGroup, descriptions);
  return watched && { ...watched, ours: true };
}

/** Alarms in ALARM that carry the marker of a target group, oldest first. */
export function openOn(targetGroup: string, known: readonly AccountAlarm[]): OpenAlarm[] {
  return openAlarms(known.filter((alarm) => markerOf(watchedBy(alarm))?.targetGroup === targetGroup));
}

/** Those in ALARM, oldest first; a composite only repeats what its children say. */
export function openAlarms(alarms: readonly AccountAlarm[]): OpenAlarm[] {
  return alarms
    .filter(({ kind, state }) => kind !== 'composite' && state === 'ALARM')
    .toSorted((a, b) => (a.stateSince ?? 0) - (b.stateSince ?? 0))
    .map(({ name, state, stateSince }) => ({
      name,
      state,
      ...(stateSince !== undefined && { since: new Date(stateSince * 1000).toISOString() }),
    }));
}

/** A target group is itself; a load balancer is the target groups that its listener rules name. */
async function groupsOf(
  subject: Subject,
  place: Place,
  { reader, signal }: Locating,
): Promise<{ readonly subjects: readonly Subject[]; readonly problems: readonly string[] }> {
  const { targetGroup, loadBalancer } = subject;
  if (targetGroup || loadBalancer === undefined) return { subjects: [subject], problems: [] };
  const balancer = arnOf(place, `loadbalancer/${loadBalancer}`);
  const action = 'elasticloadbalancing:DescribeRules';
  const rules = await attempt(action, () => reader.listenerRules(balancer, signal), signal);
  if ('failed' in rules) {
    const why = `which target groups are behind it is not known, so none was judged: ${rules.failed.message}`;
    return { subjects: [], problems: [`The alarm watches all of load balancer ${loadBalancer}, and ${why}`] };
  }
  const arns = new Set(rules.value.flatMap(({ targetGroupArns }) => targetGroupArns));
  const groups = [...arns].flatMap((arn) => /:(targetgroup\/.+)$/.exec(arn)?.[1] ?? []);
  const judged = groups.slice(0, MOST_TARGETS);
  return {
    subjects: judged.map((group) => ({ ...subject, targetGroup: group, ours: false })),
    problems: [aboutAll(loadBalancer, judged, groups.slice(MOST_TARGETS))],
  };
}

function aboutAll(loadBalancer: string, judged: readonly string[], others: readonly string[]): string {
  if (judged.length === 0) return `The alarm watches load balancer ${loadBalancer}, which forwards to no target group.`;
  const not = others.length === 0 ? '' : ` Not judged: ${others.join(', ')}.`;
  return `The alarm watches all of load balancer ${loadBalancer}, so the target groups behind it are judged one by one; an alarm with the dimension TargetGroup tells which it is.${not}`;
}
