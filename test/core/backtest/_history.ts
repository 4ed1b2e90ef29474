import type { History, Stretch } from '../../../lib/core/backtest/model.ts';
import { storedHistory } from '../../../lib/core/backtest/stored-history.ts';
import type { AlarmRecord } from '../../../lib/core/diff/model.ts';
import { alarmKind } from '../../../lib/core/diff/settings.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';

export const START = Date.UTC(2026, 10, 16, 9) / 1000;
export const DIMENSIONS = {
  TargetGroup: 'targetgroup/orders/943f017f100becff',
  LoadBalancer: 'app/edge/50dc6c495c0c9188',
};
export const ACTION = 'arn:aws:sns:us-east-2:111122223333:page';

/** Response times by minute; `undefined` is a minute without requests. */
export function historyOf(minutes: readonly (readonly number[] | undefined)[], gaps: readonly Stretch[] = []): History {
  const stored = new Map(
    minutes.flatMap((samples, i) => (samples ? [[START + 60 * i, StoredDistribution.of(samples)] as const] : [])),
  );
  const metric = {
    namespace: 'AWS/ApplicationELB',
    name: 'TargetResponseTime',
    dimensions: DIMENSIONS,
    minutes: stored,
  };
  return storedHistory({ from: START, to: START + 60 * minutes.length, source: 'simulation', metrics: [metric], gaps });
}

export function minute(index: number): number {
  return START + 60 * index;
}

/** A latency alarm: p95 above 0.8 s in one minute, unless told otherwise. */
export function anAlarm(name: string, properties: Readonly<Record<string, unknown>> = {}): AlarmRecord {
  const settings = {
    AlarmName: name,
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: Object.entries(DIMENSIONS).map(([Name, Value]) => ({ Name, Value })),
    ExtendedStatistic: 'p95',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'notBreaching',
    AlarmActions: [ACTION],
    ...properties,
  };
  return record('AWS::CloudWatch::Alarm', name, settings);
}

export function aComposite(
  name: string,
  rule: string,
  properties: Readonly<Record<string, unknown>> = {},
): AlarmRecord {
  const settings = { AlarmName: name, AlarmRule: rule, AlarmActions: [ACTION], ...properties };
  return record('AWS::CloudWatch::CompositeAlarm', name, settings);
}

function record(
  type: 'AWS::CloudWatch::Alarm' | 'AWS::CloudWatch::CompositeAlarm',
  name: string,
  properties: Readonly<Record<string, unknown>>,
): AlarmRecord {
  return { stack: '', logicalId: name, name, kind: alarmKind(type, properties), properties };
}
