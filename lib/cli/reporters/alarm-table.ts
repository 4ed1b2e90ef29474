import type { AlarmDefinition, LeftOut } from '../../core/alarms/definition.ts';
import type { EnvironmentPlan } from '../../core/alarms/plan.ts';
import { printBound } from '../../core/statistics/edges.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';

const SIGNS = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
} as const;

/** Every alarm of an environment under the name of what it watches: when it fires and who is told; then what was left out. */
export function alarmTable({ targets, loadBalancers }: EnvironmentPlan, style: Style): string {
  const plans = [...targets.map(({ plan }) => plan), loadBalancers];
  const alarms = plans.flatMap((plan) => plan.alarms);
  const rows = alarms.map((alarm) => [` ${alarm.kind}`, condition(alarm), windowOf(alarm), alarm.severity]);
  const [head = '', ...lines] = plainTable([' alarm', 'fires when', 'window', 'tells'].map(style.dim), rows).split(
    '\n',
  );
  const grouped = lines.flatMap((line, i) => {
    const subject = alarms[i]?.subject ?? '';
    return subject === alarms[i - 1]?.subject ? [line] : [style.bold(subject), line];
  });
  const notes = leftOutLines(plans.flatMap((plan) => plan.leftOut)).map(style.dim);
  return [head, ...grouped, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function condition({ label, comparison, threshold }: AlarmDefinition): string {
  return `${label} ${SIGNS[comparison]} ${printBound(threshold)}`;
}

/** `3 of 5 min`, `2 of 2×5 min`, `15 min`. */
function windowOf({ periodSeconds, datapointsToAlarm, evaluationPeriods }: AlarmDefinition): string {
  const minutes = periodSeconds / 60;
  if (evaluationPeriods === 1) return `${minutes} min`;
  const of = `${datapointsToAlarm} of ${evaluationPeriods}`;
  return minutes === 1 ? `${of} min` : `${of}×${minutes} min`;
}

/** One line for each reason: one missing setting, or one kind of traffic, costs several alarms. */
function leftOutLines(leftOut: readonly LeftOut[]): string[] {
  const byReason = Map.groupBy(leftOut, ({ subject, reason }) => `${subject} without ${reason}`);
  return [...byReason.values()].map((parts) => {
    const [{ subject, reason }] = parts as [LeftOut];
    return `${subject} goes without ${parts.map(({ kind }) => kind).join(', ')}: ${reason}`;
  });
}
