import { type BandRefusal, type Bands, bandsFor, isRefusal } from '../holds/bands.ts';
import { edgeIndexAtOrAbove, printableEdge } from '../statistics/edges.ts';
import type { Severity, Target } from '../targets.ts';
import type { AlarmDefinition, MetricInput } from './definition.ts';
import { dashboardLine, describe, type Place, placeOf } from './description.ts';
import { type Marker, printMarker } from './marker.ts';

/** A target with everything that its alarms share, computed once. */
export interface PlanSubject {
  readonly target: Target;
  /** Bands, or why there are none; absent where nothing is held. */
  readonly bands: Bands | BandRefusal | undefined;
  /** The objective on a bin edge, as deployed, in seconds. */
  readonly objective: number;
  readonly dashboard: string | undefined;
  readonly marker: string;
}

/** What tells one alarm of a target from another; names, dimensions and the description's frame are added. */
export interface AlarmParts extends Omit<AlarmDefinition, 'name' | 'kind' | 'subject' | 'severity' | 'description'> {
  /** One sentence: what is wrong. */
  readonly what: string;
  /** Sentences: what is left out and why. */
  readonly notes: readonly string[];
}

export function planSubject(target: Target, place: Place | undefined): PlanSubject {
  const { hold, objectiveSeconds } = target;
  const bands = hold && bandsFor(objectiveSeconds, hold, target.idleTimeoutSeconds);
  const objective = bands && !isRefusal(bands) ? bands.objective : printableEdge(edgeIndexAtOrAbove(objectiveSeconds));
  return {
    target,
    bands,
    objective,
    dashboard: dashboardLine(target.environment, { ...placeOf(target.targetGroup), ...place }),
    marker: printMarker(markerOf(target, bands, objective)),
  };
}

/** Names and describes an alarm of a target. */
export function alarmOf(
  { target, dashboard, marker }: PlanSubject,
  kind: AlarmDefinition['kind'],
  severity: Severity,
  { what, notes, ...rest }: AlarmParts,
): AlarmDefinition {
  return {
    name: `holdband-${target.environment}-${target.name}-${kind}`,
    kind,
    subject: target.name,
    severity,
    description: describe({ what, dashboard, notes, target, marker }),
    ...rest,
  };
}

/** A metric of the target group. AWS publishes none of them by target group alone. */
export function targetGroupMetric(target: Target, id: string, metricName: string, stat: string): MetricInput {
  const dimensions = { LoadBalancer: target.loadBalancer.fullName, TargetGroup: target.targetGroup.fullName };
  return { id, metricName, stat, dimensions };
}

/** Whether long polls are parked on this target group. */
export function isHolding(target: Target): boolean {
  return target.hold !== undefined && target.traffic !== 'requests';
}

/** Settings of a poll's hold as the marker carries them. */
export function markerHold({ hold }: Target): Marker['hold'] {
  return hold && { ceilingSeconds: hold.ceilingSeconds, spreadSeconds: hold.spreadSeconds };
}

function markerOf(target: Target, bands: PlanSubject['bands'], objective: number): Marker {
  const hold = isHolding(target) ? markerHold(target) : undefined;
  const slow = slowBand(target, bands, objective);
  return {
    targetGroup: target.targetGroup.fullName,
    loadBalancer: target.loadBalancer.fullName,
    ...(hold ? { hold } : {}),
    ...(slow ? { slow: { ...slow, sharePercent: target.slowSharePercent } } : {}),
  };
}

function slowBand(target: Target, bands: PlanSubject['bands'], objective: number): Marker['slow'] {
  if (target.traffic === 'requests') return { from: objective };
  if (target.traffic === 'exempt' || !bands || isRefusal(bands)) return undefined;
  return { from: bands.objective, to: bands.slowTo };
}
