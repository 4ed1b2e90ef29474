import { Command, Option } from 'commander';
import { backtest, nameOfRecord } from '../../core/backtest/backtest.ts';
import type { Side } from '../../core/diff/model.ts';
import { DEPLOYED } from '../../core/diff/read-side.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import { backtestReport } from '../reporters/backtest.ts';
import { backtestJson } from '../reporters/backtest-json.ts';
import { readParameters } from './diff-options.ts';
import { addHistoryOptions, type HistoryFlags, requireHistoryOptions } from './history-options.ts';
import { readPastTraffic } from './past-traffic.ts';

const EXAMPLES = `
SOURCE is a template (JSON or YAML), a cdk.out folder, git:REV:PATH, the JSON of
'aws cloudwatch describe-alarms', or deployed (what the account has now).

Examples:
  $ holdband backtest --alarms cdk.out --access-logs logs/
  $ holdband backtest --alarms deployed --live --record past.ndjson.gz
  $ holdband backtest --alarms template.yaml --recording past.ndjson.gz --incidents incidents.json
  $ holdband backtest --alarms alarms.json --access-logs logs/ --from 2026-11-16T20:00Z --json

--json prints {"schema": 1, "from", "to", "alarms": [{"name", "targetGroup", "episodes", "pages",
"minutesInAlarm", "minutesObserved", ...}], ...}. An alarm that cannot be replayed says why, the
others run. docs/backtest.md tells the rest.`;

interface BacktestFlags extends HistoryFlags {
  readonly alarms: string;
  readonly parameters: readonly string[];
  readonly json?: boolean;
}

/** `holdband backtest`: what alarms would have done over past traffic. */
export function backtestCommand(host: CommandHost): Command {
  const collect = (text: string, all: readonly string[]) => [...all, text];
  const command = new Command('backtest')
    .summary('replay alarms over past traffic: pages, minutes in ALARM, what they would have caught')
    .description('Says whom alarms would have called over past traffic, minute by minute as CloudWatch would have.')
    .requiredOption('--alarms <SOURCE>', 'alarms to replay')
    .addOption(
      new Option('--parameters <NAME=VALUE>', 'value of a parameter, Stack:Name=Value for one stack; repeatable')
        .argParser(collect)
        .default([], 'the defaults of the templates'),
    );
  return addHistoryOptions(command)
    .option('--json', 'print {schema, from, to, source, alarms, gaps, notes}')
    .option('--profile <NAME>', 'AWS profile, for deployed and --live')
    .option('--region <REGION>', 'AWS Region, for deployed and --live')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: BacktestFlags) => {
      await runBacktest(flags, host);
      host.finish(0);
    });
}

async function runBacktest(flags: BacktestFlags, host: CommandHost): Promise<void> {
  const { io, style, columns, now } = host.context;
  const options = requireHistoryOptions(flags);
  const side = await readAlarms(flags, host);
  const past = await readPastTraffic(options, side.alarms, flags, host);
  const progress = io.progress(`replaying ${side.alarms.length} alarms`);
  const result = (() => {
    try {
      return backtest(side.alarms, past.history, past.incidents);
    } finally {
      progress.done();
    }
  })();
  const answer = { ...result, notes: [...side.notes, ...result.notes] };
  const facts = {
    source: past.history.source,
    gaps: past.history.gaps,
    ...(past.recordedAt !== undefined && { recordedAt: past.recordedAt }),
    now: now.getTime() / 1000,
    composites: new Set(side.alarms.filter(({ kind }) => kind === 'composite').map(nameOfRecord)),
  };
  if (flags.json) io.out(`${JSON.stringify(backtestJson(answer, facts), null, 2)}\n`);
  else io.out(backtestReport(answer, facts, { style, columns }));
}

async function readAlarms(flags: BacktestFlags, { context, deps }: CommandHost): Promise<Side> {
  const { alarms: source, profile, region } = flags;
  const problems: InputProblem[] = [];
  const parameters = readParameters('--parameters', flags.parameters, problems);
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  const readSide = await deps.readSide();
  const opened =
    source === DEPLOYED
      ? await (await deps.account())({
          ...(profile !== undefined && { profile }),
          ...(region !== undefined && { region }),
        })
      : undefined;
  const progress = context.io.progress(`reading ${source}`);
  try {
    return await readSide(source, {
      cwd: context.cwd,
      parameters,
      ...(opened && { account: async () => opened.reader }),
    });
  } finally {
    progress.done();
    opened?.close();
  }
}
