import { readIncidents } from '../../core/backtest/incidents.ts';
import { requireRelated, type TrafficPlace } from '../../core/backtest/known-metrics.ts';
import type { History, Incident } from '../../core/backtest/model.ts';
import type { RecordingContent, RecordingHeader } from '../../core/backtest/recording.ts';
import type { AlarmRecord } from '../../core/diff/model.ts';
import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import { type HistoryOptions, optionOf } from './history-options.ts';
import { readLive } from './past-traffic-live.ts';

/** Past traffic with what is known of it. */
export interface PastTraffic extends TrafficPlace {
  readonly history: History;
  readonly incidents?: readonly Incident[];
  /** When it was recorded, ISO time. @default - it was read just now */
  readonly recordedAt?: string;
}

/** What reading a source brought; `content` where it can be kept. */
export interface ReadTraffic extends PastTraffic {
  readonly silent?: readonly string[];
  readonly content?: RecordingContent;
}

/**
 * Reads past traffic for alarms from where the options say, and keeps it where they say so.
 *
 * @throws InputError where the source cannot be used, or has nothing to do with the alarms
 */
export async function readPastTraffic(
  options: HistoryOptions,
  alarms: readonly AlarmRecord[],
  flags: { readonly profile?: string; readonly region?: string },
  host: CommandHost,
): Promise<PastTraffic> {
  const { io, cwd } = host.context;
  // First, for a slip in a small file should not cost a long read.
  const incidents = options.incidents === undefined ? undefined : await incidentsOf(options.incidents, host);
  const progress = io.progress('reading past traffic');
  const read = await readSource(options, alarms, flags, host, (text) => progress.update(text)).finally(() =>
    progress.done(),
  );
  const { source } = options;
  const where = source.kind === 'recording' ? source.file : optionOf(source);
  requireRelated(alarms, read.history, where, read);
  if (options.record !== undefined && read.content) {
    const keeping = io.progress(`writing ${options.record}`);
    const files = await host.deps.recordings();
    await files.write(options.record, cwd, headerOf(read, host), read.content).finally(() => keeping.done());
    io.note(`recorded in ${options.record}`);
  }
  const { history, account, region, recordedAt } = read;
  return {
    history,
    ...(incidents && { incidents }),
    ...(recordedAt !== undefined && { recordedAt }),
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
  };
}

async function incidentsOf(file: string, { deps, context }: CommandHost): Promise<Incident[]> {
  return file === '-'
    ? readIncidents(await context.readStdin(), 'standard input')
    : readIncidents(await deps.files.readText(file), file);
}

function headerOf({ history, account, region, silent = [] }: ReadTraffic, { context }: CommandHost): RecordingHeader {
  const { from, to, gaps, notes, source } = history;
  return {
    from,
    to,
    ...(account !== undefined && { account }),
    ...(region !== undefined && { region }),
    source: source === 'live' ? 'live' : 'access-logs',
    recordedAt: context.now.toISOString(),
    gaps,
    notes,
    silent,
  };
}

async function readSource(
  options: HistoryOptions,
  alarms: readonly AlarmRecord[],
  flags: { readonly profile?: string; readonly region?: string },
  host: CommandHost,
  progress: (text: string) => void,
): Promise<ReadTraffic> {
  const { source, from, to } = options;
  const { deps, context } = host;
  switch (source.kind) {
    case 'access-logs': {
      const window = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
      const readAccessLogHistory = await deps.accessLogHistory();
      const { metrics, ...read } = await readAccessLogHistory(source.paths, { ...window, cwd: context.cwd }, progress);
      return { ...read, content: { metrics, series: [] } };
    }
    case 'recording': {
      progress(`reading ${source.file}`);
      const { header, history } = await (await deps.recordings()).read(source.file, context.cwd);
      const { account, region, recordedAt } = header;
      return {
        history: within(history, options, source.file),
        recordedAt,
        ...(account !== undefined && { account }),
        ...(region !== undefined && { region }),
      };
    }
    case 'live':
      return readLive(options, alarms, flags, host, progress);
  }
}

/** @throws InputError where nothing of the recording is left */
function within(history: History, { from = history.from, to = history.to }: HistoryOptions, where: string): History {
  const [first, last] = [Math.max(from, history.from), Math.min(to, history.to)];
  if (first < last) return { ...history, from: first, to: last };
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString().replace('.000', '');
  const message = `holds nothing between --from and --to: it is of ${iso(history.from)} to ${iso(history.to)}`;
  throw new InputError('HistoryEmpty', { where, message });
}
