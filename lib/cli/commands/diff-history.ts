import { concernedAlarms, withHistory } from '../../core/diff/history.ts';
import type { DiffReport, Side } from '../../core/diff/model.ts';
import type { CommandHost } from '../program.ts';
import type { HistoryFlags, HistoryOptions } from './history-options.ts';
import { readPastTraffic } from './past-traffic.ts';

/**
 * A report with what past traffic would have made of its changes.
 *
 * @throws InputError as reading past traffic does
 */
export async function withPastTraffic(
  report: DiffReport,
  [before, after]: readonly [Side, Side],
  options: HistoryOptions,
  flags: HistoryFlags,
  host: CommandHost,
): Promise<DiffReport> {
  const concerned = concernedAlarms(report, before, after);
  const alarms = [...concerned.before, ...concerned.after];
  // A recording of it would be empty, and reading it could cost money for nothing.
  if (alarms.length === 0) return report;
  const { history, incidents, recordedAt } = await readPastTraffic(options, alarms, flags, host);
  const progress = host.context.io.progress(`replaying ${alarms.length} alarms`);
  try {
    return withHistory(report, concerned, {
      history,
      ...(incidents && { incidents }),
      ...(recordedAt !== undefined && { recordedAt }),
      now: host.context.now.getTime() / 1000,
    });
  } finally {
    progress.done();
  }
}
