import { type AnalyseOptions, analyse } from '../../../lib/core/diff/analyse.ts';
import type { AlarmRecord, DiffFinding, DiffReport, RecordKind, Side } from '../../../lib/core/diff/model.ts';

type Settings = Readonly<Record<string, unknown>>;

export const NOW = new Date('2026-11-21T12:00:00Z');
export const TOPIC = 'arn:aws:sns:us-east-2:111122223333:on-call';
export const OTHER_TOPIC = 'arn:aws:sns:us-east-2:111122223333:tickets';

export const ORDERS = [
  { Name: 'LoadBalancer', Value: 'app/shop/1' },
  { Name: 'TargetGroup', Value: 'targetgroup/orders/2' },
];

/** An alarm that no rule has anything to say about: slow answers of a target group, 3 of 3 minutes. */
export function alarmOf(settings: Settings = {}, place: Partial<AlarmRecord> = {}): AlarmRecord {
  const properties = {
    AlarmName: 'orders-slow',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: ORDERS,
    ExtendedStatistic: 'p90',
    Period: 60,
    EvaluationPeriods: 3,
    Threshold: 0.8,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions: [TOPIC],
    ...settings,
  };
  return recordOf('metric', properties, place);
}

/** A composite that tells the topic. */
export function compositeOf(rule: unknown, settings: Settings = {}, place: Partial<AlarmRecord> = {}): AlarmRecord {
  return recordOf('composite', { AlarmName: 'page', AlarmRule: rule, AlarmActions: [TOPIC], ...settings }, place);
}

/** An alarm with these settings and no others; those that are `undefined` are not there. */
export function recordOf(kind: RecordKind, settings: Settings, place: Partial<AlarmRecord> = {}): AlarmRecord {
  const properties = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  const { AlarmName: name } = properties;
  return {
    stack: 'shop',
    logicalId: typeof name === 'string' ? name : 'Alarm',
    kind,
    ...(typeof name === 'string' && { name }),
    properties,
    ...place,
  };
}

export function sideOf(alarms: readonly AlarmRecord[], label = 'side'): Side {
  return { label, alarms, notes: [] };
}

export function report(
  before: readonly AlarmRecord[],
  after: readonly AlarmRecord[],
  options: Partial<AnalyseOptions> = {},
): DiffReport {
  return analyse(sideOf(before, 'base'), sideOf(after, 'head'), { now: NOW, ...options });
}

/** What one rule finds, without its name. */
export function findingsOf(
  rule: string,
  before: readonly AlarmRecord[],
  after: readonly AlarmRecord[],
  options: Partial<AnalyseOptions> = {},
): Omit<DiffFinding, 'rule'>[] {
  return report(before, after, options)
    .findings.filter((finding) => finding.rule === rule)
    .map(({ rule: _, ...finding }) => finding);
}
