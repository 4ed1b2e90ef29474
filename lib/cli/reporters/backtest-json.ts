import type { AlarmReplay, Backtest, Stretch } from '../../core/backtest/model.ts';
import { isoTime } from '../../core/triage/verdict.ts';
import type { BacktestFacts } from './backtest.ts';

/** What `--json` prints: see docs/backtest.md. */
export function backtestJson(
  { from, to, alarms, notes }: Backtest,
  { source, gaps, recordedAt }: BacktestFacts,
): object {
  return {
    schema: 1,
    from: isoTime(from),
    to: isoTime(to),
    source,
    ...(recordedAt !== undefined && { recordedAt }),
    alarms: alarms.map(alarmJson),
    gaps: gaps.map(stretchJson),
    notes,
  };
}

/** One alarm, times as ISO; what could not be replayed says why in `unknown` and among its notes. */
export function alarmJson(alarm: AlarmReplay): object {
  const { name, targetGroup, episodes, pages, minutesInAlarm, minutesObserved, minutesInsufficientData, callsNobody } =
    alarm;
  const { caught, missed, falsePages, medianDelaySeconds, unknown, notes } = alarm;
  return {
    name,
    ...(targetGroup !== undefined && { targetGroup }),
    episodes: episodes.map(({ start, end, ...rest }) => ({ start: isoTime(start), end: isoTime(end), ...rest })),
    pages,
    ...(callsNobody && { callsNobody }),
    minutesInAlarm,
    minutesObserved,
    minutesInsufficientData,
    ...(caught !== undefined && { caught, missed, falsePages }),
    ...(medianDelaySeconds !== undefined && { medianDelaySeconds }),
    ...(unknown !== undefined && { unknown }),
    notes: unknown === undefined ? notes : [`Could not be replayed: ${unknown}.`, ...notes],
  };
}

function stretchJson({ from, to }: Stretch): object {
  return { from: isoTime(from), to: isoTime(to) };
}
