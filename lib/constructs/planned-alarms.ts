import { Token, Validations } from 'aws-cdk-lib';
import { AlarmRule, CompositeAlarm, type IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { AlarmPlan, LeftOut } from '../core/alarms/definition.ts';
import { compositeRule } from '../core/alarms/limits.ts';
import { InputError } from '../core/errors.ts';
import { PlannedAlarm } from './planned-alarm.ts';

/** As many as an alarm takes for one state (API reference of PutMetricAlarm). */
const MOST_ACTIONS = 5;

/** Who is told, and whether anybody is. */
export interface AlarmActionOptions {
  /**
   * False is shadow mode: every alarm is made and changes state, none acts.
   *
   * @default true
   */
  readonly paging?: boolean;
  /**
   * What happens when somebody must be woken, e.g. an `SnsAction` and `runbook.alarmAction`. At most five.
   *
   * @default - nothing; the alarms are only visible in CloudWatch
   */
  readonly pageActions?: IAlarmAction[];
  /**
   * What happens when it can wait for working hours. At most five.
   *
   * @default - nothing; the alarms are only visible in CloudWatch
   */
  readonly ticketActions?: IAlarmAction[];
}

/** Properties of {@link PlannedAlarms}. */
export interface PlannedAlarmsProps extends AlarmActionOptions {
  /** The alarms as data. */
  readonly plan: AlarmPlan;
}

/**
 * The alarms of a plan as resources. Pages go through the composite, one for each target group; its children have no
 * action of their own. Every other alarm acts by itself: a ticket inside the composite would hold it in ALARM and swallow
 * a later page. Nothing acts on OK: a new alarm goes from INSUFFICIENT_DATA to OK and would tell everybody.
 */
export class PlannedAlarms extends Construct {
  /** The alarms, in the order of the plan. */
  readonly alarms: PlannedAlarm[];
  /** In ALARM while any alarm that pages is. Absent where none pages. */
  readonly composite?: CompositeAlarm;
  /** Alarms that were not made, and why. */
  readonly leftOut: LeftOut[];

  constructor(scope: Construct, id: string, props: PlannedAlarmsProps) {
    super(scope, id);
    const { plan, paging = true, pageActions = [], ticketActions = [] } = props;
    requireFewActions({ pageActions, ticketActions });
    const children = new Set(plan.composite?.children);
    this.alarms = plan.alarms.map((definition) => {
      const alarm = new PlannedAlarm(this, childId(definition), { definition, actionsEnabled: paging });
      const actions = definition.severity === 'page' ? pageActions : ticketActions;
      if (!children.has(definition.name)) alarm.addAlarmAction(...actions);
      return alarm;
    });
    if (plan.composite) {
      const { name, description } = plan.composite;
      this.composite = new CompositeAlarm(this, 'page', {
        compositeAlarmName: name,
        alarmDescription: description,
        alarmRule: AlarmRule.fromString(compositeRule(plan.composite.children)),
        actionsEnabled: paging,
      });
      // The rule names its children; CloudWatch refuses a rule whose alarms are not there yet.
      this.composite.node.addDependency(...this.alarms.filter(({ definition }) => children.has(definition.name)));
      this.composite.addAlarmAction(...pageActions);
    }
    this.leftOut = [...plan.leftOut];
    warnOfMendable(this, plan.leftOut);
  }
}

/** @throws InputError where CloudWatch would refuse the list at deployment */
export function requireFewActions(lists: Readonly<Record<string, readonly IAlarmAction[]>>): void {
  const problems = Object.entries(lists)
    .filter(([, actions]) => actions.length > MOST_ACTIONS)
    .map(([where, { length }]) => ({
      where,
      message: `has ${length} actions; an alarm takes at most ${MOST_ACTIONS}`,
    }));
  if (problems.length > 0) throw new InputError('TooManyActions', problems);
}

/** By what it watches, never by order: the id becomes part of the logical id. */
function childId({ kind, subject }: { readonly kind: string; readonly subject: string }): string {
  // The name of a load balancer of this app is known only at deployment, and no id may wait for that.
  return kind === 'severed-holds' && !Token.isUnresolved(subject) ? `${subject}-${kind}` : kind;
}

/** A guard that can never fire is said in the notes of the synth; one that a setting would bring back is a warning. */
function warnOfMendable(scope: Construct, leftOut: readonly LeftOut[]): void {
  for (const { kind, subject, reason, mendable } of leftOut) {
    if (!mendable) continue;
    const whose = Token.isUnresolved(subject) ? 'the load balancer' : subject;
    // The id is public API: teams acknowledge it. Never rename it.
    Validations.of(scope).addWarning(`holdband:LeftOut.${kind}`, `${whose}: no ${kind} alarm: ${reason}`);
  }
}
