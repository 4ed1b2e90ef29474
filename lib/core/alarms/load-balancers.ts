import { InputError } from '../errors.ts';
import { compareText } from '../order.ts';
import { isOn } from '../registry.ts';
import { printBound } from '../statistics/edges.ts';
import type { Severity, Target } from '../targets.ts';
import { trim } from '../units.ts';
import type { AlarmDefinition, LeftOut } from './definition.ts';
import { dashboardLine, describe, type Place, placeOf } from './description.ts';
import { GUARD_SEVERITIES, type GuardRefusal, SWITCHED_OFF } from './guards.ts';
import { isFilledInLater, pathOf } from './limits.ts';
import { type Marker, printMarker } from './marker.ts';
import { isHolding, markerHold } from './subject.ts';

const KIND = 'severed-holds';
const PERIOD_SECONDS = 900;
/** One client in this many may be severed before it is worth a ticket. */
const CLIENTS_PER_SEVERED = 5;

/**
 * The `severed-holds` guard, once per load balancer that has a target group with long polls: CloudWatch counts 504s made by
 * the load balancer for the load balancer alone, never by target group.
 *
 * @param placeFor where the alarms of a load balancer live, by its name
 * @throws InputError where targets disagree about the idle timeout of their load balancer
 */
export function planSeveredHolds(
  targets: readonly Target[],
  placeFor: (loadBalancer: string) => Place | undefined,
): { alarms: AlarmDefinition[]; leftOut: LeftOut[] } {
  const alarms: AlarmDefinition[] = [];
  const leftOut: LeftOut[] = [];
  if (!isOn('guard', KIND)) return { alarms, leftOut };
  // By name, so that the order of a config decides nothing of what the alarm says.
  const holding = targets.filter(isHolding).toSorted((a, b) => compareText(a.name, b.name));
  for (const group of byLoadBalancer(holding)) {
    const made = severedHolds(group, idleTimeoutOf(targets, group[0]), placeFor(group[0].loadBalancer.name));
    if ('reason' in made) leftOut.push({ subject: group[0].loadBalancer.name, kind: KIND, ...made });
    else alarms.push(made);
  }
  return { alarms: alarms.toSorted(bySubject), leftOut: leftOut.toSorted(bySubject) };
}

/** @param group the holding targets of one load balancer */
function severedHolds(
  group: readonly [Target, ...Target[]],
  idle: number | undefined,
  place: Place | undefined,
): AlarmDefinition | GuardRefusal {
  const [first] = group;
  const watched = group.filter((target) => target.guards[KIND].on);
  if (watched.length === 0) return SWITCHED_OFF;
  if (idle === undefined) {
    return { reason: 'idleTimeout is not given, so a 504 cannot be turned into clients severed', mendable: true };
  }
  const known = group.flatMap(({ clients }) => (clients === undefined ? [] : [clients]));
  if (known.length === 0) {
    return { reason: 'clients is not given, so nobody knows how many severed clients are many', mendable: true };
  }
  const clients = known.reduce((total, count) => total + count, 0);
  const { loadBalancer, environment } = first;
  const names = group.map(({ name }) => name);
  const note =
    known.length < group.length ? [`Counted without ${group.length - known.length} whose clients are not given.`] : [];
  const many = threshold(clients);
  const cutOff = `more than ${trim(many)} ${many === 1 ? 'client' : 'clients'} cut off every ${trim(idle)} s`;
  const what = `Load balancer ${loadBalancer.name} severs long polls: its 504 answers amount to ${cutOff}.`;
  return {
    name: `holdband-${environment}-${loadBalancer.name}-${KIND}`,
    kind: KIND,
    subject: loadBalancer.name,
    severity: severityOf(watched),
    description: describe({
      what,
      dashboard: dashboardLine(environment, { ...placeOf(loadBalancer), ...place }),
      notes: [
        `Target groups with long polls behind it: ${names.join(', ')}. CloudWatch does not say whose 504 it was.`,
        ...note,
      ],
      // Any of them: each is judged with what its load balancer answered itself.
      target: first,
      marker: printMarker(markerOf(group)),
    }),
    metrics: [
      {
        id: 'severed',
        metricName: 'HTTPCode_ELB_504_Count',
        stat: 'Sum',
        dimensions: { LoadBalancer: loadBalancer.fullName },
      },
    ],
    expression: `TIME_SERIES(0) + severed*${printBound(idle)}/${PERIOD_SECONDS}`,
    label: 'clients being severed',
    periodSeconds: PERIOD_SECONDS,
    evaluationPeriods: 1,
    datapointsToAlarm: 1,
    comparison: 'GreaterThanThreshold',
    threshold: many,
    treatMissingData: 'notBreaching',
  };
}

function threshold(clients: number): number {
  return Math.max(1, clients / CLIENTS_PER_SEVERED);
}

/** The most urgent of the severities asked for: one alarm serves all of them. */
function severityOf(watched: readonly Target[]): Severity {
  const asked = watched.map((target) => target.guards[KIND].severity ?? GUARD_SEVERITIES[KIND]);
  return asked.includes('page') ? 'page' : 'ticket';
}

/** The only target group with long polls is where the runbook should look; of several it cannot know which. */
function markerOf(group: readonly [Target, ...Target[]]): Marker {
  const [first] = group;
  const loadBalancer = first.loadBalancer.fullName;
  if (group.length > 1) return { loadBalancer };
  const hold = markerHold(first);
  return { targetGroup: first.targetGroup.fullName, loadBalancer, ...(hold ? { hold } : {}) };
}

function byLoadBalancer(targets: readonly Target[]): [Target, ...Target[]][] {
  const groups: [Target, ...Target[]][] = [];
  for (const target of targets) {
    const group = groups.find(([first]) => behindOne(first, target));
    if (group) group.push(target);
    else groups.push([target]);
  }
  return groups;
}

/** By ARN where the name is known only at deployment: CDK writes it anew each time it is cut out of the same ARN. */
function behindOne({ loadBalancer: a }: Target, { loadBalancer: b }: Target): boolean {
  return a.fullName === b.fullName || (isFilledInLater(a.fullName) && a.arn === b.arn);
}

/** What any target says of the load balancer's idle timeout, in seconds. */
function idleTimeoutOf(targets: readonly Target[], first: Target): number | undefined {
  const behind = targets.filter((target) => behindOne(first, target));
  const said = behind.filter(({ idleTimeoutSeconds }) => idleTimeoutSeconds !== undefined);
  const [one] = said;
  const other = said.find(({ idleTimeoutSeconds }) => idleTimeoutSeconds !== one?.idleTimeoutSeconds);
  if (one && other) {
    const message = `is ${other.idleTimeoutSeconds} s, but ${one.name} says ${one.idleTimeoutSeconds} s; both stand behind ${one.loadBalancer.name}, which has one idle timeout`;
    throw new InputError('IdleTimeoutsDiffer', { where: pathOf(other, 'idleTimeout'), message });
  }
  return one?.idleTimeoutSeconds;
}

function bySubject(a: { readonly subject: string }, b: { readonly subject: string }): number {
  return compareText(a.subject, b.subject);
}
