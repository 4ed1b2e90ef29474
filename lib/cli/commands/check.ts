import { Command } from 'commander';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { breaches } from '../../core/config/rules.ts';
import { FINDING_SEVERITIES } from '../../core/config/schema.ts';
import { HoldbandError } from '../../core/errors.ts';
import { ReadFailedError } from '../../core/inventory/account.ts';
import { check, elsewhere } from '../../core/inventory/check/check.ts';
import { type CheckQuestion, readFacts } from '../../core/inventory/check/read-facts.ts';
import type { Environment } from '../../core/targets.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { checkJson, checkReport, costNote, type RegionCheck } from '../reporters/check.ts';
import { onOneLine } from '../reporters/plain.ts';
import {
  type CheckFlags,
  type CheckOptions,
  DEFAULT_LAST,
  expectedBy,
  type Known,
  ofConfig,
  readKnown,
  readOptions,
  regionsOf,
} from './check-options.ts';
import { DEFAULT_CONFIG } from './configured-targets.ts';
import { atLeast, sayExpired } from './weighed.ts';

const EXAMPLES = `
Examples:
  $ holdband check
  $ holdband check --environment prod --fail-on warning
  $ holdband check --region us-east-2 --json

It reads only. Exit code 1 where a finding is as heavy as --fail-on, 2 where the account could
not be asked at all. What could not be read costs the rules that need it and is listed. --json
prints {"schema": 1, "environments", "findings", "notJudged", "problems", "counts", "cost"};
docs/check.md has every rule, and a scheduled job.`;

/** Traffic that is looked at closest; what precedes it is read as far as one call holds it. Seconds. */
const WINDOW = 3 * 3600;

/** `holdband check`: whether an account is watched as it should be. */
export function checkCommand(host: CommandHost): Command {
  return new Command('check')
    .summary('check that an account is watched as the config says, for a scheduled job')
    .description(
      'Checks an account: target groups that nobody watches, alarms on nothing, alarms that long polls set off, deployed alarms that differ from the config, pages that reach nobody, and settings that will break holds.',
    )
    .option('--environment <NAME>', 'check one environment of the config only')
    .option('--config <FILE>', `config file (default: ${DEFAULT_CONFIG}, where there is one)`)
    .option('--last <DURATION>', `history of alarms that is looked at, 1h to 30d (default: ${DEFAULT_LAST})`)
    .option(
      '--fail-on <SEVERITY>',
      `exit with 1 from a finding of this severity on: ${FINDING_SEVERITIES.join(', ')} (default: failOn of the config, or ${DEFAULTS.failOn})`,
    )
    .option(
      '--template <SOURCE>',
      'compare what is deployed with a template or cdk.out (default: what the config would synthesise)',
    )
    .option('--profile <NAME>', 'AWS profile')
    .option('--region <REGION>', 'AWS Region (default: those of the config, else that of the profile)')
    .option('--json', 'print {schema, environments, findings, notJudged, problems, counts, cost}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CheckFlags) => host.finish(await runCheck(flags, host)));
}

async function runCheck(flags: CheckFlags, host: CommandHost): Promise<ExitCode> {
  const { io, style, columns } = host.context;
  const options = readOptions(flags);
  const chosen = await readKnown(flags, host);
  const config = chosen?.configured.config;
  const regions = regionsOf(flags, chosen?.environments ?? []);
  const expected = await expectedBy(flags, chosen, host);
  const checks: RegionCheck[] = [];
  const unasked: string[] = [];
  for (const { region, environments } of regions) {
    try {
      const checked = await checkRegion(region, environments, { chosen, expected }, options, flags, host);
      checks.push(checked);
      unasked.push(...whollyElsewhere(checked));
    } catch (error) {
      if (!(error instanceof ReadFailedError)) throw error;
      unasked.push(`${region ?? 'the account'} could not be checked: ${error.message}`);
    }
  }
  if (checks.length === 0) throw new HoldbandError('AccountUnreadable', unasked.join('\n'));
  io.out(
    flags.json
      ? `${JSON.stringify(checkJson(checks, { config, unasked }), null, 2)}\n`
      : `${checkReport(checks, { style, columns, ...(config && { config }) })}\n`,
  );
  if (config) sayExpired(checks[0]?.expired ?? [], config, io);
  const cost = costNote(checks);
  if (cost !== undefined) io.note(cost);
  for (const problem of unasked) io.warn(`holdband: ${onOneLine(problem)}`);
  const failOn = options.failOn ?? config?.settings.failOn ?? DEFAULTS.failOn;
  const breached = checks.flatMap(({ findings }) => findings).filter(({ severity }) => breaches(severity, failOn));
  const exitCode = unasked.length > 0 ? 2 : breached.length > 0 ? 1 : 0;
  if (breached.length > 0) {
    io.note(`${breached.length} of severity ${atLeast(failOn)}: exit code ${exitCode} (failOn: ${failOn})`);
  }
  return exitCode;
}

/** Why the config was not checked at all in a Region: an account that is in order must not pass for the one that was meant. */
function whollyElsewhere({ facts }: RegionCheck): string[] {
  if (facts.environments.length > 0) return [];
  return elsewhere(facts).map(({ subject, reason }) => `${subject} could not be checked: ${reason}`);
}

/** What the account is checked against. */
interface Wanted {
  readonly chosen: Known | undefined;
  readonly expected: CheckQuestion['expected'];
}

async function checkRegion(
  region: string | undefined,
  environments: readonly Environment[],
  { chosen, expected }: Wanted,
  { historySeconds }: CheckOptions,
  { profile }: CheckFlags,
  { context: { io, now }, deps }: CommandHost,
): Promise<RegionCheck> {
  const open = await deps.account();
  const account = await open({ ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) });
  const progress = io.progress(`checking ${account.region}`);
  try {
    const { facts, problems } = await readFacts(account.reader, {
      region: account.region,
      now: now.getTime() / 1000,
      historySeconds,
      windowSeconds: WINDOW,
      environments,
      neighbours: (chosen?.others ?? []).filter((other) => other.region === account.region),
      ...(chosen && ofConfig(chosen)),
      expected,
      progress: (text) => progress.update(`${account.region}: ${text}`),
    });
    const rules = chosen?.configured.config.settings.rules;
    const checked = check(facts, { ...(rules && { rules }), today: now.toISOString().slice(0, 10) });
    return { ...checked, facts, problems };
  } finally {
    progress.done();
    account.close();
  }
}
