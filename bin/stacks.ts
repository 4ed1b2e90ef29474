import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { closest } from 'fastest-levenshtein';
import { fileReason } from '../lib/adapters/files/node-files.ts';
import { LatencyAlarmsStack, type LatencyAlarmsStackOptions } from '../lib/constructs/latency-alarms-stack.ts';
import { describeParts } from '../lib/core/alarms/cost.ts';
import type { LeftOut } from '../lib/core/alarms/definition.ts';
import { ALARMS_PER_SECOND, deploySeconds, describeDeployTime } from '../lib/core/alarms/deploy-time.ts';
import { environmentNames, environmentsOf, readConfigured, requireAllPlaced } from '../lib/core/config/configured.ts';
import { lockPath } from '../lib/core/config/lock.ts';
import { HoldbandError, InputError } from '../lib/core/errors.ts';

/** Where the stacks come from. */
export interface StacksOptions extends LatencyAlarmsStackOptions {
  /** Config file; its lock lies beside it. @default - context key `config` (`-c config=FILE`), else `holdband.yaml` */
  readonly config?: string;
  /** Name of the one environment to make. @default - context key `environment` (`-c environment=NAME`), else all of them */
  readonly environment?: string;
  /** Folder the config file is looked for in. @default - the working directory */
  readonly cwd?: string;
}

/**
 * Adds the stacks of a config file to an app. Reads that file and the `holdband.lock.json` beside it; never calls AWS.
 *
 * @throws InputError with everything wrong in the files, with a target whose `match` the lock does not know, or naming an environment that it does not have
 */
export function addStacks(app: App, options: StacksOptions = {}): LatencyAlarmsStack[] {
  const file = options.config ?? contextText(app, 'config') ?? 'holdband.yaml';
  const wanted = options.environment ?? contextText(app, 'environment');
  const cwd = options.cwd ?? process.cwd();
  const lock = lockPath(file);
  const lockText = existsSync(resolve(cwd, lock)) ? readText(lock, cwd) : undefined;
  const configured = readConfigured(readText(file, cwd), file, lockText);
  requireEnvironment(wanted, environmentNames(configured), file);
  const environments = environmentsOf(configured, wanted);
  requireAllPlaced(configured, environments);
  return environments.flatMap((environment) => LatencyAlarmsStack.forEnvironment(app, environment, options));
}

/**
 * Makes an app of a config file, synthesises it, and says on standard error what was made, what was not, and the cost. Bad
 * input becomes a line for each problem and exit code 2, and so does what CDK's validation refuses, a template that is too
 * large among it. Called by the CDK CLI, the CLI tells of the latter and exits with 1.
 */
export function runApp(options: StacksOptions = {}): void {
  try {
    // Not by itself at the end of the process: after an error that would be a second one.
    const app = new App({ autoSynth: false });
    const stacks = addStacks(app, options);
    app.synth();
    for (const line of [...stacks.flatMap(summary), ...deployTimes(stacks)]) process.stderr.write(`${line}\n`);
  } catch (error) {
    if (!(error instanceof HoldbandError || isFailedValidation(error))) throw error;
    for (const line of error.message.split('\n')) process.stderr.write(`holdband: ${line}\n`);
    process.exitCode = 2;
  }
}

/** CDK has told the findings by then; a stack trace would push them out of sight. */
function isFailedValidation(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ValidationFailed';
}

/** What a stack holds, what it goes without, and what it costs: a line each. */
export function summary(stack: LatencyAlarmsStack): string[] {
  const { dollars, pricesAsOf } = stack.cost;
  const names = stack.targets.map(({ target }) => target.name).join(', ') || 'no target groups';
  const price = `$${dollars.toFixed(2)} a month (${describeParts(stack.cost)}, list price of ${pricesAsOf}; dashboard and runbook come on top)`;
  const shadow = stack.watched.paging ? '' : '; shadow mode: nothing acts';
  return [`${stack.stackName}: ${names}; ${price}${shadow}`, ...silentlyLeftOut(stack)];
}

/** How long a first deployment of each environment takes at least, a line each. */
export function deployTimes(stacks: readonly LatencyAlarmsStack[]): string[] {
  const byEnvironment = Map.groupBy(stacks, ({ watched }) => watched.name);
  return [...byEnvironment].map(([name, own]) => {
    const alarms = own.reduce((total, { alarmCount }) => total + alarmCount, 0);
    const least = describeDeployTime(deploySeconds(alarms));
    return `${name}: ${alarms} alarms; a first deployment takes ${least} or more: CloudWatch takes ${ALARMS_PER_SECOND} a second`;
  });
}

/** What no setting would bring back, a line for each reason; the rest are warnings of the synth already. */
function silentlyLeftOut({ stackName, leftOut }: LatencyAlarmsStack): string[] {
  const silent = leftOut.filter(({ mendable }) => !mendable);
  const bySubject = [...Map.groupBy(silent, ({ subject, reason }) => `${subject}\n${reason}`).values()].map((parts) => {
    const [{ subject, reason }] = parts as [LeftOut];
    return { subject, text: `no ${parts.map(({ kind }) => kind).join(', ')} alarm: ${reason}` };
  });
  const byText = Map.groupBy(bySubject, ({ text }) => text);
  return [...byText].map(([text, parts]) => `${stackName}: ${parts.map(({ subject }) => subject).join(', ')}: ${text}`);
}

function contextText(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  if (value === undefined || (typeof value === 'string' && value !== '')) return value;
  throw new InputError('ContextRefused', {
    where: `-c ${key}`,
    message: `must be a text, got: ${JSON.stringify(value)}`,
  });
}

/** In one go: constructs are made synchronously. */
function readText(file: string, cwd: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(resolve(cwd, file)));
  } catch (cause) {
    const message = cause instanceof TypeError ? 'is not UTF-8 text' : fileReason(cause);
    throw new InputError('FileUnreadable', { where: file, message }, { cause });
  }
}

function requireEnvironment(wanted: string | undefined, names: readonly string[], file: string): void {
  if (wanted === undefined || names.includes(wanted)) return;
  const guess = names.length > 1 ? ` Did you mean ${closest(wanted, names)}?` : '';
  const message = `has no environment ${JSON.stringify(wanted)}; it has ${names.join(', ')}.${guess}`;
  throw new InputError('EnvironmentUnknown', { where: file, message });
}
