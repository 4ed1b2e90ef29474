import { parseMarker } from '../alarms/marker.ts';
import type { HeldTargetGroup } from '../inventory/alarms-on-holds.ts';
import type { Target } from '../targets.ts';
import { textOf } from './alarm-facts.ts';
import type { AlarmRecord } from './model.ts';

/** Target groups known to hold requests: from the config, and from the marker lines of holdband's own alarms. */
export function heldGroups(targets: readonly Target[], alarms: readonly AlarmRecord[]): HeldTargetGroup[] {
  const found = new Map<string, HeldTargetGroup>();
  for (const { properties } of alarms) {
    const marker = parseMarker(textOf(properties, 'AlarmDescription') ?? '');
    if (!marker?.targetGroup || !marker.hold) continue;
    const { targetGroup, loadBalancer, hold } = marker;
    found.set(targetGroup, { targetGroup, loadBalancer, hold });
  }
  for (const { targetGroup, loadBalancer, hold, traffic } of targets) {
    if (!hold || traffic === 'requests') continue;
    found.set(targetGroup.fullName, { targetGroup: targetGroup.fullName, loadBalancer: loadBalancer.fullName, hold });
  }
  return [...found.values()];
}
