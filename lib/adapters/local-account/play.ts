import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { alarmMetrics } from '../../core/inventory/alarm-metrics.ts';
import type { LocalAccountRequest, PlayedDay } from '../../core/traffic/local-account.ts';
import type { StackTemplate } from '../cloudformation/stacks.ts';
import type { LocalAccount } from './account.ts';
import type { InvokeFunction } from './alarm-actions.ts';
import type { HistoryItem } from './alarm-store.ts';
import type { LambdaOutcome } from './lambda-process.ts';
import { LambdaProcess } from './lambda-process.ts';
import { type LoadedFunction, loadAlarms } from './load-alarms.ts';

/** A load balancer's minutes reach CloudWatch about so late. */
const DELAY_SECONDS = 60;

type Report = NonNullable<LocalAccountRequest['report']>;

/** The functions of templates that run here: runbooks, each with the variables of its own stack. */
export class Runbooks {
  readonly #packaged: () => Promise<string>;
  readonly #report: Report;
  readonly #known = new Map<string, { readonly folder: string | undefined; readonly env: Record<string, string> }>();
  readonly #running = new Map<string, LambdaProcess>();

  /** @param packaged makes or finds the bundle of this package, for templates without their assets */
  constructor(packaged: () => Promise<string>, report: Report) {
    this.#packaged = packaged;
    this.#report = report;
  }

  /** Only runbooks are run: what else a template carries is nobody's to start here. */
  add(
    { arn, environment, codeAsset }: LoadedFunction,
    folder: string,
    variables: Readonly<Record<string, string>>,
  ): void {
    if (environment.HOLDBAND_ENVIRONMENT === undefined) return;
    const asset = codeAsset === undefined ? undefined : join(folder, `asset.${codeAsset}`);
    const bundled = asset !== undefined && existsSync(join(asset, 'index.mjs')) ? asset : undefined;
    this.#known.set(arn, { folder: bundled, env: { ...environment, ...variables } });
  }

  has(arn: string): boolean {
    return this.#known.has(arn);
  }

  readonly invoke: InvokeFunction = async (arn, event) => {
    const outcome = await this.#invoke(arn, event);
    const alarm = event.alarmData.alarmName;
    if (outcome.kind === 'answered') this.#report({ kind: 'answer', alarm, body: outcome.body });
    else this.#report({ kind: 'failure', alarm, message: whyNot(arn, outcome) });
    return outcome;
  };

  async #invoke(arn: string, event: unknown): Promise<LambdaOutcome> {
    const known = this.#known.get(arn);
    if (!known) throw new TypeError(`${arn} is not run here`);
    let process = this.#running.get(arn);
    if (!process) {
      process = new LambdaProcess({ folder: known.folder ?? (await this.#packaged()), env: known.env });
      this.#running.set(arn, process);
    }
    return process.invoke(event);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running.values()].map((process) => process.close()));
  }
}

function whyNot(arn: string, outcome: Exclude<LambdaOutcome, { kind: 'answered' }>): string {
  if (outcome.kind === 'timed-out') return `${arn} took longer than its time limit`;
  return `${arn}: ${outcome.errorType}: ${outcome.errorMessage}`;
}

/** Puts the alarms of all templates. @returns what could not be made out, and how many alarms there are */
export function loadTemplates(
  account: LocalAccount,
  templates: readonly StackTemplate[],
  runbooks: Runbooks,
  variables: Readonly<Record<string, string>>,
): PlayedDay {
  const notes: string[] = [];
  const others = new Set(account.alarms.all().map(({ name }) => name));
  for (const { stack, where, folder, template, ...place } of templates) {
    const elsewhere = [place.account ?? account.accountId, place.region ?? account.region].join(' ');
    if (elsewhere !== `${account.accountId} ${account.region}`)
      notes.push(`${where}: is for ${elsewhere}, this account is ${account.accountId} ${account.region}`);
    const loaded = loadAlarms(account, template, where, stack);
    notes.push(...loaded.notes);
    for (const one of loaded.functions) runbooks.add(one, folder, variables);
  }
  const alarms = account.alarms.all().filter(({ name }) => !others.has(name));
  const metric = alarms.filter(({ kind }) => kind === 'MetricAlarm');
  const blind = metric.filter(({ settings }) => !alarmMetrics(settings).some((one) => hasMetric(account, one)));
  if (metric.length > 0 && blind.length === metric.length)
    notes.push(
      `none of ${metric.length} alarms reads a metric of this account; --config FILE gives it the load balancers and target groups of a config`,
    );
  return { alarms: alarms.length, notes };
}

function hasMetric({ metrics }: LocalAccount, one: ReturnType<typeof alarmMetrics>[number]): boolean {
  const Dimensions = Object.entries(one.dimensions).map(([Name, Value]) => ({ Name, Value }));
  return metrics.find({ Namespace: one.namespace, MetricName: one.metricName, Dimensions }) !== undefined;
}

/** Lets the alarms live through a day. @param onMinute is told what time it is in the account */
export async function playDay(
  account: LocalAccount,
  { from, to }: { readonly from: number; readonly to: number },
  onMinute: (at: number) => void,
): Promise<string[]> {
  await account.runner.run({ from, to, delaySeconds: DELAY_SECONDS, onMinute });
  return [...account.runner.notEvaluated].map(([alarm, reason]) => `${alarm} was not evaluated: ${reason}`);
}

/** What an entry of an alarm's history says of an action. */
export function reportAction(account: LocalAccount, item: HistoryItem, report: Report): void {
  if (item.type !== 'Action') return;
  const alarm = account.alarms.get(item.alarm);
  if (!alarm) return;
  const { notificationResource, error } = JSON.parse(item.data) as { notificationResource: string; error?: string };
  report({
    kind: 'action',
    at: item.at,
    alarm: item.alarm,
    state: alarm.state,
    action: notificationResource,
    ...(error !== undefined && { error }),
  });
}
