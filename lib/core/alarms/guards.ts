import { isRefusal } from '../holds/bands.ts';
import { holdTo, shareOutlasting } from '../holds/profile.ts';
import { declareParts, isOn } from '../registry.ts';
import { printBound } from '../statistics/edges.ts';
import { GUARD_IDS, type GuardId, type Severity, type Target } from '../targets.ts';
import { trim } from '../units.ts';
import type { AlarmDefinition, LeftOut } from './definition.ts';
import { type AlarmParts, alarmOf, isHolding, type PlanSubject, targetGroupMetric } from './subject.ts';

declareParts('guard', GUARD_IDS);

/** Guards of a target group; `severed-holds` belongs to the load balancer, see load-balancers.ts. */
type TargetGuardId = Exclude<GuardId, 'severed-holds'>;

/** Who is told by default. */
export const GUARD_SEVERITIES: Readonly<Record<GuardId, Severity>> = {
  'holds-stopped': 'page',
  'clients-gone': 'page',
  'no-healthy-target': 'page',
  'poll-storm': 'page',
  'hold-overrun': 'ticket',
  'severed-holds': 'ticket',
  'target-errors': 'ticket',
  'unhealthy-targets': 'ticket',
};

/** Why a guard is not made. */
export type GuardRefusal = Pick<LeftOut, 'reason' | 'mendable'>;

/** Said wherever a user switched a guard off. */
export const SWITCHED_OFF: GuardRefusal = { reason: 'switched off in the config', mendable: false };
/** Longest window that counts holds, in seconds: CloudWatch evaluates at most a day. */
const LONGEST_WINDOW = 86_400;
/** From this many clients on two holds average well enough; fewer need three. */
const MANY_CLIENTS = 20;
/** Above this share of severed holds, which leave no sample, parked requests say nothing about half of the clients. */
const MOST_SEVERED = 0.25;
/** A storm is this many times the requests that the clients' holds allow for. */
const STORM_FACTOR = 15;
/** Below this many requests in 5 minutes nothing is a storm. */
const STORM_FLOOR = 30;
/** Fewer 5xx in 5 minutes than this are not a share of anything. */
const LEAST_ERRORS = 5;
const ERROR_SHARE_PERCENT = 5;

const NO_CLIENTS: GuardRefusal = {
  reason: 'clients is not given, so nobody knows how many polls should be parked',
  mendable: true,
};

/** The guards of a target, and those it goes without. */
export function planGuards(subject: PlanSubject): { alarms: AlarmDefinition[]; leftOut: LeftOut[] } {
  const { target } = subject;
  const alarms: AlarmDefinition[] = [];
  const leftOut: LeftOut[] = [];
  for (const kind of Object.keys(GUARDS) as TargetGuardId[]) {
    if (!isOn('guard', kind)) continue;
    const setting = target.guards[kind];
    const made = setting.on ? GUARDS[kind](subject) : SWITCHED_OFF;
    if ('reason' in made) leftOut.push({ subject: target.name, kind, ...made });
    else alarms.push(alarmOf(subject, kind, setting.severity ?? GUARD_SEVERITIES[kind], made));
  }
  return { alarms, leftOut };
}

/**
 * Every guard is dense: `TIME_SERIES(0) + …` has a value in every period, so neither missing data nor the older points
 * that CloudWatch falls back on can fire or hold it. The one exception says why.
 */
