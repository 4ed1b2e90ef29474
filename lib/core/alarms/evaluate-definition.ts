import { parseStatistic } from '../statistics/statistic.ts';
import type { AlarmDefinition } from './definition.ts';
import type { MetricAlarm } from './evaluate-alarm.ts';
import { mathSource } from './evaluate-read-math.ts';

/** Id of the definition's expression among its queries; metrics of plans have other ids. */
const EXPRESSION_ID = 'alarm0';

/** An alarm of a plan as the evaluator takes it; its series go by the ids of its metrics. */
export function evaluatedAlarm(definition: AlarmDefinition): MetricAlarm {
  const { name, metrics, expression } = definition;
  const queries = [
    ...metrics.map(({ id }) => ({ id, returnData: false })),
    { id: EXPRESSION_ID, expression, returnData: true },
  ];
  const statistics = new Map(metrics.map(({ id, stat }) => [id, parseStatistic(stat)]));
  return {
    name,
    source: mathSource(queries, statistics, name),
    periodSeconds: definition.periodSeconds,
    evaluationPeriods: definition.evaluationPeriods,
    datapointsToAlarm: definition.datapointsToAlarm,
    comparison: definition.comparison,
    threshold: definition.threshold,
    treatMissingData: definition.treatMissingData,
    lowSamples: 'evaluate',
  };
}
