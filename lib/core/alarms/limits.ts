import { InputError, type InputProblem } from '../errors.ts';
import type { Target } from '../targets.ts';
import type { AlarmDefinition, AlarmPlan } from './definition.ts';

/** CloudWatch's own limits (API reference of PutMetricAlarm and PutCompositeAlarm, CloudWatch quotas). */
export const LIMITS = {
  nameCharacters: 255,
  descriptionCharacters: 1024,
  expressionCharacters: 2048,
  metricsPerAlarm: 10,
  /** Period times evaluation periods, in seconds, for periods under an hour; we keep to it for all. */
  evaluatedSeconds: 86_400,
  compositeChildren: 100,
  compositeRuleCharacters: 10_240,
} as const;

/** A value that CDK fills in at deployment, as it stands in a text until then. */
const FILLED_IN_LATER = /\$\{Token\[[^\]]*\]\}/g;
/** The longest of them that a text of ours holds: a target group's full name, `targetgroup/<32>/<16>`. */
const LONGEST_FULL_NAME = 61;

/** Highest idle timeout an Application Load Balancer takes, in seconds. */
const LONGEST_IDLE_TIMEOUT = 4000;

/** Where a target stands in the config, for messages. */
export function pathOf(target: Pick<Target, 'environment' | 'name'>, key?: string): string {
  const path = `environments.${target.environment}.targets.${target.name}`;
  return key === undefined ? path : `${path}.${key}`;
}

/**
 * Checks the figures a plan is made from. The config reader has refused most of it already; constructs used without a
 * config come here first.
 *
 * @throws InputError with every problem
 */
export function requirePlannable(target: Target): void {
  const problems: InputProblem[] = [];
  const refuse = (key: string, message: string) => problems.push({ where: pathOf(target, key), message });

  if (!(target.objectiveSeconds > 0 && Number.isFinite(target.objectiveSeconds))) {
    refuse('objective', `must be above 0 s, got: ${target.objectiveSeconds}`);
  }
  if (!(target.slowSharePercent > 0 && target.slowSharePercent < 100)) {
    refuse('slowShare', `must be above 0 % and below 100 %, got: ${target.slowSharePercent}`);
  }
  const { clients, idleTimeoutSeconds: idle } = target;
  if (clients !== undefined && !(Number.isInteger(clients) && clients >= 1)) {
    refuse('clients', `must be a whole number, 1 or more, got: ${clients}`);
  }
  if (idle !== undefined && !(idle >= 1 && idle <= LONGEST_IDLE_TIMEOUT)) {
    refuse('idleTimeout', `must be 1 s to ${LONGEST_IDLE_TIMEOUT} s, got: ${idle}`);
  }
  if ((target.traffic === 'mixed' || target.traffic === 'long-polls') && !target.hold) {
    refuse('hold', `traffic ${target.traffic} needs a hold: a catalogue name or a ceiling`);
  }
  if (target.estimate === 'flat' && target.hold?.releaseLaw === 'message-driven') {
    refuse(
      'estimate',
      `the flat estimate supposes broadcast releases and would page without cause for ${target.hold.name}, whose polls wait for messages; use survivor`,
    );
  }
  if (problems.length > 0) throw new InputError('TargetRefused', problems);
}

/**
 * Checks a plan against CloudWatch's limits.
 *
 * @throws InputError naming every alarm that CloudWatch would refuse, and by how much
 */
export function requireWithinLimits(plan: AlarmPlan): void {
  const problems = plan.alarms.flatMap(alarmProblems);
  if (plan.composite) {
    const { name, description, children } = plan.composite;
    problems.push(
      ...tooLong(name, 'name', deployedLength(name), LIMITS.nameCharacters),
      ...tooLong(name, 'description', deployedLength(description), LIMITS.descriptionCharacters),
      ...tooMany(name, 'child alarms', children.length, LIMITS.compositeChildren),
      ...tooLong(name, 'rule', compositeRule(children).length, LIMITS.compositeRuleCharacters),
    );
  }
  if (problems.length > 0) throw new InputError('AlarmLimit', problems);
}

/** Whether a text holds a value that CDK fills in at deployment. */
export function isFilledInLater(text: string): boolean {
  return text.search(FILLED_IN_LATER) !== -1;
}

/** Characters a text may have once CDK has filled it in: at least as many as CloudWatch will count. */
export function deployedLength(text: string): number {
  return text.replaceAll(FILLED_IN_LATER, 'x'.repeat(LONGEST_FULL_NAME)).length;
}

/** The rule of a composite that is in ALARM while any child is. */
export function compositeRule(children: readonly string[]): string {
  return children.map((name) => `ALARM("${name}")`).join(' OR ');
}

/**
 * Checks that no two alarms share a name: PutMetricAlarm overwrites, so the second would silently replace the first.
 *
 * @throws InputError naming each shared name
 */
export function requireUniqueNames(plans: readonly AlarmPlan[]): void {
  const names = plans.flatMap((plan) => [...plan.alarms, ...(plan.composite ? [plan.composite] : [])]);
  const seen = new Map<string, string>();
  const problems: InputProblem[] = [];
  for (const { name, subject } of names) {
    const first = seen.get(name);
    if (first !== undefined) problems.push({ where: name, message: `alarm name of both ${first} and ${subject}` });
    seen.set(name, subject);
  }
  if (problems.length > 0) throw new InputError('AlarmNameTaken', problems);
}

function alarmProblems(alarm: AlarmDefinition): InputProblem[] {
  const { name, description, expression, metrics, periodSeconds, evaluationPeriods, datapointsToAlarm } = alarm;
  const span = periodSeconds * evaluationPeriods;
  const problems = [
    ...tooLong(name, 'name', deployedLength(name), LIMITS.nameCharacters),
    ...tooLong(name, 'description', deployedLength(description), LIMITS.descriptionCharacters),
    ...tooLong(name, 'expression', expression.length, LIMITS.expressionCharacters),
    ...tooMany(name, 'metrics', metrics.length, LIMITS.metricsPerAlarm),
  ];
  if (!(Number.isInteger(periodSeconds / 60) && periodSeconds > 0)) {
    problems.push({ where: name, message: `period must be whole minutes, got: ${periodSeconds} s` });
  }
  if (span > LIMITS.evaluatedSeconds) {
    const sizes = `${evaluationPeriods} periods of ${periodSeconds} s`;
    problems.push({
      where: name,
      message: `looks back over ${sizes}; at most ${LIMITS.evaluatedSeconds} s are allowed`,
    });
  }
  if (!(datapointsToAlarm >= 1 && datapointsToAlarm <= evaluationPeriods)) {
    const figures = `${datapointsToAlarm} of ${evaluationPeriods}`;
    problems.push({ where: name, message: `needs 1 to all of its data points to fire, got: ${figures}` });
  }
  return problems;
}

function tooLong(where: string, what: string, length: number, most: number): InputProblem[] {
  return length > most ? [{ where, message: `${what} has ${length} characters; at most ${most} are allowed` }] : [];
}

function tooMany(where: string, what: string, count: number, most: number): InputProblem[] {
  return count > most ? [{ where, message: `has ${count} ${what}; at most ${most} are allowed` }] : [];
}