const GUARDS: Readonly<Record<TargetGuardId, (subject: PlanSubject) => AlarmParts | GuardRefusal>> = {
  'holds-stopped': ({ target, objective }) => {
    if (!isHolding(target) || !target.hold) return noLongPolls(target);
    const { hold, clients, idleTimeoutSeconds: idle } = target;
    if (hold.cancels) {
      return unfit(`clients of ${hold.name} give polls up on purpose, so fewer parked requests are normal`);
    }
    if (clients === undefined) return NO_CLIENTS;
    const severed = hold.releaseLaw === 'broadcast' && idle !== undefined ? shareOutlasting(hold, idle) : 0;
    if (severed > MOST_SEVERED) {
      const how = `the idle timeout of ${trim(idle ?? 0)} s severs ${trim(100 * severed)} % of the idle holds of ${hold.name}`;
      return {
        reason: `${how}, which leave no sample: it would page for that setting, not for clients`,
        mendable: true,
      };
    }
    const window = holdWindow(holdTo(hold), clients);
    if (typeof window !== 'number') return window;
    // Beside other traffic only what outlasts the objective: 50 fast requests a second of 0.1 s park five requests too.
    const stat = target.traffic === 'long-polls' ? 'Sum' : `TS(${printBound(objective)}:)`;
    return {
      what: `Long polls of ${target.name} stopped: fewer than half of its ${clients} clients are parked; they are gone, or severed, or hanging.`,
      notes: [
        `Parked requests are the seconds answered in ${window} s divided by ${window} s (Little's law); a poll counts when it ends.`,
      ],
      metrics: [targetGroupMetric(target, 'seconds', 'TargetResponseTime', stat)],
      expression: `TIME_SERIES(0) + seconds/${window}`,
      label: 'parked requests',
      ...once(window),
      comparison: 'LessThanThreshold',
      threshold: clients / 2,
      treatMissingData: 'breaching',
    };
  },

  'clients-gone': ({ target, objective }) => {
    if (target.traffic !== 'long-polls' || !target.hold)
      return onlyLongPolls(target, 'requests of others would hide it');
    const { hold, clients } = target;
    if (!hold.cancels) {
      return unfit(
        `clients of ${hold.name} do not give polls up, so holds-stopped watches for the same with more certainty`,
      );
    }
    if (clients === undefined) return NO_CLIENTS;
    const window = holdWindow(holdTo(hold), clients);
    if (typeof window !== 'number') return window;
    return {
      what: `Clients of ${target.name} stopped asking: fewer than half of the polls its ${clients} clients should make; they are gone, or severed, or hanging.`,
      notes: [
        `Every client asks at least once per hold of ${trim(holdTo(hold))} s; counted over ${window} s.`,
        `Left out: answers within ${printBound(objective)} s, such as health checks from outside, which would hide that nobody polls.`,
      ],
      // Not the slow answers themselves: a poll given up (460) is a request without a response time.
      metrics: [
        targetGroupMetric(target, 'requests', 'RequestCount', 'Sum'),
        targetGroupMetric(target, 'fast', 'TargetResponseTime', `TC(:${printBound(objective)})`),
      ],
      expression: '(TIME_SERIES(0) + requests) - (TIME_SERIES(0) + fast)',
      label: `polls in ${window} s`,
      ...once(window),
      comparison: 'LessThanThreshold',
      // To ten decimals: 7.529411764705882 is no figure to read in a console.
      threshold: Number(printBound((clients * window) / holdTo(hold) / 2)),
      treatMissingData: 'breaching',
    };
  },

  'no-healthy-target': ({ target }) => ({
    what: `${target.name} has no healthy target, or its target group is gone.`,
    notes: ['No data counts as no target: this is the alarm that notices a target group made again under another id.'],
    metrics: [targetGroupMetric(target, 'healthy', 'HealthyHostCount', 'Maximum')],
    // Not dense: the metric is, and zero for a minute that has merely not arrived would be a breach.
    expression: 'healthy',
    label: 'healthy targets',
    ...mOfN(60, 3, 3),
    comparison: 'LessThanThreshold',
    threshold: 1,
    treatMissingData: 'breaching',
  }),

  'poll-storm': ({ target }) => {
    if (target.traffic !== 'long-polls' || !target.hold) {
      return onlyLongPolls(target, 'other traffic would look like a storm');
    }
    if (target.clients === undefined) return NO_CLIENTS;
    const { clients } = target;
    const limit = Math.max(STORM_FLOOR, (STORM_FACTOR * clients * 300) / holdTo(target.hold));
    const requests = '(TIME_SERIES(0) + requests)';
    const parked = '(TIME_SERIES(0) + seconds/300)';
    return {
      what: `Clients of ${target.name} ask again and again instead of waiting: over ${trim(limit)} requests in 5 min while fewer than half of ${clients} clients are parked.`,
      notes: ['A roll-out that answers every client at once is no storm: their polls are parked again within seconds.'],
      metrics: [
        targetGroupMetric(target, 'requests', 'RequestCount', 'Sum'),
        targetGroupMetric(target, 'seconds', 'TargetResponseTime', 'Sum'),
      ],
      expression: `IF((${requests} > ${printBound(limit)}) AND (${parked} < ${printBound(clients / 2)}), ${requests}/5, 0)`,
      label: 'requests a minute in a poll storm',
      ...mOfN(300, 2, 2),
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      treatMissingData: 'notBreaching',
    };
  },

  'hold-overrun': ({ target, bands }) => {
    if (!isHolding(target) || !target.hold || !bands) return noLongPolls(target);
    if (isRefusal(bands)) return { reason: bands.reason, mendable: true };
    const { overrunFrom } = bands;
    const idle = target.idleTimeoutSeconds;
    if (idle !== undefined && overrunFrom >= idle) {
      return unfit(
        `nothing outlasts the idle timeout of ${trim(idle)} s, and an overrun begins at ${trim(overrunFrom)} s: it could never fire`,
      );
    }
    return {
      what: `Long polls of ${target.name} outlive their hold: responses took longer than ${trim(overrunFrom)} s.`,
      notes: [`A hold ends after at most ${trim(holdTo(target.hold))} s; counted from ${printBound(overrunFrom)} s.`],
      metrics: [targetGroupMetric(target, 'overruns', 'TargetResponseTime', `TC(${printBound(overrunFrom)}:)`)],
      expression: 'TIME_SERIES(0) + overruns',
      label: 'responses that outlived their hold',
      ...mOfN(300, 2, 3),
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      treatMissingData: 'notBreaching',
    };
  },

  'target-errors': ({ target }) => ({
    what: `Targets of ${target.name} answer with errors: over ${ERROR_SHARE_PERCENT} % of its requests got a 5xx from them.`,
    notes: [
      `Left out: periods of 5 min with fewer than ${LEAST_ERRORS} errors, and 5xx of the load balancer itself, which name no target group.`,
    ],
    metrics: [
      targetGroupMetric(target, 'errors', 'HTTPCode_Target_5XX_Count', 'Sum'),
      targetGroupMetric(target, 'requests', 'RequestCount', 'Sum'),
    ],
    expression: `TIME_SERIES(0) + IF((errors >= ${LEAST_ERRORS}), 100*errors/requests, 0)`,
    label: 'answers 5xx, % of all',
    ...mOfN(300, 2, 3),
    comparison: 'GreaterThanThreshold',
    threshold: ERROR_SHARE_PERCENT,
    treatMissingData: 'notBreaching',
  }),

  'unhealthy-targets': ({ target }) => ({
    what: `${target.name} has unhealthy targets.`,
    notes: ['Every node of the load balancer saw at least one; targets that are leaving do not count.'],
    metrics: [targetGroupMetric(target, 'unhealthy', 'UnHealthyHostCount', 'Minimum')],
    expression: 'TIME_SERIES(0) + unhealthy',
    label: 'unhealthy targets',
    ...mOfN(60, 2, 3),
    comparison: 'GreaterThanThreshold',
    threshold: 0,
    treatMissingData: 'notBreaching',
  }),
};

/** Whole minutes that hold three holds, two from 20 clients on. */
function holdWindow(holdSeconds: number, clients: number): number | GuardRefusal {
  const seconds = Math.ceil(((clients >= MANY_CLIENTS ? 2 : 3) * holdSeconds) / 60) * 60;
  if (seconds <= LONGEST_WINDOW) return seconds;
  return unfit(
    `holds of ${trim(holdSeconds)} s would need a window of ${seconds} s; CloudWatch evaluates at most a day`,
  );
}

function mOfN(periodSeconds: number, datapointsToAlarm: number, evaluationPeriods: number) {
  return { periodSeconds, evaluationPeriods, datapointsToAlarm };
}

function once(periodSeconds: number) {
  return mOfN(periodSeconds, 1, 1);
}

function unfit(reason: string): GuardRefusal {
  return { reason, mendable: false };
}

function noLongPolls(target: Target): GuardRefusal {
  return target.traffic === 'exempt'
    ? { reason: 'no hold is given for this exempt target group', mendable: true }
    : unfit('no long polls in this target group');
}

function onlyLongPolls(target: Target, why: string): GuardRefusal {
  return target.traffic === 'requests' ? noLongPolls(target) : unfit(`only for traffic long-polls: ${why}`);
}
