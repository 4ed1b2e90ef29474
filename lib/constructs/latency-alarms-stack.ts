import {
  CfnOutput,
  DefaultStackSynthesizer,
  type IStackSynthesizer,
  PermissionsBoundary,
  Stack,
  Stage,
  Tags,
  Validations,
} from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Architecture, type Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { describeParts, type MonthlyCost, monthlyCost } from '../core/alarms/cost.ts';
import type { AlarmPlan, LeftOut } from '../core/alarms/definition.ts';
import { type EnvironmentPlan, planEnvironment, type TargetPlan } from '../core/alarms/plan.ts';
import { InputError } from '../core/errors.ts';
import { stackName } from '../core/placement/stack-of.ts';
import { deploymentOrder, type PlacedKind, placementIn } from '../core/placement/where.ts';
import type { Environment, Placement, Target } from '../core/targets.ts';
import { type AlarmActionOptions, PlannedAlarms } from './planned-alarms.ts';
import { EnvironmentDashboards } from './private/dashboards.ts';
import { keepWhileMoving } from './private/keep-while-moving.ts';
import { stackOf } from './private/placement.ts';
import { requireFewResources, TemplateSize } from './private/template-limits.ts';
import { EnvironmentTopics } from './private/topics.ts';
import { RunbookAlarmAction } from './runbook-alarm-action.ts';
import { RunbookFunction } from './runbook-function.ts';
import { requireSamePlace } from './target-group-latency-alarms.ts';

/** Tags of dashboards are newer than the schema that cfn-lint checks against, and tell nobody anything. */
const UNTAGGED = { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] };

/** Properties of {@link LatencyAlarmsStack} that an app decides, not the config. */
export interface LatencyAlarmsStackOptions {
  /** How the stack is deployed. @default - CDK's own synthesizer, with the environment's bootstrap qualifier */
  readonly synthesizer?: IStackSynthesizer;
  /** Runtime of the runbook, for partitions that lag behind. @default - that of {@link RunbookFunction} */
  readonly runtime?: Runtime;
}

/** Properties of {@link LatencyAlarmsStack}. */
export interface LatencyAlarmsStackProps extends LatencyAlarmsStackOptions {
  /** The environment, as `resolveEnvironments` reads it from a config: plain data. */
  readonly environment: Environment;
  /**
   * Which of the environment's stacks this is, from 1. The first also holds topics and runbook.
   *
   * @default 1
   */
  readonly part?: number;
}

/**
 * Alarms, dashboard, topics and runbook of one environment, that is of one account and Region, or a share of them.
 *
 * Logical ids and alarm names come from names in the config alone, and so does the stack of an alarm where the environment's
 * `placement` does not say it. None of them can be changed after a first deployment: an alarm that moves between stacks is
 * deleted by the one after the other has made it. `holdband place` moves alarms in steps.
 */
export class LatencyAlarmsStack extends Stack {
  /**
   * Every stack of an environment, the first one first. They are deployed in this order, except while alarms move to a stack
   * before their own: then their own is deployed first.
   *
   * @throws InputError where the environment cannot be planned, or a stack would have too many resources
   */
  static forEnvironment(
    scope: Construct,
    environment: Environment,
    options: LatencyAlarmsStackOptions = {},
  ): LatencyAlarmsStack[] {
    const stacks: LatencyAlarmsStack[] = [];
    for (const part of deploymentOrder(environment)) {
      const id = stackName(environment.name, part);
      if (scope.node.tryFindChild(id)) {
        const message = `its stack ${part} would be ${id}, which another environment has; rename one of them`;
        throw new InputError('StackNameTaken', { where: `environments.${environment.name}`, message });
      }
      const stack = new LatencyAlarmsStack(scope, id, { ...options, environment, part });
      // One after the other, so that a stack takes over an alarm only after its old stack has let it go. Each on the one before
      // it alone: CDK looks for circles along every path there is, and among forty stacks that all depend on all before them
      // there are more than it can walk.
      const before = stacks.at(-1);
      if (before) stack.addStackDependency(before);
      stacks.push(stack);
    }
    return stacks.toSorted((a, b) => a.part - b.part);
  }

