import { parse } from 'yaml';
import { evaluateAlarm } from '../../../lib/core/alarms/evaluate.ts';
import type { EvaluationOptions, InputSeries } from '../../../lib/core/alarms/evaluate-alarm.ts';
import { readAlarm } from '../../../lib/core/alarms/evaluate-read-alarm.ts';
import type { Evaluation } from '../../../lib/core/alarms/evaluate-result.ts';
import { parseSeriesNotation } from '../../../lib/core/alarms/series-notation.ts';

/** What a scenario expects at one moment: `6m` after the start of its series. */
export interface Expectation {
  readonly at: string;
  readonly state: string;
  /** Start of the evaluation's own reason. */
  readonly because?: string;
  /** State of the other reading of the evaluation range. */
  readonly undefined?: string;
}

export interface Scenario {
  readonly story: string;
  readonly evaluation: Evaluation;
  readonly expect: readonly Expectation[];
}

interface ScenarioFile {
  readonly story: string;
  readonly alarm: Readonly<Record<string, unknown>>;
  /** Seconds a value of the series stands for. Default: the alarm's period. */
  readonly every?: number;
  readonly series: string | Readonly<Record<string, string>>;
  readonly sampleCounts?: string;
  /** Seconds until each value can be read, in the same notation; late data. */
  readonly lateBy?: string;
  readonly options?: EvaluationOptions;
  readonly expect: readonly Expectation[];
}

const DEFAULTS = { AlarmName: 'scenario', Statistic: 'Sum', ComparisonOperator: 'GreaterThanThreshold' };

/** Reads a scenario and runs it. Its alarm is one of CloudWatch's, with a sum above the threshold unless it says otherwise. */
export function runScenario(text: string, file: string): Scenario {
  const scenario = parse(text) as ScenarioFile;
  const given = Object.fromEntries(
    Object.entries(scenario.alarm).map(([key, value]) => [key.charAt(0).toUpperCase() + key.slice(1), value]),
  );
  const { Statistic, ...others } = DEFAULTS;
  const statistic = 'Metrics' in given || 'ExtendedStatistic' in given ? {} : { Statistic };
  const alarm = readAlarm(JSON.stringify({ ...others, ...statistic, ...given }), file);
  const every = scenario.every ?? alarm.periodSeconds;
  const counts = scenario.sampleCounts && { sampleCounts: parseSeriesNotation(scenario.sampleCounts) };
  const late = scenario.lateBy && parseSeriesNotation(scenario.lateBy);
  const seriesOf = (notation: string): InputSeries => ({
    periodSeconds: every,
    start: 0,
    values: parseSeriesNotation(notation),
    ...counts,
    ...(late && { visibleFrom: late.map((seconds, i) => (i + 1) * every + seconds) }),
  });
  const series =
    typeof scenario.series === 'string'
      ? seriesOf(scenario.series)
      : new Map(Object.entries(scenario.series).map(([id, notation]) => [id, seriesOf(notation)] as const));
  return { story: scenario.story, evaluation: evaluateAlarm(alarm, series, scenario.options), expect: scenario.expect };
}

/** The evaluation at `6m` or `90s` after the start. */
export function indexAt(evaluation: Evaluation, at: string): number {
  const match = /^(\d+)(s|m|h)$/.exec(at);
  if (!match) throw new SyntaxError(`"${at}" is no time; write 90s, 6m or 2h`);
  const seconds = Number(match[1]) * { s: 1, m: 60, h: 3600 }[match[2] as 's' | 'm' | 'h'];
  for (let index = 0; index < evaluation.length; index++) if (evaluation.at(index) === seconds) return index;
  throw new RangeError(`there is no evaluation at ${at}; the last is at ${evaluation.at(evaluation.length - 1)} s`);
}
