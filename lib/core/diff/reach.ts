import type { Comparison } from '../alarms/definition.ts';
import { breaches } from '../alarms/evaluate-alarm.ts';
import { comparedMetric, comparisonOf, numberOf } from './alarm-facts.ts';
import { readRule } from './direction-composite.ts';
import { addsUp, keepsUnit, knownMetric } from './metric-facts.ts';
import type { AlarmRecord } from './model.ts';

export type Reach = 'always' | 'never' | 'sometimes';

/**
 * Whether data can change an alarm's state at all: `always` where every value that the metric can have breaches, `never`
 * where none does. Of metrics that are not listed nothing is claimed.
 */
export function reachOf(record: AlarmRecord): Reach {
  if (record.kind === 'composite') return reachOfRule(record.properties.AlarmRule);
  const range = rangeOf(record);
  const threshold = numberOf(record.properties, 'Threshold');
  const comparison: Comparison | undefined = comparisonOf(record);
  if (!range || threshold === undefined || !comparison) return 'sometimes';
  // A comparison breaches on one side: what both ends do, everything between them does.
  const ends = [range.least, range.most].map(breaches(comparison, threshold));
  if (ends.every(Boolean)) return 'always';
  return ends.some(Boolean) ? 'sometimes' : 'never';
}

function reachOfRule(rule: unknown): Reach {
  const read = typeof rule === 'string' ? readRule(rule) : undefined;
  if (read?.kind !== 'constant') return 'sometimes';
  return read.value ? 'always' : 'never';
}

/** The least and the most that a listed metric's statistic can be. */
function rangeOf(record: AlarmRecord): { readonly least: number; readonly most: number } | undefined {
  const metric = comparedMetric(record);
  const known = metric && knownMetric(metric);
  if (!metric?.stat || !known) return undefined;
  if (metric.stat.startsWith('PR(')) return { least: 0, most: 100 };
  if (!keepsUnit(metric.stat)) return { least: 0, most: Infinity };
  const { least = 0, most = Infinity } = known;
  return { least, most: addsUp(metric.stat) ? Infinity : most };
}
