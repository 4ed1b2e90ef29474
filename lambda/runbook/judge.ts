import { parseArn, targetGroupArn } from '../../lib/core/config/arns.ts';
import { HoldbandError } from '../../lib/core/errors.ts';
import type { AccountReader } from '../../lib/core/inventory/account.ts';
import type { LiveTriage } from '../../lib/core/triage/live/live.ts';
import { triageLive } from '../../lib/core/triage/live/triage-live.ts';
import { headline } from '../../lib/core/triage/triage.ts';
import type { CallingAlarm, RenderedAnswer, RunbookAnswer, TargetGroupResult } from './answer.ts';
import type { AlarmCall, Place, ReportedAlarm, TargetGroupCall } from './event-types.ts';
import { sharedReads } from './shared-reads.ts';
import { locate, locateTargetGroup } from './targets.ts';
import type { Located, Target } from './targets-resolve.ts';
import type { TimeLimit } from './time-limit.ts';
import { alarmWindow, askedWindow, BASELINE, type Minutes } from './window.ts';

/** What judging needs. */
export interface Judging {
  readonly reader: AccountReader;
  readonly environment: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** A short text that is the same for the same text. */
  readonly hash: (text: string) => string;
  /** What the function reads. @default - not known */
  readonly home?: Place;
  readonly limit: TimeLimit;
}

/** What a call is answered with when nothing was looked at. */
export function ignoredAnswer({ trigger, alarm }: AlarmCall, why: string, judging: Judging): RunbookAnswer {
  const calling = callingAlarm(alarm, { ours: false });
  return { ...frame(trigger, alarmKey(alarm), judging), alarm: calling, results: [], problems: [], ignored: why };
}

/** Judges every target group that an alarm is about. */
export async function judgeAlarm({ trigger, alarm }: AlarmCall, judging: Judging): Promise<RenderedAnswer> {
  const { home, environment, limit } = judging;
  const reader = sharedReads(judging.reader);
  const elsewhere = awayFrom(home, alarm.place);
  const located: Located = elsewhere
    ? { targets: [], problems: [`The alarm is ${elsewhere}, so nothing was judged.`], ours: false }
    : await locate(alarm, { reader, environment, signal: limit.locating });
  const window = alarmWindow(alarm, judging.now, located.evaluatedSeconds);
  const { results, live } = await judgeAll(reader, located.targets, window, judging);
  const answer: RunbookAnswer = {
    ...frame(trigger, alarmKey(alarm), judging),
    alarm: callingAlarm(alarm, located),
    results,
    problems: located.problems,
    ...(located.nothing !== undefined && { ignored: located.nothing }),
  };
  return { answer, live };
}

/** A target group that is asked for, and its window. */
export interface Asked {
  readonly fullName: string;
  readonly place: Place;
  readonly minutes: Minutes;
  readonly problems: readonly string[];
}

/**
 * What a person or a dashboard asks for.
 *
 * @throws HoldbandError `EventNotUnderstood` where the target group is none, is elsewhere, or nothing of the range is over
 */
export function readAsked(call: TargetGroupCall, { home, now }: Pick<Judging, 'home' | 'now'>): Asked {
  const { place, fullName } = groupOf(call.targetGroup, home);
  const { minutes, problem } = askedWindow(call, now);
  if (!minutes) throw notUnderstood(problem ?? 'no range');
  return { fullName, place, minutes, problems: problem === undefined ? [] : [problem] };
}

/** Judges one target group because somebody asked. */
export async function judgeAsked(
  trigger: TargetGroupCall['trigger'],
  { fullName, place, minutes, problems }: Asked,
  judging: Judging,
): Promise<RenderedAnswer> {
  const { environment, limit } = judging;
  const reader = sharedReads(judging.reader);
  const located = await locateTargetGroup(fullName, place, { reader, environment, signal: limit.locating });
  const { results, live } = await judgeAll(reader, located.targets, minutes, judging);
  const key = `${fullName} ${minutes.start} ${minutes.end}`;
  const answer = { ...frame(trigger, key, judging), results, problems: [...problems, ...located.problems] };
  return { answer, live };
}

async function judgeAll(
  reader: AccountReader,
  targets: readonly Target[],
  window: Minutes,
  { now, limit }: Judging,
): Promise<{ readonly results: readonly TargetGroupResult[]; readonly live: readonly LiveTriage[] }> {
  const pairs = await Promise.all(
    targets.map(async ({ targetGroup, loadBalancer, settings, limits, openAlarms }) => {
      const question = { targetGroup, ...(loadBalancer && { loadBalancer }), settings };
      const time = { window, now, baselineSeconds: BASELINE, signal: limit.reading };
      const live = await triageLive(reader, { ...question, ...time });
      const verdict = { ...live.verdict, limits: [...live.verdict.limits, ...limits] };
      const result = { headline: headline(verdict), verdict, ...(openAlarms && { openAlarms }) };
      return { result, live: { ...live, verdict } };
    }),
  );
  return { results: pairs.map(({ result }) => result), live: pairs.map(({ live }) => live) };
}

function frame(trigger: RunbookAnswer['trigger'], key: string, { hash, environment }: Judging) {
  return { schema: 1, message: 'verdict', id: hash(key), environment, trigger } as const;
}

/** The same for the same change of state: Lambda runs an event again that failed, and CloudWatch may send one twice. */
function alarmKey({ arn, since, state, contributor }: ReportedAlarm): string {
  return [arn, since, state, ...(contributor === undefined ? [] : [contributor])].join(' ');
}

function callingAlarm(
  { name, arn, state, since, reason, description }: ReportedAlarm,
  { ours, openChildren }: Pick<Located, 'ours' | 'openChildren'>,
): CallingAlarm {
  const described = description !== undefined;
  return { name, arn, state, since, reason, ours, described, ...(openChildren && { openChildren }) };
}

function groupOf(text: string, home: Place | undefined): { readonly place: Place; readonly fullName: string } {
  const arn = /^targetgroup\//.test(text) && home ? arnAt(home, text) : text;
  const read = targetGroupArn(arn);
  if ('refused' in read) {
    const hint = /^targetgroup\//.test(text) && !home ? ': send its ARN' : '';
    throw notUnderstood(
      `targetGroup is ${JSON.stringify(text)}, which is ${read.refused}${hint}; allowed is the ARN or the full name of a target group`,
    );
  }
  const elsewhere = awayFrom(home, read);
  if (elsewhere) throw notUnderstood(`targetGroup is ${elsewhere}`);
  return { place: read, fullName: read.elb.fullName };
}

function arnAt({ partition, region, account }: Place, resource: string): string {
  return `arn:${partition}:elasticloadbalancing:${region}:${account}:${resource}`;
}

/** Reads go to the function's own account and Region; of another they would find nothing, or something else. */
function awayFrom(home: Place | undefined, { region, account }: Place): string | undefined {
  if (!home || (home.region === region && home.account === account)) return undefined;
  return `of account ${account} in ${region}, and this function reads account ${home.account} in ${home.region}`;
}

/** Where a function is, by its ARN. */
export function homeOf(functionArn: string | undefined): Place | undefined {
  const arn = functionArn === undefined ? undefined : parseArn(functionArn);
  return arn && arn.region !== '' && arn.account !== '' ? arn : undefined;
}

function notUnderstood(problem: string): HoldbandError {
  return new HoldbandError('EventNotUnderstood', problem);
}