  /** The environment this stack watches. */
  readonly watched: Environment;
  /** Which of the environment's stacks this is, from 1. */
  readonly part: number;
  /** Alarms of this stack by target, in the order of the config. */
  readonly targets: TargetPlan[];
  /** Alarms that were not made in this stack, and why. */
  readonly leftOut: LeftOut[];
  /** How many alarms this stack makes, composites and those on the runbook among them. */
  readonly alarmCount: number;
  /** List price of this stack's alarms. */
  readonly cost: MonthlyCost;
  /** The runbook; in the first stack only, and only where it is on. */
  readonly runbook?: RunbookFunction;

  constructor(scope: Construct, id: string, props: LatencyAlarmsStackProps) {
    const { environment, part = 1 } = props;
    super(scope, id, stackProps(environment, part, props.synthesizer));
    this.watched = environment;
    this.part = part;
    for (const [key, value] of Object.entries(environment.tags)) Tags.of(this).add(key, value, UNTAGGED);
    const plan = plannedOnce(environment);
    this.targets = plan.targets.filter(({ target }) => this.placementOf('target', target.name).stack === part);
    const loadBalancers = bySubject(plan.loadBalancers).filter(
      ([name]) => this.placementOf('load-balancer', name).stack === part,
    );

    const topics = new EnvironmentTopics(this, 'Topics', { environment, make: part === 1 });
    const actions = this.actions(environment, topics);
    if (part === 1) this.runbook = this.makeRunbook(environment, topics, actions, props.runtime);
    this.makeTargetAlarms(topics);
    this.makeLoadBalancerAlarms(loadBalancers, environment.targets, actions);
    this.makeDashboards(plan, loadBalancers, part);

    const plans = [...this.targets.map(({ plan: own }) => own), ...loadBalancers.map(([, own]) => own)];
    this.leftOut = plans.flatMap(({ leftOut }) => leftOut);
    this.cost = monthlyCost(plans);
    const planned = plans.reduce((sum, { alarms, composite }) => sum + alarms.length + (composite ? 1 : 0), 0);
    this.alarmCount = planned + (this.runbook?.alarms.length ?? 0);
    this.describeItself();
    this.limitItself(environment);
  }

  private actions(
    { name, runbook }: Environment,
    topics: Pick<EnvironmentTopics, 'page' | 'ticket'>,
  ): AlarmActionOptions {
    const page = new SnsAction(topics.page);
    const run = new RunbookAlarmAction(RunbookFunction.functionNameOf(name));
    return {
      pageActions: runbook.on ? [page, run] : [page],
      ticketActions: [new SnsAction(topics.ticket)],
    };
  }

  private makeRunbook(
    { name, runbook, paging }: Environment,
    { verdict, key }: EnvironmentTopics,
    { ticketActions }: AlarmActionOptions,
    runtime: Runtime | undefined,
  ): RunbookFunction | undefined {
    if (!runbook.on) return undefined;
    return new RunbookFunction(this, 'Runbook', {
      environmentName: name,
      verdictTopic: verdict,
      verdictKey: key,
      architecture: runbook.architecture === 'arm64' ? Architecture.ARM_64 : Architecture.X86_64,
      runtime,
      ticketActions,
      paging,
    });
  }

  private makeTargetAlarms(topics: EnvironmentTopics): void {
    const scope = new Construct(this, 'Targets');
    for (const { target, plan } of this.targets) {
      requireSamePlace(this, target);
      const actions = this.actions(this.watched, topics.forTarget(target));
      const alarms = new PlannedAlarms(scope, target.name, { plan, paging: target.paging, ...actions });
      keepWhileMoving(alarms, this.placementOf('target', target.name));
    }
  }

  private placementOf(kind: PlacedKind, name: string): Placement {
    return placementIn(this.watched, kind, name, stackOf);
  }

  private makeLoadBalancerAlarms(
    loadBalancers: readonly (readonly [string, AlarmPlan])[],
    targets: readonly Target[],
    actions: AlarmActionOptions,
  ): void {
    const scope = new Construct(this, 'LoadBalancers');
    for (const [name, plan] of loadBalancers) {
      const paging = targets.some((target) => target.loadBalancer.name === name && target.paging);
      const alarms = new PlannedAlarms(scope, name, { plan, paging, ...actions });
      keepWhileMoving(alarms, this.placementOf('load-balancer', name));
    }
  }

