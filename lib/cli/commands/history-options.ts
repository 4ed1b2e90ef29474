import type { Command } from 'commander';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { parseTime, TIME_ALLOWED } from './triage-options.ts';

/** The options as commander hands them over. */
export interface HistoryFlags {
  readonly accessLogs?: readonly string[];
  readonly recording?: string;
  readonly live?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly incidents?: string;
  readonly record?: string;
  readonly maxCost?: string;
  readonly yes?: boolean;
  readonly profile?: string;
  readonly region?: string;
}

/** Where past traffic comes from. */
export type HistorySource =
  | { readonly kind: 'access-logs'; readonly paths: readonly string[] }
  | { readonly kind: 'recording'; readonly file: string }
  | { readonly kind: 'live' };

/** The options as they are meant. Times are epoch seconds. */
export interface HistoryOptions {
  readonly source: HistorySource;
  readonly from?: number;
  readonly to?: number;
  /** File with incidents. */
  readonly incidents?: string;
  /** File to write a recording to. */
  readonly record?: string;
  /** Dollars that a live read may cost without a question. */
  readonly maxCost: number;
  /** Whether the question is answered already. */
  readonly yes: boolean;
}

const MAX_COST = 1;

/** Adds the options of every command that replays alarms over past traffic. */
export function addHistoryOptions(command: Command): Command {
  return command
    .option('--access-logs <PATH...>', 'past traffic: access logs of Application Load Balancers, files or folders')
    .option('--recording <FILE>', 'past traffic: a recording that --record wrote')
    .option('--live', 'past traffic: GetMetricData, by the minute, at most 15 days')
    .option('--from <TIME>', 'start of the past (default: all there is; --live: 15 days ago)')
    .option('--to <TIME>', 'end of the past (default: all there is; --live: now)')
    .option('--incidents <FILE>', 'JSON of what really happened: [{"start", "end", "note"}]')
    .option('--record <FILE>', 'keep what was read: gzip, a series a line')
    .option('--max-cost <DOLLARS>', 'ask before a live read that costs more', String(MAX_COST))
    .option('--yes', 'do not ask what a live read may cost');
}

/**
 * @returns `undefined` where no source was named
 * @throws InputError naming every option that cannot be used
 */
export function readHistoryOptions(flags: HistoryFlags): HistoryOptions | undefined {
  const problems: InputProblem[] = [];
  const refuse = (where: string, message: string) => void problems.push({ where, message });
  const sources = sourcesOf(flags);
  const [source, other] = sources;
  if (other) refuse(optionOf(other), `cannot stand beside ${optionOf(source as HistorySource)}: one past at a time`);
  if (!source) {
    for (const [option, given] of [
      ['--incidents', flags.incidents],
      ['--record', flags.record],
      ['--from', flags.from],
      ['--to', flags.to],
    ]) {
      if (given !== undefined) refuse(option as string, `needs past traffic: ${SOURCES}`);
    }
  }
  if (source?.kind === 'recording' && flags.record !== undefined) {
    refuse('--record', `is of no use beside --recording: ${source.file} is a recording`);
  }
  const time = (where: string, text: string | undefined) => {
    const read = text === undefined ? undefined : parseTime(text);
    if (text !== undefined && read === undefined) {
      refuse(where, `is ${JSON.stringify(text)}, allowed: ${TIME_ALLOWED}`);
    }
    return read;
  };
  const from = time('--from', flags.from);
  const to = time('--to', flags.to);
  if (from !== undefined && to !== undefined && from >= to) {
    refuse('--to', `is ${JSON.stringify(flags.to)}, allowed: a time after --from ${JSON.stringify(flags.from)}`);
  }
  const maxCost = Number(flags.maxCost ?? MAX_COST);
  if (!(maxCost >= 0) || flags.maxCost?.trim() === '') {
    refuse('--max-cost', `is ${JSON.stringify(flags.maxCost)}, allowed: dollars such as 2.5, 0 and above`);
  }
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  if (!source) return undefined;
  const { incidents, record, yes = false } = flags;
  return {
    source,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(incidents !== undefined && { incidents }),
    ...(record !== undefined && { record }),
    maxCost,
    yes,
  };
}

const SOURCES = '--access-logs PATH..., --recording FILE or --live';

/** @throws InputError as {@link readHistoryOptions}, and where no source was named */
export function requireHistoryOptions(flags: HistoryFlags): HistoryOptions {
  const options = readHistoryOptions(flags);
  if (options) return options;
  throw new InputError('OptionInvalid', { where: 'past traffic', message: `is missing: give ${SOURCES}` });
}

/** A source as it was named on the command line, for errors. */
export function optionOf(source: HistorySource): string {
  switch (source.kind) {
    case 'access-logs':
      return '--access-logs';
    case 'recording':
      return '--recording';
    case 'live':
      return '--live';
  }
}

function sourcesOf({ accessLogs, recording, live }: HistoryFlags): HistorySource[] {
  return [
    ...(accessLogs ? [{ kind: 'access-logs' as const, paths: accessLogs }] : []),
    ...(recording === undefined ? [] : [{ kind: 'recording' as const, file: recording }]),
    ...(live ? [{ kind: 'live' as const }] : []),
  ];
}
