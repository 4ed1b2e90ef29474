import { InputError } from '../errors.ts';
import type { Clock } from '../io.ts';
import { shellWord } from '../shell.ts';
import { type AccountAlarm, type AlarmHistoryEntry, ReadFailedError } from './account.ts';
import type { OpenedAccount } from './account-writer.ts';
import { actionEntry, wentToAlarm } from './alarm-history.ts';

/** A page test that can be run: what is set, and who will hear of it. */
export interface PageTestPlan {
  /** The page composite. */
  readonly composite: string;
  /** The alarm of it that is set to ALARM. */
  readonly child: string;
  /** ARNs that the composite calls in ALARM. */
  readonly actions: readonly string[];
}

/** What became of one action. `not-seen`: the alarm's history says nothing of it. */
export interface ActionOutcome {
  readonly action: string;
  readonly outcome: 'succeeded' | 'failed' | 'not-seen';
  /** What CloudWatch says of it. Untrusted text. @default - nothing */
  readonly detail?: string;
}

export interface PageTestResult extends PageTestPlan {
  /** Whether the composite went to ALARM. */
  readonly compositeInAlarm: boolean;
  readonly outcomes: readonly ActionOutcome[];
  /** Waited for it, in seconds. */
  readonly seconds: number;
  readonly interrupted: boolean;
  /** Why the child is still in ALARM, and the command that sets it back. @default - it was set back */
  readonly leftInAlarm?: { readonly reason: string; readonly command: string };
}

/** The clock of the account may differ from ours by so many seconds. */
const CLOCK_SKEW = 300;
/** DescribeAlarmHistory is throttled at three calls a second. */
const SECONDS_BETWEEN_READS = 2;
const SET = 'Test by holdband test-page: nothing is wrong. It is set back within minutes.';
const BACK = 'Test by holdband test-page is over: set back.';

/** Whose page is tested. */
export interface PageSubject {
  /** Twelve digits: the account the alarms should be in. */
  readonly accountId: string;
  readonly composite: string;
  /** Names of its alarms. */
  readonly children: readonly string[];
}

/**
 * Looks at the alarms of a target as they are deployed.
 *
 * @throws InputError where a page cannot be tested: not deployed, actions off, nobody to call, already in ALARM
 * @throws ReadFailedError
 */
export async function planPageTest(
  { reader, region }: OpenedAccount,
  { accountId, composite, children }: PageSubject,
): Promise<PageTestPlan> {
  const alarms = await reader.alarms({ names: [composite, ...children] });
  const refuse = (where: string, message: string): never => {
    throw new InputError('PageTestRefused', { where, message });
  };
  const page = alarms.find(({ name, kind }) => name === composite && kind === 'composite');
  if (!page || page.arn.split(':')[4] !== accountId) {
    return refuse(
      composite,
      `is not deployed where these credentials lead; it should be in account ${accountId}, ${region}`,
    );
  }
  const { ActionsEnabled: enabled, AlarmActions: actions } = page.properties;
  if (enabled === false) return refuse(composite, 'has its actions off (shadow mode): set paging: on and deploy first');
  if (!isTexts(actions) || actions.length === 0) return refuse(composite, 'calls nobody in ALARM: it has no actions');
  if (page.state === 'ALARM') return refuse(composite, 'is in ALARM: somebody is called already; test when it is over');
  const deployed = children.flatMap((name) => alarms.find((alarm) => alarm.name === name) ?? []);
  if (deployed.length === 0) return refuse(composite, `has none of its alarms in ${region}; deploy the stack first`);
  const child = deployed.find(({ state }) => state !== 'ALARM');
  if (!child) return refuse(composite, 'has all its alarms in ALARM already');
  return { composite, child: child.name, actions };
}

/**
 * Sets the child to ALARM, waits until the history of the composite tells what became of each action, and sets the child
 * back, whatever happens between.
 *
 * @param waitSeconds how long is waited at most
 * @param signal ends the wait early
 * @throws ReadFailedError where the child cannot be set, or the history cannot be read
 */
export async function runPageTest(
  account: OpenedAccount,
  plan: PageTestPlan,
  waitSeconds: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<PageTestResult> {
  const { writer, reader, region } = account;
  const started = clock.now();
  const history = () =>
    reader.alarmHistory({
      alarm: plan.composite,
      from: started - CLOCK_SKEW,
      to: clock.now() + CLOCK_SKEW,
    });
  const before = new Set((await history()).map(keyOf));
  let seen: readonly AlarmHistoryEntry[] = [];
  let failed: unknown;
  try {
    await writer.setAlarmState(plan.child, 'ALARM', SET);
    while (!signal.aborted) {
      seen = (await throttledAsNothing(history)).filter((entry) => !before.has(keyOf(entry)));
      const complete = outcomesOf(plan, seen).every(({ outcome }) => outcome !== 'not-seen');
      const left = waitSeconds - (clock.now() - started);
      if (complete || left <= 0) break;
      await clock.sleep(Math.min(SECONDS_BETWEEN_READS, left), signal);
    }
  } catch (error) {
    failed = error;
  }
  const seconds = Math.round(clock.now() - started);
  const leftInAlarm = await setBack(writer, plan.child, region);
  if (failed !== undefined) {
    if (!leftInAlarm || !(failed instanceof ReadFailedError)) throw failed;
    const { action, failure, message } = failed;
    throw new ReadFailedError(action, failure, `${message}\n${leftInAlarm.reason} Set it back: ${leftInAlarm.command}`);
  }
  return {
    ...plan,
    compositeInAlarm: seen.some(wentToAlarm),
    outcomes: outcomesOf(plan, seen),
    seconds,
    interrupted: signal.aborted,
    ...(leftInAlarm && { leftInAlarm }),
  };

  async function throttledAsNothing(read: typeof history): Promise<readonly AlarmHistoryEntry[]> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof ReadFailedError && error.failure === 'throttled') return seen;
      throw error;
    }
  }
}

async function setBack(
  writer: OpenedAccount['writer'],
  child: string,
  region: string,
): Promise<PageTestResult['leftInAlarm']> {
  try {
    await writer.setAlarmState(child, 'OK', BACK);
    return undefined;
  } catch (error) {
    if (!(error instanceof ReadFailedError)) throw error;
    const command = `aws cloudwatch set-alarm-state --alarm-name ${shellWord(child)} --state-value OK --state-reason ${shellWord(BACK)} --region ${shellWord(region)}`;
    return { reason: `${child} may still be in ALARM: ${error.message}`, command };
  }
}

function outcomesOf({ actions }: PageTestPlan, entries: readonly AlarmHistoryEntry[]): ActionOutcome[] {
  return actions.map((action) => {
    for (const entry of entries) {
      const read = actionEntry(entry);
      if (read?.action === action)
        return { action, outcome: read.failed ? 'failed' : 'succeeded', detail: entry.summary };
    }
    return { action, outcome: 'not-seen' };
  });
}

function keyOf({ at, type, summary }: AlarmHistoryEntry): string {
  return `${at} ${type} ${summary}`;
}

function isTexts(value: AccountAlarm['properties'][string]): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
