import { Command } from 'commander';
import { type Config, resolveKnown } from '../../core/config/config.ts';
import { type Configured, environmentNames } from '../../core/config/configured.ts';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { breaches } from '../../core/config/rules.ts';
import { FINDING_SEVERITIES, type FindingSeverity } from '../../core/config/schema.ts';
import { HoldbandError, InputError, type InputProblem } from '../../core/errors.ts';
import { ReadFailedError } from '../../core/inventory/account.ts';
import { check } from '../../core/inventory/check/check.ts';
import { environmentOf } from '../../core/inventory/check/deployed.ts';
import { expectedAlarms } from '../../core/inventory/check/expected.ts';
import { type CheckQuestion, readFacts } from '../../core/inventory/check/read-facts.ts';
import type { Environment } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { checkJson, checkReport, type RegionCheck } from '../reporters/check.ts';
import { onOneLine } from '../reporters/plain.ts';
import { type ConfigChoice, chosenConfig, DEFAULT_CONFIG } from './configured-targets.ts';

const EXAMPLES = `
Examples:
  $ holdband check
  $ holdband check --environment prod --fail-on warning
  $ holdband check --region us-east-2 --json

It reads only. Exit code 1 where a finding is as heavy as --fail-on, 2 where the account could
not be asked at all. What could not be read costs the rules that need it and is listed. --json
prints {"schema": 1, "environments", "findings", "notJudged", "problems", "counts"};
docs/check.md has every rule, and a scheduled job.`;

interface CheckFlags extends ConfigChoice {
  readonly last?: string;
  readonly failOn?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly template?: string;
  readonly json?: boolean;
}

interface CheckOptions {
  readonly historySeconds: number;
  readonly failOn?: FindingSeverity;
}

const DEFAULT_LAST = '15d';
/** CloudWatch keeps the history of alarms for 30 days. Source: API reference of DescribeAlarmHistory. */
const LONGEST = 30 * 86_400;
/** Traffic that is looked at closest; what precedes it is read as far as one call holds it. */
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
    .option('--json', 'print {schema, environments, findings, notJudged, problems, counts}')
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
      checks.push(await checkRegion(region, environments, { chosen, expected }, options, flags, host));
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
  sayExpired(checks, config, host);
  for (const problem of unasked) io.warn(`holdband: ${onOneLine(problem)}`);
  const failOn = options.failOn ?? config?.settings.failOn ?? DEFAULTS.failOn;
  const breached = checks.flatMap(({ findings }) => findings).filter(({ severity }) => breaches(severity, failOn));
  if (breached.length > 0) {
    const from = failOn === 'error' ? failOn : `${failOn} or heavier`;
    io.note(`${breached.length} of severity ${from}: exit code 1 (failOn: ${failOn})`);
  }
  if (unasked.length > 0) return 2;
  return breached.length > 0 ? 1 : 0;
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

/** What should be deployed: by the template, else as the config would be synthesised now. */
async function expectedBy(
  { template }: CheckFlags,
  chosen: Known | undefined,
  { context: { cwd, io }, deps }: CommandHost,
): Promise<CheckQuestion['expected']> {
  if (!chosen) {
    if (template === undefined) return new Map();
    const message = `needs a config file: by its environments the alarms of a template are told apart`;
    throw new InputError('ConfigMissing', { where: '--template', message });
  }
  const { configured, environments } = chosen;
  if (template === undefined) {
    return new Map(environments.map((each) => [each.name, { value: expectedAlarms(each, configured.config.file) }]));
  }
  const { alarms, notes } = await (await deps.readSide())(template, { cwd });
  for (const note of notes) io.note(onOneLine(note));
  const names = environmentNames(configured);
  return new Map(
    environments.map(({ name }) => {
      const own = alarms.filter((alarm) => environmentOf(alarm, names) === name);
      return [name, { value: { source: template, alarms: own } }];
    }),
  );
}

/** What of the whole config a check has to know beside the environments it is about. */
function ofConfig({ configured }: Known): Pick<CheckQuestion, 'environmentNames' | 'unresolved' | 'locks'> {
  const { settings } = configured.config;
  const { environments } = resolveKnown(configured.config, configured.lock);
  const unresolved = environments.flatMap(({ name: environment, targets }) =>
    (settings.environments[environment]?.targets ?? [])
      .filter(({ name }) => !targets.some((target) => target.name === name))
      .map(({ name }) => ({ environment, name })),
  );
  const locks = Object.entries(settings.environments).map(([name, written]) => {
    const locked = configured.lock?.environments[name];
    return [name, { settings: written, ...(locked && { locked }) }] as const;
  });
  return { environmentNames: environmentNames(configured), unresolved, locks: new Map(locks) };
}

/** @throws InputError naming every option that cannot be used */
function readOptions({ last = DEFAULT_LAST, failOn: text }: CheckFlags): CheckOptions {
  const problems: InputProblem[] = [];
  const historySeconds = parseDuration(last) ?? Number.NaN;
  if (!(historySeconds >= 3600 && historySeconds <= LONGEST)) {
    problems.push({ where: '--last', message: `is ${JSON.stringify(last)}, allowed: a duration from 1h to 30d` });
  }
  const failOn = FINDING_SEVERITIES.find((severity) => severity === text);
  if (text !== undefined && failOn === undefined) {
    const allowed = FINDING_SEVERITIES.join(', ');
    problems.push({ where: '--fail-on', message: `is ${JSON.stringify(text)}, allowed: ${allowed}` });
  }
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  return { historySeconds, ...(failOn !== undefined && { failOn }) };
}

interface Known {
  readonly configured: Configured;
  readonly environments: readonly Environment[];
}

/** The config asked for, or the one that lies here, with its lock; what the lock lacks is a finding, not an end. */
async function readKnown(flags: CheckFlags, { deps: { files } }: CommandHost): Promise<Known | undefined> {
  const configured = await chosenConfig(flags, files);
  if (!configured) return undefined;
  const { environments } = resolveKnown(configured.config, configured.lock);
  const { environment } = flags;
  return {
    configured,
    environments: environments.filter(({ name }) => environment === undefined || name === environment),
  };
}

/** Each Region is opened once. */
function regionsOf(
  { region, environment }: CheckFlags,
  environments: readonly Environment[],
): { readonly region: string | undefined; readonly environments: readonly Environment[] }[] {
  if (region !== undefined) {
    const [only] = environments;
    if (environment !== undefined && only && only.region !== region) {
      const message = `is ${JSON.stringify(region)}, and ${only.name} is in ${only.region}`;
      throw new InputError('OptionInvalid', { where: '--region', message });
    }
    return [{ region, environments: environments.filter((each) => each.region === region) }];
  }
  if (environments.length === 0) return [{ region: undefined, environments }];
  return [...Map.groupBy(environments, (each) => each.region)].map(([name, all]) => ({
    region: name,
    environments: all,
  }));
}

/** Settings of rules that hold no longer: their rules are as ever. */
function sayExpired(
  checks: readonly RegionCheck[],
  config: Config | undefined,
  { context: { io } }: CommandHost,
): void {
  for (const { rule, until, reason } of checks[0]?.expired ?? []) {
    const why = reason === undefined ? '' : `; its reason was: ${onOneLine(reason)}`;
    io.warn(`holdband: ${config?.positions.at(['rules', rule])}: the setting of ${rule} ended on ${until}${why}`);
  }
}
