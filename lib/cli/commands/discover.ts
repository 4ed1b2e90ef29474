import { Command } from 'commander';
import { resolveKnown } from '../../core/config/config.ts';
import { InputError } from '../../core/errors.ts';
import { discover } from '../../core/inventory/discover.ts';
import { planDiscovery } from '../../core/inventory/discover-plan.ts';
import type { Discovery } from '../../core/inventory/discovery.ts';
import type { FileAccess, IoHost } from '../../core/io.ts';
import type { Environment } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { discoveryJson, discoveryReport } from '../reporters/discovery.ts';
import { writtenJson, writtenReport } from '../reporters/discovery-written.ts';
import { discoveryYaml } from '../reporters/discovery-yaml.ts';
import { onOneLine } from '../reporters/plain.ts';
import { type ConfigChoice, chosenConfig, requireRegion } from './configured-targets.ts';
import { Allowance, DEFAULT_MAX_COST, planReport, readMaxCost, timeLeft } from './discover-cost.ts';
import { type FilesToWrite, filesToWrite, type Written, writeDiscovery } from './discover-write.ts';

const EXAMPLES = `
Examples:
  $ holdband discover --region us-east-2
  $ holdband discover --environment prod --json
  $ holdband discover --environment prod --yaml
  $ holdband discover --environment prod --write

Of the account it reads only. GetMetricData costs $0.00009 for each target group, and at most $0.0011 more for one
that has long responses, at list prices; --plan prints calls and cost, and reads no more than lists. --json prints
{"schema": 1, "region", "window", "loadBalancers", "targetGroups", "leftOut", "problems", "plan"};
docs/discover.md describes them.`;

/** Of what could not be read so much is shown before an error that ends the command. */
const MOST_PROBLEMS = 10;

interface DiscoverFlags extends ConfigChoice {
  readonly last?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly yaml?: boolean;
  readonly write?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly plan?: boolean;
  readonly maxCost?: string;
  readonly yes?: boolean;
}

const DEFAULT_LAST = '3h';
/** So much is looked at in all, a few hours before the window included. */
const LONGEST = 12 * 3600;

/** `holdband discover`: what the target groups of an account carry, and which of them hold requests. */
export function discoverCommand(host: CommandHost): Command {
  return new Command('discover')
    .summary('find the target groups of an account, and those that hold requests')
    .description(
      'Lists the target groups of Application Load Balancers in an account, says which of them hold requests, and for how long, and compares that with the config.',
    )
    .option('--environment <NAME>', 'environment of the config: its Region, and its targets are marked')
    .option('--config <FILE>', 'config file (default: holdband.yaml, where there is one)')
    .option('--last <DURATION>', `time that is looked at closest, 1h to 12h (default: ${DEFAULT_LAST})`)
    .option('--profile <NAME>', 'AWS profile')
    .option('--region <REGION>', 'AWS Region (default: that of the environment, else that of the profile)')
    .option('--yaml', 'print what the config lacks, as targets to copy into it')
    .option('--write', 'add what the config lacks to it, mark what is gone, and put the lock beside it right')
    .option('--dry-run', 'with --write: say what would be written, and write nothing')
    .option('--plan', 'list load balancers and target groups, print calls and cost, and stop')
    .option('--max-cost <DOLLARS>', `ask before metrics cost more than this (default: ${DEFAULT_MAX_COST})`)
    .option('--yes', 'spend more without asking')
    .option('--json', 'print {schema, region, window, loadBalancers, targetGroups, leftOut, problems, plan}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: DiscoverFlags) => {
      host.finish(await run(flags, host));
    });
}

