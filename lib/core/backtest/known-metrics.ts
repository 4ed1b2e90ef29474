import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import { alarmMetrics } from '../inventory/alarm-metrics.ts';
import type { History } from './model.ts';
import { openDimension } from './open-dimensions.ts';

/** Where past traffic is from, as far as it is known. */
export interface TrafficPlace {
  /** Twelve digits. */
  readonly account?: string;
  readonly region?: string;
}

/** Names listed of many. */
const LISTED = 3;

/**
 * Refuses past traffic that has nothing to do with the alarms, as that of another account: every single alarm would only
 * say that its metric is missing.
 *
 * @param where the option and file that the traffic is from, for the error
 * @throws InputError `HistoryForeign` naming what is there and what was asked
 */
export function requireRelated(
  alarms: readonly AlarmRecord[],
  { resources = [] }: History,
  where: string,
  { account, region }: TrafficPlace,
): void {
  const known = new Set(resources);
  const asked = new Set<string>();
  for (const alarm of alarms) {
    // Which resource that is of, a deployment will know.
    if (openDimension(alarm) !== undefined) continue;
    for (const { dimensions } of alarmMetrics(alarm.properties)) {
      const values = Object.values(dimensions);
      // A metric without dimensions is of no resource: whether it is there shows alarm by alarm.
      if (values.every((value) => known.has(value))) return;
      asked.add(dimensions.TargetGroup ?? dimensions.LoadBalancer ?? values.join(', '));
    }
  }
  if (asked.size === 0) return;
  const place = account === undefined ? '' : ` of account ${account}${region === undefined ? '' : ` in ${region}`}`;
  const message = `the traffic${place} is that of ${some(resources)}; the alarms read ${some([...asked])}: no metric of theirs is there`;
  throw new InputError('HistoryForeign', { where, message });
}

function some(names: readonly string[]): string {
  if (names.length === 0) return 'nothing';
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
