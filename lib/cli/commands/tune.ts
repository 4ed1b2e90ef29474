import { Command } from 'commander';
import { planSettings, tune, tuneSettings } from '../../core/backtest/tune.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { parseDuration } from '../../core/units.ts';
import type { CommandHost } from '../program.ts';
import { tuningJson, tuningReport } from '../reporters/tuning.ts';
import { configuredTarget, DEFAULT_CONFIG } from './configured-targets.ts';
import { addHistoryOptions, type HistoryFlags, requireHistoryOptions } from './history-options.ts';
import { readPastTraffic } from './past-traffic.ts';

const EXAMPLES = `
Examples:
  $ holdband tune --target orders --access-logs logs/ --incidents incidents.json
  $ holdband tune --target orders --recording past.ndjson.gz --objectives 0.5s,0.8s,1.5s --shares 2,5,10

The alarms of the target are planned for each objective with each share, and replayed as they
would be deployed. What is configured is always among them. Without incidents there is no
choice: the fewest pages has the alarm that never fires.
--json prints {"schema": 1, "target", "settings", "choice", "why", ...}; docs/backtest.md tells
the rest.`;

/** As many settings as a person can look through. */
const MOST_SETTINGS = 200;

interface TuneFlags extends HistoryFlags {
  readonly target: string;
  readonly config?: string;
  readonly environment?: string;
  readonly objectives?: string;
  readonly shares?: string;
  readonly json?: boolean;
}

/** `holdband tune`: which objective and share past traffic and incidents support. */
export function tuneCommand(host: CommandHost): Command {
  const command = new Command('tune')
    .summary('replay one target with a range of objectives and shares')
    .description('Says for one target what pages, minutes and catches a range of objectives and shares would have had.')
    .requiredOption('--target <NAME>', 'target of the config')
    .option('--config <FILE>', `config file (default: ${DEFAULT_CONFIG})`)
    .option('--environment <NAME>', 'where several environments have the target')
    .option('--objectives <LIST>', 'durations such as 0.5s,0.8s (default: half to three times the configured one)')
    .option('--shares <LIST>', 'percentages such as 2,5,10 (default: 2,5,10)');
  return addHistoryOptions(command)
    .option('--json', 'print {schema, target, settings, choice, why}')
    .option('--profile <NAME>', 'AWS profile, for --live')
    .option('--region <REGION>', 'AWS Region, for --live (default: that of the environment)')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: TuneFlags) => {
      await runTune(flags, host);
      host.finish(0);
    });
}

async function runTune(flags: TuneFlags, host: CommandHost): Promise<void> {
  const { io, style, columns } = host.context;
  const options = requireHistoryOptions(flags);
  const problems: InputProblem[] = [];
  const objectives = listOf(
    '--objectives',
    flags.objectives,
    objective,
    'durations above 0 such as 0.5s,0.8s',
    problems,
  );
  const shares = listOf('--shares', flags.shares, share, 'percentages above 0 and below 100 such as 2,5,10', problems);
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  const { environment, target } = await configuredTarget(flags.target, flags, host.deps.files);
  const settings = tuneSettings(target, objectives, shares);
  if (settings.length > MOST_SETTINGS) {
    const message = `with --shares makes ${settings.length} settings, allowed: at most ${MOST_SETTINGS}`;
    throw new InputError('OptionInvalid', { where: '--objectives', message });
  }
  const planned = planSettings(target, settings);
  const place = { region: flags.region ?? environment.region, ...(flags.profile && { profile: flags.profile }) };
  const alarms = planned.flatMap((setting) => setting.alarms);
  const past = await readPastTraffic(options, alarms, place, host);
  const progress = io.progress(`replaying ${settings.length} settings`);
  const tuning = (() => {
    try {
      return tune(target, planned, past.history, past.incidents);
    } finally {
      progress.done();
    }
  })();
  if (flags.json) io.out(`${JSON.stringify(tuningJson(target.name, tuning, past.history), null, 2)}\n`);
  else io.out(tuningReport(target.name, tuning, past.history, { style, columns }));
}

function listOf(
  where: string,
  text: string | undefined,
  parse: (item: string) => number | undefined,
  allowed: string,
  problems: InputProblem[],
): number[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').flatMap((item) => {
    const value = parse(item.trim());
    if (value !== undefined) return [value];
    problems.push({ where, message: `holds ${JSON.stringify(item)}, allowed: ${allowed}` });
    return [];
  });
}

function objective(item: string): number | undefined {
  const seconds = parseDuration(item);
  return seconds !== undefined && seconds > 0 ? seconds : undefined;
}

function share(item: string): number | undefined {
  const percent = /^\d+(\.\d+)?%?$/.test(item) ? Number(item.replace('%', '')) : Number.NaN;
  return percent > 0 && percent < 100 ? percent : undefined;
}
