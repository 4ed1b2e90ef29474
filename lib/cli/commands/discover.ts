import { Command } from 'commander';
import { resolveKnown } from '../../core/config/config.ts';
import { InputError } from '../../core/errors.ts';
import { discover } from '../../core/inventory/discover.ts';
import type { Environment } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { CommandHost } from '../program.ts';
import { discoveryJson, discoveryReport } from '../reporters/discovery.ts';
import { discoveryYaml } from '../reporters/discovery-yaml.ts';
import { onOneLine } from '../reporters/plain.ts';
import { type ConfigChoice, chosenConfig } from './configured-targets.ts';

const EXAMPLES = `
Examples:
  $ holdband discover --region us-east-2
  $ holdband discover --environment prod --json
  $ holdband discover --environment prod --yaml

It reads only. GetMetricData is asked once for each target group, for about 110 metrics: $0.0011
each at list prices. --json prints {"schema": 1, "region", "window", "loadBalancers",
"targetGroups", "leftOut", "problems"}; docs/discover.md describes them.`;

interface DiscoverFlags extends ConfigChoice {
  readonly last?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly yaml?: boolean;
  readonly json?: boolean;
}

const DEFAULT_LAST = '3h';
/** With more, one call of GetMetricData would not hold what it asks for. */
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
    .option('--json', 'print {schema, region, window, loadBalancers, targetGroups, leftOut, problems}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: DiscoverFlags) => {
      await run(flags, host);
      host.finish(0);
    });
}

async function run(flags: DiscoverFlags, { context, deps }: CommandHost): Promise<void> {
  const { io, style, columns, now } = context;
  const { profile, json, yaml } = flags;
  if (json && yaml) {
    throw new InputError('OptionInvalid', { where: '--yaml', message: 'cannot be given together with --json' });
  }
  const windowSeconds = readLast(flags.last ?? DEFAULT_LAST);
  const configured = await chosenConfig(flags, deps.files);
  // Whoever looks up what a match finds has to do without what the lock lacks.
  const known = configured && resolveKnown(configured.config, configured.lock, flags.environment);
  const environments = known?.environments ?? [];
  const region = regionOf(flags, environments);
  const open = await deps.account();
  const account = await open({ ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) });
  const progress = io.progress(`listing target groups in ${account.region}`);
  try {
    const discovery = await discover(account.reader, {
      region: account.region,
      now: now.getTime() / 1000,
      windowSeconds,
      environments: environments.filter((environment) => environment.region === account.region),
      progress: (read, of) => progress.update(`${read} of ${of} target groups read`),
    });
    progress.done();
    if (json) io.out(`${JSON.stringify(discoveryJson(discovery), null, 2)}\n`);
    else if (yaml) {
      io.out(
        discoveryYaml(
          discovery,
          environments.flatMap(({ targets }) => targets.map(({ name }) => name)),
        ),
      );
      for (const problem of discovery.problems) io.warn(`holdband: ${onOneLine(problem)}`);
    } else io.out(discoveryReport(discovery, { style, columns }));
  } finally {
    progress.done();
    account.close();
  }
}

function readLast(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds >= 3600 && seconds <= LONGEST) return seconds;
  const message = `is ${JSON.stringify(text)}, allowed: a duration from 1h to 12h`;
  throw new InputError('OptionInvalid', { where: '--last', message });
}

/** That of the one environment that is meant, where no other is given. */
function regionOf({ region, environment }: DiscoverFlags, environments: readonly Environment[]): string | undefined {
  const [only, ...others] = environments;
  if (region === undefined) return others.length === 0 ? only?.region : undefined;
  if (environment === undefined || !only || only.region === region) return region;
  const message = `is ${JSON.stringify(region)}, and ${only.name} is in ${only.region}`;
  throw new InputError('OptionInvalid', { where: '--region', message });
}
