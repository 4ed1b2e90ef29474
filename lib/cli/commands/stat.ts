import { Command } from 'commander';
import { InputError } from '../../core/errors.ts';
import { StoredDistribution } from '../../core/statistics/distribution.ts';
import { computeExact } from '../../core/statistics/exact.ts';
import { readSamples, type SampleList } from '../../core/statistics/read-samples.ts';
import { commonValue, type Sample } from '../../core/statistics/samples.ts';
import { parseStatistic, type Statistic } from '../../core/statistics/statistic.ts';
import type { CommandHost } from '../program.ts';

type Mode = 'as-stored' | 'exact';

interface StatOptions {
  readonly samples: string;
  readonly exact?: boolean;
  readonly json?: boolean;
}

interface StatResult {
  readonly value: number | null;
  readonly sampleCount: number;
}

const EXAMPLES = `
Samples are a JSON array of numbers, [value, count] pairs or statistic sets
{"SampleCount": 3, "Sum": 15, "Minimum": 1, "Maximum": 9}, all of one period.

Examples:
  $ echo '[0.12, 0.4, [2.5, 3], 284.9]' | holdband stat 'TC(0.8:240)' --samples -
  $ holdband stat p99 --samples latencies.json --json
  $ holdband stat 'PR(:0.8)' --samples latencies.json --exact

--json prints {"stat", "value", "mode"}: value is a number, null where CloudWatch
returns no data point, or "NaN" where it returns that (samples of count 0 only);
mode is "as-stored" or "exact".`;

const NOTES: Readonly<Record<Mode, string>> = {
  'as-stored':
    'as stored: CloudWatch keeps counts in bins 10 % wide, not the samples; --exact computes over the samples themselves',
  exact:
    'exact: over the samples themselves; CloudWatch keeps counts in bins and may answer otherwise (without --exact)',
};
const NO_DATA_POINT =
  'there is none of no samples, of a mean over an empty range, and of ranks beside negative values or statistic sets or of less than one sample';

/** `holdband stat`: one CloudWatch statistic over samples from a file or standard input. */
export function statCommand(host: CommandHost): Command {
  return new Command('stat')
    .summary('compute a CloudWatch statistic over samples')
    .description('Computes a CloudWatch statistic over the samples of one period, as CloudWatch would return it.')
    .argument('<STAT>', "statistic, such as p99, tm90, IQM or 'TC(0.8:240)'")
    .requiredOption('--samples <FILE>', 'JSON file with the samples, - for standard input')
    .option('--exact', 'over the samples themselves, not as CloudWatch stores them')
    .option('--json', 'print {stat, value, mode}')
    .addHelpText('after', EXAMPLES)
    .action(async (stat: string, options: StatOptions) => {
      await runStat(stat, options, host);
      host.finish(0);
    });
}

async function runStat(stat: string, options: StatOptions, { context, deps }: CommandHost): Promise<void> {
  const statistic = parseStatistic(stat);
  const fromStdin = options.samples === '-';
  const text = fromStdin ? await context.readStdin() : await deps.files.readText(options.samples);
  const where = fromStdin ? 'standard input' : options.samples;
  const list = readSamples(text, where);
  const mode: Mode = options.exact ? 'exact' : 'as-stored';
  const { value, sampleCount } = mode === 'exact' ? exact(statistic, list, where) : asStored(statistic, list);

  if (options.json) {
    // JSON has no NaN, and null means something else here.
    context.io.out(`${JSON.stringify({ stat, value: Number.isNaN(value) ? 'NaN' : value, mode })}\n`);
    return;
  }
  const samples = sampleCount === 1 ? '1 sample' : `${readable(sampleCount)} samples`;
  const answer = value === null ? 'no data point' : context.style.bold(readable(value));
  context.io.out(`${stat} of ${samples}: ${answer}\n`);
  context.io.note(value === null ? NO_DATA_POINT : NOTES[mode]);
}

function asStored(statistic: Statistic, { samples, statisticSets }: SampleList): StatResult {
  const distribution = StoredDistribution.of(samples);
  for (const set of statisticSets) distribution.addStatisticSet(set);
  return { value: distribution.compute(statistic), sampleCount: distribution.sampleCount };
}

function exact(statistic: Statistic, { samples, statisticSets }: SampleList, where: string): StatResult {
  const known: Sample[] = statisticSets.map((set) => {
    const value = commonValue(set);
    if (value !== undefined) return [value, set.sampleCount];
    const message =
      '--exact needs every sample, and a statistic set of unequal ones does not tell them; leave --exact out';
    throw new InputError('SamplesUnknown', { where, message });
  });
  const all = [...samples, ...known];
  return {
    value: computeExact(statistic, all),
    sampleCount: computeExact({ kind: 'basic', name: 'SampleCount' }, all) ?? 0,
  };
}

/** Ten significant places: all CloudWatch reads, and no float noise. */
function readable(value: number): string {
  return String(Number(value.toPrecision(10)));
}
