import type { AlarmRecord, DiffReport, PropertyChange, ReportedChange } from '../../../../lib/core/diff/model.ts';

/** An alarm with nothing but who it is; reports read settings from the changes. */
export function alarm(logicalId: string, over: Partial<AlarmRecord> = {}): AlarmRecord {
  return { stack: 'Latency', logicalId, kind: 'metric', name: `prod-${logicalId}`, properties: {}, ...over };
}

export function change(logicalId: string, over: Partial<ReportedChange> = {}): ReportedChange {
  const { kind = 'changed', direction = 'looser' } = over;
  return {
    kind,
    direction,
    ...(kind !== 'added' && { before: alarm(logicalId) }),
    ...(kind !== 'removed' && { after: alarm(logicalId) }),
    properties: [threshold(5, 9)],
    consequence: 'earliest possible page 3 min, was 2 min',
    ...over,
  };
}

export function threshold(before: unknown, after: unknown): PropertyChange {
  return { name: 'Threshold', before, after, direction: 'looser' };
}

export function report(changes: readonly ReportedChange[], over: Partial<DiffReport> = {}): DiffReport {
  const cost = (dollars: number) => ({ alarmMetrics: 36, composites: 0, dollars, pricesAsOf: '2026-11' });
  return {
    base: 'git:main:cdk.out',
    head: 'cdk.out',
    changes,
    findings: [],
    cost: { before: cost(3.6), after: cost(4.1) },
    alarms: { before: 23, after: 24 },
    notes: [],
    ...over,
  };
}