  /** Over this stack's own targets: those of many stacks together would not fit into the first one's template. */
  private makeDashboards(
    { loadBalancers: all }: EnvironmentPlan,
    loadBalancers: readonly (readonly [string, AlarmPlan])[],
    part: number,
  ): void {
    const { name, runbook } = this.watched;
    new EnvironmentDashboards(this, 'Dashboards', {
      environment: this.watched,
      name: stackName(name, part),
      targets: this.targets,
      loadBalancers: { ...all, alarms: loadBalancers.flatMap(([, { alarms }]) => alarms) },
      otherAlarms:
        this.runbook?.alarms.map((alarm) => `${RunbookFunction.functionNameOf(name)}-${alarm.node.id}`) ?? [],
      others: deploymentOrder(this.watched)
        .toSorted((a, b) => a - b)
        .filter((other) => other !== part)
        .map((other) => stackName(name, other)),
      ...(runbook.on && { runbookName: RunbookFunction.functionNameOf(name) }),
    });
  }

  private describeItself(): void {
    const { dollars, pricesAsOf } = this.cost;
    const value = `$${dollars.toFixed(2)} a month at list price of ${pricesAsOf}: ${describeParts(this.cost)}`;
    new CfnOutput(this, 'MonthlyCost', {
      value,
      description:
        'List price of the alarms on target groups and load balancers; dashboards and the runbook come on top',
    });
    const leftOut = this.leftOut.map(({ subject, kind, reason }) => `${subject}: ${kind}: ${reason}`);
    this.templateOptions.metadata = { holdband: { leftOut } };
  }

  private limitItself({ name, stacks }: Environment): void {
    const waysOut = (times: number) => {
      // At least: names do not fall evenly.
      const enough = Math.max(stacks + 1, Math.ceil(stacks * times));
      const more = `raise environments.${name}.stacks from ${stacks} to ${enough} or more, and run 'holdband place --environment ${name}', which moves alarms without losing cover`;
      return `${more}; or use level standard, or give part of the targets an environment of their own`;
    };
    requireFewResources(this, waysOut);
    const stage = Stage.of(this);
    if (stage) Validations.of(stage).addPlugins(new TemplateSize(this.node.path, waysOut));
  }
}

/** Of every environment once: each of its stacks asks for the plan of all, and plans of a thousand targets take their time. */
const PLANS = new WeakMap<Environment, EnvironmentPlan>();

function plannedOnce(environment: Environment): EnvironmentPlan {
  const known = PLANS.get(environment);
  if (known) return known;
  // Of several stacks each has a dashboard of its own: an alarm links the one that shows its target. Right after a move it
  // still links the old one: CloudFormation adopts an alarm as it is, and would never write a description that differs.
  const dashboardOf = (kind: PlacedKind, name: string) => {
    const { stack, movedFrom } = placementIn(environment, kind, name, stackOf);
    return stackName(environment.name, movedFrom ?? stack);
  };
  const plan = planEnvironment(environment, dashboardOf);
  PLANS.set(environment, plan);
  return plan;
}

function stackProps(environment: Environment, part: number, synthesizer: IStackSynthesizer | undefined) {
  const { name, account, region, qualifier, permissionsBoundary, stacks } = environment;
  const share = stacks > 1 ? ` (stack ${part} of ${stacks})` : '';
  return {
    stackName: stackName(name, part),
    description: `Latency alarms that leave idle long polls out: ${name}${share}`,
    env: { account, region },
    terminationProtection: true,
    // A megabyte is little: 45 target groups are half of it without the blanks.
    suppressTemplateIndentation: true,
    synthesizer: synthesizer ?? (qualifier === undefined ? undefined : new DefaultStackSynthesizer({ qualifier })),
    permissionsBoundary:
      permissionsBoundary === undefined ? undefined : PermissionsBoundary.fromArn(permissionsBoundary),
  };
}

/** Plans of one load balancer each, by its name. */
function bySubject({ alarms, leftOut }: AlarmPlan): [string, AlarmPlan][] {
  const names = [...new Set([...alarms, ...leftOut].map(({ subject }) => subject))];
  return names.map((name) => {
    const own = <T extends { readonly subject: string }>(all: readonly T[]) =>
      all.filter(({ subject }) => subject === name);
    return [name, { alarms: own(alarms), leftOut: own(leftOut) }];
  });
}
