import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import sparkly from 'sparkly';
import type { RunbookAnswer } from '../lambda/runbook/answer.ts';
import type { LocalAccount } from '../lib/adapters/local-account/account.ts';
import { startLocalAccount } from '../lib/adapters/local-account/endpoint.ts';
import { type LambdaAlarmEvent, lambdaEvent } from '../lib/adapters/local-account/events.ts';
import { environmentAccount } from '../lib/adapters/local-account/incident.ts';
import { LambdaProcess } from '../lib/adapters/local-account/lambda-process.ts';
import { loadAlarms } from '../lib/adapters/local-account/load-alarms.ts';
import { putMetricAlarm } from '../lib/adapters/local-account/put-alarm.ts';
import { plainTable } from '../lib/cli/table.ts';
import type { Environment, Target } from '../lib/core/targets.ts';
import type { Dop833Day } from '../lib/core/traffic/dop833.ts';

const MINUTE = 60;
/** Columns of a timeline: forty minutes each, so that a row fits 100 columns. */
const SLOTS = 36;
/** A load balancer's minutes reach CloudWatch about so late. */
const DELAY_SECONDS = 60;

/** What one alarm, or several that page as one, would have done over the day. */
export interface AlarmDay {
  readonly alarm: string;
  readonly watched: string;
  /** Stays in ALARM: what a person is called for. */
  readonly pages: number;
  readonly minutesInAlarm: number;
  /** By slot of the day, the share of its minutes in ALARM, 0 to 1. */
  readonly timeline: readonly number[];
}

/** A page, and what the runbook made of it. */
export interface ExplainedPage {
  readonly alarm: string;
  /** When the alarm fired, epoch seconds. */
  readonly at: number;
  readonly answer: RunbookAnswer;
}

export interface DayInAccount {
  readonly days: readonly AlarmDay[];
  readonly pages: readonly ExplainedPage[];
}

/**
 * Plays the day in an account in memory: the synthesised alarms and the generic one of the incident evaluated minute by
 * minute, and the synthesised runbook, as bundled, called by the pages. Where ours paged nobody it gets the generic alarm's last
 * page, so that there is a verdict on both target groups.
 *
 * @param assembly folder of the cloud assembly
 */
export async function playDay(
  environment: Environment,
  day: Dop833Day,
  seed: number,
  assembly: string,
): Promise<DayInAccount> {
  const { from, to } = day.day;
  const [bundle] = globSync('asset.*/index.mjs', { cwd: assembly });
  if (bundle === undefined) throw new Error(`${assembly} has no bundled runbook`);
  let runbook: LambdaProcess | undefined;
  const endpoint = await startLocalAccount(environmentAccount(environment, day, seed), {
    now: () => to,
    invoke: async (_, event) => (runbook as LambdaProcess).invoke(event),
  });
  try {
    const { account, variables } = endpoint;
    const env: Record<string, string> = { ...variables };
    for (const file of globSync('*.template.json', { cwd: assembly })) {
      const template: unknown = JSON.parse(await readFile(join(assembly, file), 'utf8'));
      const { functions } = loadAlarms(account, template, file, basename(file, '.template.json'));
      for (const { environment: own } of functions) Object.assign(env, own);
    }
    runbook = new LambdaProcess({ folder: join(assembly, dirname(bundle)), env });
    for (const target of environment.targets) putMetricAlarm(genericAlarm(target), account);
    await account.runner.run({ from, to, delaySeconds: DELAY_SECONDS });
    const days = environment.targets.flatMap((target) => [
      alarmDay(account, genericName(target), target.name, 'generic, p95 > 0.8 s', day),
      alarmDay(
        account,
        pageName(target),
        target.name,
        `holdband, ${childrenOf(account, target)} alarms in one page`,
        day,
      ),
    ]);
    const pages = await pagesOf(account);
    const silent = environment.targets.filter((target) => !pages.some(({ alarm }) => alarm === pageName(target)));
    return { days, pages: [...pages, ...(await genericPages(silent, account, runbook))] };
  } finally {
    await runbook?.close();
    await endpoint.close();
  }
}

/** Pages that called the runbook themselves. */
async function pagesOf({ invocations }: LocalAccount): Promise<ExplainedPage[]> {
  return invocations.map(({ event, outcome }) => {
    if (outcome.kind !== 'answered') throw new Error(`the runbook: ${JSON.stringify(outcome)}`);
    return explained(event, outcome.body);
  });
}

