import { Command } from 'commander';
import { evaluateAlarm } from '../../core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../../core/alarms/evaluate-alarm.ts';
import { readAlarm } from '../../core/alarms/evaluate-read-alarm.ts';
import { readSeries } from '../../core/alarms/evaluate-read-series.ts';
import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import { evaluationJson, evaluationText } from '../reporters/evaluation.ts';

const EXAMPLES = `
The alarm is JSON as 'aws cloudwatch describe-alarms' prints it, or as PutMetricAlarm takes it:
a static threshold on a metric or on metric math. The series is JSON, one for a metric,
by query id for metric math; null is missing, sampleCounts and initialState may be left out:
  {"period": 60, "start": "2026-11-21T09:00:00Z", "values": [1, null, 3],
   "sampleCounts": [120, 0, 95], "initialState": "OK"}
  {"series": {"m1": {"period": 60, ...}, "m2": {...}}, "initialState": "OK"}

Examples:
  $ aws cloudwatch describe-alarms --alarm-names orders > alarm.json
  $ holdband evaluate --alarm alarm.json --series series.json
  $ holdband evaluate --alarm alarm.json --series series.json --last --json

--json prints {"schema": 1, "alarm", "states": [{"at", "state", "datapoints", "undefined"?}], "final"},
one entry per evaluation; "undefined" is there where CloudWatch's evaluation range is not known
and another reading of it gives another state. docs/evaluation.md tells the rules.`;

interface EvaluateOptions {
  readonly alarm: string;
  readonly series: string;
  readonly name?: string;
  readonly last?: boolean;
  readonly json?: boolean;
}

/** `holdband evaluate`: the states CloudWatch would give an alarm over a series. */
export function evaluateCommand(host: CommandHost): Command {
  return new Command('evaluate')
    .summary('evaluate an alarm over a series, as CloudWatch would')
    .description('Evaluates a metric alarm over given data, minute by minute, as CloudWatch would.')
    .requiredOption('--alarm <FILE>', 'JSON file with the alarm, - for standard input')
    .requiredOption('--series <FILE>', 'JSON file with the data, - for standard input')
    .option('--name <NAME>', 'which alarm, where the file holds several')
    .option('--last', 'evaluate once, when the last value has its period closed')
    .option('--json', 'print {schema, alarm, states, final}')
    .addHelpText('after', EXAMPLES)
    .action(async (options: EvaluateOptions) => {
      await runEvaluate(options, host);
      host.finish(0);
    });
}

async function runEvaluate(options: EvaluateOptions, { context, deps }: CommandHost): Promise<void> {
  if (options.alarm === '-' && options.series === '-') {
    throw new InputError('OptionsWrong', { where: '--series', message: 'only one of --alarm and --series can be -' });
  }
  const read = async (path: string) => (path === '-' ? context.readStdin() : deps.files.readText(path));
  const whereOf = (path: string) => (path === '-' ? 'standard input' : path);
  const alarm = readAlarm(await read(options.alarm), whereOf(options.alarm), options.name);
  const { series, initialState } = readSeries(await read(options.series), whereOf(options.series));
  const evaluation = evaluateAlarm(alarm, series, {
    ...(initialState && { initialState }),
    last: options.last === true,
  });
  const all = series instanceof Map ? [...series.values()] : [series as InputSeries];
  if (countsWanted(alarm) && all.some(({ sampleCounts }) => sampleCounts === undefined)) {
    context.io.note('the alarm ignores percentiles of too few samples; without sampleCounts, all count as enough');
  }
  context.io.out(options.json ? evaluationJson(alarm, evaluation) : evaluationText(alarm, evaluation, context.style));
}

function countsWanted({ lowSamples }: MetricAlarm): boolean {
  return lowSamples === 'ignore';
}