async function run(flags: DiscoverFlags, host: CommandHost): Promise<ExitCode> {
  const { context, deps } = host;
  const { io, style, columns, now } = context;
  const { profile, json, yaml, write, dryRun = false } = flags;
  refuseTogether(flags);
  const windowSeconds = readLast(flags.last ?? DEFAULT_LAST);
  const maxCost = readMaxCost(flags.maxCost);
  const files = write ? await filesToWrite(flags, deps.files) : undefined;
  const { environments, problems } = await environmentsFor(flags, files, deps.files);
  const region = regionOf(flags, environments);
  const open = await deps.account();
  const account = await open({ ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) });
  const progress = io.progress(`listing target groups in ${account.region}`);
  const allowance = new Allowance(maxCost, flags.yes, host, progress);
  try {
    if (flags.plan) {
      const { least, most } = await planDiscovery(account.reader);
      progress.done();
      const shown = { schema: 1, region: account.region, least, most };
      io.out(json ? `${JSON.stringify(shown, null, 2)}\n` : planReport(least, most));
      return 0;
    }
    const began = deps.clock.now();
    const found = await discover(account.reader, {
      region: account.region,
      now: now.getTime() / 1000,
      windowSeconds,
      environments: environments.filter((environment) => environment.region === account.region),
      progress: (read, of, calls) => {
        progress.update(`${read} of ${of} target groups read${timeLeft(calls, deps.clock.now() - began)}`);
      },
      approve: (spending) => allowance.allows(spending),
    });
    const discovery = { ...found, problems: [...found.problems, ...problems] };
    const date = now.toISOString().slice(0, 10);
    if (files) progress.update(`merging into ${onOneLine(files.path)}`);
    const written =
      files &&
      (await writeDiscovery(files, discovery, { date, dryRun }, deps.files).catch((error: unknown) => {
        progress.done();
        // Why nothing could be written may be that too little could be read.
        const [shown, rest] = [discovery.problems.slice(0, MOST_PROBLEMS), discovery.problems.slice(MOST_PROBLEMS)];
        for (const problem of shown) io.warn(`holdband: ${onOneLine(problem)}`);
        if (rest.length > 0) io.warn(`holdband: ${rest.length} more could not be read`);
        throw error;
      }));
    progress.done();
    if (json) {
      const all = { ...discoveryJson(discovery), ...(written && { written: writtenJson(written) }) };
      io.out(`${JSON.stringify(all, null, 2)}\n`);
    } else if (written) io.out(writtenReport(discovery, written, { style, columns }));
    else if (yaml) printYaml(discovery, environments, io);
    else io.out(discoveryReport(discovery, { style, columns }));
    allowance.check();
    return written ? exitCodeOf(written, io) : 0;
  } finally {
    progress.done();
    account.close();
  }
}

function refuseTogether({ json, yaml, write, dryRun, plan }: DiscoverFlags): void {
  const refuse = (where: string, message: string) => {
    throw new InputError('OptionInvalid', { where, message });
  };
  if (yaml && json) refuse('--yaml', 'cannot be given together with --json');
  if (yaml && write) refuse('--yaml', 'cannot be given together with --write');
  if (plan && yaml) refuse('--plan', 'cannot be given together with --yaml');
  if (plan && write) refuse('--plan', 'cannot be given together with --write');
  if (dryRun && !write) refuse('--dry-run', 'needs --write');
}

/** Those that are compared with the account, the one that is written to, where one is; and what the lock lacks of them. */
async function environmentsFor(
  flags: DiscoverFlags,
  written: FilesToWrite | undefined,
  files: FileAccess,
): Promise<{ readonly environments: readonly Environment[]; readonly problems: readonly string[] }> {
  const configured = written ? written.config && written : await chosenConfig(flags, files);
  if (!configured?.config) return { environments: [], problems: [] };
  // Whoever looks up what a match finds has to do without what the lock lacks; who writes the lock puts it right.
  const known = resolveKnown(configured.config, configured.lock, written?.environment ?? flags.environment);
  return {
    environments: known.environments,
    problems: written ? [] : known.problems.map(({ where, message }) => `${where}: ${message}`),
  };
}

function printYaml(discovery: Discovery, environments: readonly Environment[], io: IoHost): void {
  const names = environments.flatMap(({ targets }) => targets.map(({ name }) => name));
  io.out(discoveryYaml(discovery, names));
  for (const problem of discovery.problems) io.warn(`holdband: ${onOneLine(problem)}`);
}

/** What could not be read this time is no fault of the config; a match that names none or several target groups is. */
function exitCodeOf({ unresolved }: Written, io: IoHost): ExitCode {
  for (const { message } of unresolved) io.warn(`holdband: ${onOneLine(message)}`);
  return unresolved.some(({ kind }) => kind !== 'unread') ? 2 : 0;
}

function readLast(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 3600 && seconds <= LONGEST) return seconds;
  const message = `is ${JSON.stringify(text)}, allowed: a duration from 1h to 12h`;
  throw new InputError('OptionInvalid', { where: '--last', message });
}

/** That of the one environment that is meant, where no other is given. */
function regionOf(flags: DiscoverFlags, environments: readonly Environment[]): string | undefined {
  const [only, ...others] = environments;
  if (flags.region === undefined) return others.length === 0 ? only?.region : undefined;
  requireRegion(flags.region, flags, environments);
  return flags.region;
}
