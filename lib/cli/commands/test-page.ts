import { Command } from 'commander';
import { planTarget } from '../../core/alarms/plan.ts';
import { InputError } from '../../core/errors.ts';
import type { OpenedAccount } from '../../core/inventory/account-writer.ts';
import { type PageTestPlan, type PageTestResult, planPageTest, runPageTest } from '../../core/inventory/page-test.ts';
import type { Environment, Target } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { plain } from '../reporters/plain.ts';
import { pageTestJson, pageTestReport } from '../reporters/test-page.ts';
import { configuredTarget, DEFAULT_CONFIG } from './configured-targets.ts';
import { requireConfirmed } from './confirmed.ts';

const EXAMPLES = `
Examples:
  $ holdband test-page --target fleet-server
  $ holdband test-page --target fleet-server --environment prod --yes --json

It sets one alarm of the target's page composite to ALARM, reads in the composite's history what
became of each action, and sets the alarm back, also when interrupted. Whoever is on call is
called. Exit code 0 where every action succeeded, 1 where one failed or was not seen within
--wait, 2 where the test cannot be run. --json prints {"schema": 1, "target", "environment",
"composite", "child", "compositeInAlarm", "actions", "seconds", "setBack"}.`;

interface TestPageFlags {
  readonly target: string;
  readonly environment?: string;
  readonly config?: string;
  readonly wait: string;
  readonly profile?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `holdband test-page`: whether a page reaches those it is meant for. */
export function testPageCommand(host: CommandHost): Command {
  return new Command('test-page')
    .summary('set off a page on purpose, and see whether it goes out')
    .description('Sets off the page of a target on purpose, and reads what became of each of its actions.')
    .requiredOption('--target <NAME>', 'whose page: a target of the config')
    .option('--environment <NAME>', 'which environment of the config')
    .option('--config <FILE>', `config file (default: ${DEFAULT_CONFIG})`)
    .option('--wait <DURATION>', 'wait so long for the actions', '2m')
    .option('--profile <NAME>', 'AWS profile')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print {schema, target, environment, composite, child, …}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TestPageFlags) => host.finish(await testPage(flags, host)));
}

async function testPage(flags: TestPageFlags, host: CommandHost): Promise<ExitCode> {
  const { io, style } = host.context;
  const waitSeconds = parseDuration(flags.wait) ?? Number.NaN;
  if (!(waitSeconds >= 1 && waitSeconds <= 3600)) {
    const message = `is ${JSON.stringify(flags.wait)}, allowed: a duration from 1s to 1h`;
    throw new InputError('OptionInvalid', { where: '--wait', message });
  }
  const { environment, target } = await configuredTarget(flags.target, flags, host.deps.files);
  const open = await host.deps.account();
  const { profile } = flags;
  const account = await open({ region: environment.region, ...(profile !== undefined && { profile }) });
  try {
    const plan = await deployedPlan(account, environment, target);
    await requireConfirmed('test-page', questionOf(plan), flags.yes, host);
    const result = await runInterruptibly(account, plan, waitSeconds, host);
    const facts = { target: target.name, environment: environment.name, result };
    if (flags.json) io.out(`${JSON.stringify(pageTestJson(facts), null, 2)}\n`);
    else io.out(pageTestReport(facts, style));
    if (result.leftInAlarm) {
      io.warn(`holdband: ${plain(`${result.leftInAlarm.reason} Set it back: ${result.leftInAlarm.command}`)}`);
      return 2;
    }
    if (result.interrupted) io.warn('holdband: test-page: interrupted');
    return result.interrupted ? 2 : exitCodeOf(result);
  } finally {
    account.close();
  }
}

async function deployedPlan(account: OpenedAccount, environment: Environment, target: Target): Promise<PageTestPlan> {
  const { composite } = planTarget(target);
  if (!composite) {
    const message = `${target.name} has no alarm that pages`;
    throw new InputError('PageTestRefused', { where: '--target', message });
  }
  const { name, children } = composite;
  return planPageTest(account, { accountId: environment.account, composite: name, children });
}

/** From here on an interrupt ends the wait, not the process: the alarm has to be set back. */
async function runInterruptibly(
  account: OpenedAccount,
  plan: PageTestPlan,
  waitSeconds: number,
  { context, deps }: CommandHost,
): Promise<PageTestResult> {
  const ended = new AbortController();
  void deps.interrupted().then(() => ended.abort());
  const progress = context.io.progress(`waiting for ${plan.composite} to act`);
  try {
    return await runPageTest(account, plan, waitSeconds, deps.clock, ended.signal);
  } finally {
    progress.done();
  }
}

function questionOf({ composite, child, actions }: PageTestPlan): string {
  return plain(`Set ${child} to ALARM, so that ${composite} calls ${actions.join(', ')}?`);
}

function exitCodeOf({ outcomes }: PageTestResult): ExitCode {
  return outcomes.every(({ outcome }) => outcome === 'succeeded') ? 0 : 1;
}