/** The last page of each generic alarm, as if it had called the runbook; one that never fired has none. */
async function genericPages(
  targets: readonly Target[],
  { alarms }: LocalAccount,
  runbook: LambdaProcess,
): Promise<ExplainedPage[]> {
  const pages: ExplainedPage[] = [];
  for (const target of targets) {
    const name = genericName(target);
    const last = alarms.history.findLast(({ alarm, summary }) => alarm === name && summary.endsWith('to ALARM'));
    const alarm = alarms.get(name);
    if (!last || !alarm) continue;
    const { newState } = JSON.parse(last.data) as { newState: { stateReason: string; stateReasonData?: object } };
    const state = {
      state: 'ALARM',
      reason: newState.stateReason,
      reasonData: JSON.stringify(newState.stateReasonData),
      stateChangedAt: last.at,
    } as const;
    const previous = { state: 'OK', reason: '', stateChangedAt: last.at - MINUTE } as const;
    const event = lambdaEvent({ alarm: { ...alarm, ...state }, previous });
    const outcome = await runbook.invoke(event);
    if (outcome.kind !== 'answered') throw new Error(`the runbook: ${JSON.stringify(outcome)}`);
    pages.push(explained(event, outcome.body));
  }
  return pages;
}

function explained({ alarmData }: LambdaAlarmEvent, body: unknown): ExplainedPage {
  const at = Date.parse(alarmData.state.timestamp.replace('+0000', 'Z')) / 1000;
  return { alarm: alarmData.alarmName, at, answer: body as RunbookAnswer };
}

function genericName({ name }: Target): string {
  return `generic-${name}-latency`;
}

function pageName({ environment, name }: Target): string {
  return `holdband-${environment}-${name}-page`;
}

/** The alarm that fired in the incident: a percentile over everything, 3 of 5 minutes. */
function genericAlarm(target: Target): object {
  const { targetGroup, loadBalancer } = target;
  return {
    AlarmName: genericName(target),
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: [
      { Name: 'TargetGroup', Value: targetGroup.fullName },
      { Name: 'LoadBalancer', Value: loadBalancer.fullName },
    ],
    ExtendedStatistic: 'p95',
    Period: MINUTE,
    EvaluationPeriods: 5,
    DatapointsToAlarm: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
  };
}

function childrenOf({ alarms }: LocalAccount, target: Target): number {
  const rule = String(alarms.get(pageName(target))?.settings.AlarmRule ?? '');
  return [...rule.matchAll(/ALARM\(/g)].length;
}

/** An alarm's stays in ALARM, from its history. */
function alarmDay(
  { alarms }: LocalAccount,
  name: string,
  watched: string,
  alarm: string,
  { day }: Dop833Day,
): AlarmDay {
  const changes = alarms.history.filter((item) => item.alarm === name && item.type === 'StateUpdate');
  const inAlarm = new Set<number>();
  let pages = 0;
  changes.forEach(({ at, summary }, i) => {
    if (!summary.endsWith('to ALARM')) return;
    pages++;
    for (let minute = at; minute < (changes[i + 1]?.at ?? day.to); minute += MINUTE) inAlarm.add(minute);
  });
  const slotSeconds = (day.to - day.from) / SLOTS;
  const timeline = Array.from({ length: SLOTS }, (_, slot) => {
    const from = day.from + slot * slotSeconds;
    const minutes = [...inAlarm].filter((minute) => minute >= from && minute < from + slotSeconds);
    return (minutes.length * MINUTE) / slotSeconds;
  });
  return { alarm, watched, pages, minutesInAlarm: inAlarm.size, timeline };
}

/** A row an alarm, with its day as a line. */
export function alarmDayTable(days: readonly AlarmDay[]): string {
  const rows = days.map(({ alarm, watched, pages, minutesInAlarm, timeline }) => [
    watched,
    alarm,
    { right: String(pages) },
    { right: String(minutesInAlarm) },
    sparkly([...timeline], { minimum: 0, maximum: 1 }),
  ]);
  return plainTable(['watched', 'alarm', { right: 'pages' }, { right: 'minutes' }, '00:00 to 24:00 UTC'], rows);
}
