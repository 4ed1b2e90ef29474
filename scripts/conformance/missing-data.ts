import { ALARM_STATES, MISSING_DATA } from '../../lib/core/alarms/definition.ts';
import { evaluateAlarm } from '../../lib/core/alarms/evaluate.ts';
import type { MetricAlarm } from '../../lib/core/alarms/evaluate-alarm.ts';
import type { Answer, EmulatorCase, MissingDataTables } from './truth.ts';

const PERIOD = 300;
const AVERAGE: MetricAlarm['source'] = { kind: 'metric', statistic: { kind: 'basic', name: 'Average' } };
const VALUES = { '0': 0, X: 1, '-': Number.NaN };

/** Every row of the tables under each treatment, from every prior state that a `RETAIN` could keep. */
export function answerTables({ tables }: MissingDataTables): Answer[] {
  return tables.flatMap(({ evaluationPeriods, datapointsToAlarm, evaluationRange, rows }) =>
    rows.flatMap((row) =>
      MISSING_DATA.map((treatMissingData): Answer => {
        const values = Float64Array.from(row.datapointsOldestFirst, (point) => VALUES[point]);
        const got = ALARM_STATES.map((initialState) => {
          const alarm: MetricAlarm = {
            name: 'table',
            source: AVERAGE,
            periodSeconds: PERIOD,
            evaluationPeriods,
            datapointsToAlarm,
            comparison: 'GreaterThanThreshold',
            threshold: 0.5,
            treatMissingData,
            lowSamples: 'evaluate',
          };
          const extraPeriods = evaluationRange - evaluationPeriods;
          const series = { periodSeconds: PERIOD, start: 0, values };
          return evaluateAlarm(alarm, series, { initialState, extraPeriods, last: true }).final;
        });
        const expected = ALARM_STATES.map((prior) =>
          row[treatMissingData] === 'RETAIN' ? prior : row[treatMissingData],
        );
        const name = `${row.datapointsOldestFirst.join(' ')}, ${datapointsToAlarm} of ${evaluationPeriods}, ${treatMissingData}`;
        return { name, expected: expected.join(' '), got: got.join(' ') };
      }),
    ),
  );
}

/** The emulator's cases; their five points are the whole range. */
export function answerEmulator(cases: readonly EmulatorCase[]): Answer[] {
  return cases.map((each): Answer => {
    const alarm: MetricAlarm = {
      name: each.test,
      source: AVERAGE,
      periodSeconds: PERIOD,
      evaluationPeriods: each.EvaluationPeriods,
      datapointsToAlarm: each.DatapointsToAlarm ?? each.EvaluationPeriods,
      comparison: each.ComparisonOperator,
      threshold: each.Threshold,
      treatMissingData: each.treatMissingData,
      lowSamples: 'evaluate',
    };
    const values = Float64Array.from(each.valuesOldestFirst, (value) => value ?? Number.NaN);
    const series = { periodSeconds: PERIOD, start: 0, values };
    const got = evaluateAlarm(alarm, series, { initialState: each.initialState, last: true }).final;
    const name = `${each.pattern.trim()}, ${alarm.datapointsToAlarm} of ${alarm.evaluationPeriods}, ${each.treatMissingData}`;
    return { name, expected: each.expectedState, got };
  });
}
