import { Command, InvalidArgumentError, Option } from 'commander';
import { environmentNames, environmentsOf } from '../../core/config/configured.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { assertNever, InputError } from '../../core/errors.ts';
import type { Environment } from '../../core/targets.ts';
import type { LocalAccountEvent, OpenedLocalAccount, PlayedDay } from '../../core/traffic/local-account.ts';
import type { CommandHost } from '../program.ts';
import { plain } from '../reporters/plain.ts';
import { readConfigAndLock } from './configured-targets.ts';

const EXAMPLES = `
Examples:
  $ holdband local
  $ holdband local --config holdband.yaml --environment prod --port 4599
  $ holdband local --config holdband.yaml --template cdk.out
  $ holdband local --estate
  $ holdband local --template cdk.out --fault GetMetricData=throttle:2 --fault '*=slow:*:3'
  $ aws cloudwatch list-metrics --namespace AWS/ApplicationELB    (with the variables set)

It listens on 127.0.0.1 only and checks no signature. The day ends when it starts: ask for the last
hours. With --template the template's alarms live through the day first and call its runbook, bundled;
pages and verdicts go to standard error, states and history stay. A fault is CALL=FAULT[:TIMES[:SECONDS]].
docs/local-account.md tells which calls and faults there are. --json prints {"schema": 1, "url", "day",
"variables"}, with --template also "alarms", "events" and "notes".`;

interface LocalOptions {
  readonly config?: string;
  readonly environment?: string;
  readonly estate?: boolean;
  readonly seed: number;
  readonly port: number;
  readonly template?: string;
  readonly fault: readonly string[];
  readonly json?: boolean;
}

/** `holdband local`: an AWS account in memory with a simulated day, until it is interrupted. */
export function localCommand(host: CommandHost): Command {
  return new Command('local')
    .summary('serve an AWS account in a box, with a simulated day')
    .description(
      'Serves an AWS account from memory: CloudWatch, Elastic Load Balancing and SNS, with the day of incident DOP-833 in its metrics, for clients that know nothing of it. Ctrl-C ends it.',
    )
    .option('--config <FILE>', 'take load balancers and target groups from this file')
    .option('--environment <NAME>', 'which environment of the file')
    .addOption(
      new Option('--estate', 'more than the incident: six services, fifteen days, alarms of others').conflicts(
        'config',
      ),
    )
    .option('--seed <N>', 'another day of the same kind', wholeNumber(0, Number.MAX_SAFE_INTEGER), 1)
    .option('--port <N>', 'port on 127.0.0.1; 0: any that is free', wholeNumber(0, 65_535), 0)
    .option('--template <FILE>', "let a template's alarms live through the day: a template or cdk.out")
    .option('--fault <RULE>', 'let calls fail: CALL=FAULT[:TIMES[:SECONDS]]; may be repeated', collect, [])
    .option('--json', 'print {schema, url, day, variables}')
    .addHelpText('after', EXAMPLES)
    .action(async (options: LocalOptions) => {
      await runLocal(options, host);
      host.finish(0);
    });
}

async function runLocal(options: LocalOptions, host: CommandHost): Promise<void> {
  const { config, environment, estate, seed, port, template, fault, json } = options;
  const { context, deps } = host;
  if (environment !== undefined && config === undefined)
    throw new InputError('OptionAlone', {
      where: '--environment',
      message: 'needs --config FILE, whose environment it is',
    });
  const found = config === undefined ? undefined : await readEnvironment(config, environment, host);
  const open = await deps.localAccount();
  const interrupted = deps.interrupted().then(() => undefined);
  const events: LocalAccountEvent[] = [];
  const report = (event: LocalAccountEvent) => {
    events.push(event);
    for (const line of eventLines(event)) context.io.note(line);
  };
  const account = await open({
    ...(found && { environment: found }),
    ...(template !== undefined && { template }),
    ...(estate && { estate }),
    seed,
    port,
    faults: fault,
    report,
  });
  try {
    const played = account.play && (await Promise.race([play(account.play, host), interrupted]));
    if (account.play && !played) return;
    context.io.out(json ? asJson(account, played && { ...played, events: [...events] }) : exports(account.variables));
    context.io.note(`24 hours up to ${isoMinute(account.day.to)} at ${account.url}; Ctrl-C ends it`);
    await interrupted;
  } finally {
    await account.close();
  }
}

async function play(run: () => Promise<PlayedDay>, { context: { io } }: CommandHost): Promise<PlayedDay> {
  const progress = io.progress("letting the template's alarms live through the day");
  try {
    const played = await run();
    const alarms = `${played.alarms} ${played.alarms === 1 ? 'alarm' : 'alarms'}`;
    io.note(`${alarms} of the template lived through the day`);
    for (const note of played.notes) io.warn(`holdband: note: ${plain(note)}`);
    return played;
  } finally {
    progress.done();
  }
}

/** Templates and functions may say anything: nothing of it is obeyed by the terminal. */
function eventLines(event: LocalAccountEvent): string[] {
  switch (event.kind) {
    case 'action': {
      const { at, alarm, state, action, error } = event;
      const failed = error === undefined ? '' : ` failed: ${error}`;
      return [plain(`${isoMinute(at)}  ${state}  ${alarm} -> ${action}${failed}`)];
    }
    case 'answer':
      return headlines(event.body).map((headline) => plain(`  runbook: ${headline}`));
    case 'failure':
      return [plain(`  runbook failed for ${event.alarm}: ${event.message}`)];
    default:
      return assertNever(event);
  }
}

/** One sentence for each target group, as the runbook's answer has them; what it judged nothing of says why. */
function headlines(answer: unknown): string[] {
  const { results, ignored } = (answer ?? {}) as { results?: unknown; ignored?: unknown };
  const found = (Array.isArray(results) ? results : []).map(
    (result: { headline?: unknown } | null) => result?.headline,
  );
  return [...found, ignored].filter((text) => typeof text === 'string');
}

async function readEnvironment(file: string, name: string | undefined, { deps }: CommandHost): Promise<Environment> {
  const configured = await readConfigAndLock(file, deps.files);
  const names = environmentNames(configured);
  if (name === undefined && names.length > 1)
    throw new InputError('EnvironmentMissing', { where: '--environment', message: `say which: ${names.join(', ')}` });
  const [found] = environmentsOf(configured, name);
  if (found) return found;
  const message = unknownWord('environment', name ?? '', names);
  throw new InputError('EnvironmentUnknown', { where: '--environment', message });
}

/** Lines that a shell takes as they are. */
function exports(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${value}\n`)
    .join('');
}

function asJson({ url, day, variables }: OpenedLocalAccount, played: object | undefined): string {
  const from = new Date(day.from * 1000).toISOString();
  const to = new Date(day.to * 1000).toISOString();
  return `${JSON.stringify({ schema: 1, url, day: { from, to }, variables, ...played }, null, 2)}\n`;
}

function isoMinute(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16)}Z`;
}

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`A whole number from ${least} to ${most} is needed.`);
  };
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
