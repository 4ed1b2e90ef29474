import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IAlarmAction,
  type IMetric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Architecture, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { requireFewActions } from './planned-alarms.ts';
import { runbookCode } from './private/runbook-code.ts';
import { RunbookAlarmAction } from './runbook-alarm-action.ts';
import { requireName } from './target-group-latency-alarms.ts';

/** Properties of {@link RunbookFunction}. */
export interface RunbookFunctionProps {
  /** Environment whose alarms may run it; part of the function's name, `holdband-<environment>-runbook`. */
  readonly environmentName: string;
  /**
   * Topic that gets the verdicts. Not one of the function's own alarms.
   *
   * @default - verdicts stand in the log only
   */
  readonly verdictTopic?: ITopic;
  /** Key of the verdict topic. @default - the topic is not encrypted with a key of yours */
  readonly verdictKey?: IKey;
  /**
   * What happens when the function itself fails. At most five.
   *
   * @default - nothing; the alarms are only visible in CloudWatch
   */
  readonly ticketActions?: IAlarmAction[];
  /** False is shadow mode: alarms on the function do not act. @default true */
  readonly paging?: boolean;
  /** Processor. @default Architecture.ARM_64 */
  readonly architecture?: Architecture;
  /** Node.js 22 or later; a partition may lag behind. @default Runtime.NODEJS_24_X */
  readonly runtime?: Runtime;
  /** Time one run may take, up to 15 minutes. @default Duration.minutes(1) */
  readonly timeout?: Duration;
  /** Days the log is kept. @default RetentionDays.THREE_MONTHS */
  readonly logRetention?: RetentionDays;
  /** Runs at a time set aside for it. @default - none: setting some aside fails in accounts with a small quota */
  readonly reservedConcurrentExecutions?: number;
}

/**
 * The function that alarms call, and people and dashboards. It judges the target group of an alarm in ALARM: reads metrics,
 * alarms and load balancer settings, changes nothing, logs its verdict and tells the verdict topic.
 *
 * Alarms of the environment may call it. Whoever else does needs `lambda:InvokeFunction`: an alarm of another name, a rule, a
 * topic (CDK's own targets bring the permission), a person, the viewer of a dashboard.
 */
export class RunbookFunction extends Construct {
  /** Name that the function of an environment has, known without the function: other stacks call it by this. */
  static functionNameOf(environmentName: string): string {
    requireName('environmentName', environmentName);
    return `holdband-${environmentName}-runbook`;
  }

  /** Add it to the page actions of alarms; works from other stacks, too. */
  readonly alarmAction: IAlarmAction;
  /** Escape hatch: the function. */
  readonly function: LambdaFunction;
  /** Events that failed three times, and verdicts that the verdict topic did not take. */
  readonly deadLetterQueue: Queue;
  /** Alarms on the function itself. */
  readonly alarms: Alarm[];

  constructor(scope: Construct, id: string, props: RunbookFunctionProps) {
    super(scope, id);
    const functionName = RunbookFunction.functionNameOf(props.environmentName);
    this.alarmAction = new RunbookAlarmAction(functionName);
    this.deadLetterQueue = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // Without a name: one left over after a deletion would stop the next deployment.
    const logGroup = new LogGroup(this, 'Log', {
      retention: props.logRetention ?? RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.makeRole(props);
    logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName,
      description: `Says what stands behind a latency alarm of holdband in ${props.environmentName}`,
      code: runbookCode(),
      handler: 'index.handler',
      runtime: props.runtime ?? Runtime.NODEJS_24_X,
      architecture: props.architecture ?? Architecture.ARM_64,
      timeout: props.timeout ?? Duration.minutes(1),
      memorySize: 256,
      role,
      logGroup,
      deadLetterQueue: this.deadLetterQueue,
      reservedConcurrentExecutions: props.reservedConcurrentExecutions,
      environment: {
        HOLDBAND_ENVIRONMENT: props.environmentName,
        ...(props.verdictTopic ? { VERDICT_TOPIC_ARN: props.verdictTopic.topicArn } : {}),
        // Also for verdicts that the topic did not take: the run itself succeeds then.
        DEAD_LETTER_QUEUE_URL: this.deadLetterQueue.queueUrl,
      },
    });
    this.permitAlarms(props.environmentName);
    this.alarms = this.watchItself(functionName, props);
  }

  private makeRole({ verdictTopic, verdictKey }: RunbookFunctionProps): Role {
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: 'Reads metrics, alarms and load balancers; writes its own log and the verdict topic',
    });
    // None of these actions knows resources: composites are described only under *.
    role.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [
          'cloudwatch:DescribeAlarms',
          'cloudwatch:GetMetricData',
          ...DESCRIBED.map((what) => `elasticloadbalancing:Describe${what}`),
        ],
        resources: ['*'],
      }),
    );
    verdictTopic?.grantPublish(role);
    if (verdictTopic) verdictKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey*');
    acknowledgeWildcards(role);
    return role;
  }

  /** One permission for every alarm of the environment: one each would outgrow the 20 kB a function's policy may have. */
  private permitAlarms(environmentName: string): void {
    const stack = Stack.of(this);
    this.function.addPermission('Alarms', {
      principal: new ServicePrincipal('lambda.alarms.cloudwatch.amazonaws.com'),
      sourceAccount: stack.account,
      sourceArn: stack.formatArn({
        service: 'cloudwatch',
        resource: 'alarm',
        resourceName: `holdband-${environmentName}-*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    });
  }

  /** Straight to the ticket actions: a runbook that is broken cannot report itself. */
  private watchItself(functionName: string, { ticketActions = [], paging = true }: RunbookFunctionProps): Alarm[] {
    requireFewActions({ ticketActions });
    const period = Duration.minutes(5);
    const watched: [string, IMetric, string][] = [
      ['errors', this.function.metricErrors({ period }), 'failed'],
      ['throttles', this.function.metricThrottles({ period }), 'was throttled'],
      [
        'dropped-events',
        this.function.metric('AsyncEventsDropped', { period, statistic: Stats.SUM }),
        'gave events up; they are in its dead-letter queue, or lost where no alarm says they are there',
      ],
      [
        'dead-letters',
        this.deadLetterQueue.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
        'has events or untold verdicts in its dead-letter queue, where they stay 14 days',
      ],
    ];
    return watched.map(([id, metric, what]) => {
      const alarm = new Alarm(this, id, {
        alarmName: `${functionName}-${id}`,
        alarmDescription: `The runbook ${functionName} ${what}. Pages still go out, some without a verdict.`,
        metric,
        threshold: 0,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        actionsEnabled: paging,
      });
      alarm.addAlarmAction(...ticketActions);
      return alarm;
    });
  }
}

/** The elasticloadbalancing:Describe* calls that a triage makes, no more: a test compares them with those recorded. */
const DESCRIBED = ['Listeners', 'LoadBalancerAttributes', 'Rules', 'TargetGroups', 'TargetHealth'];

function acknowledgeWildcards(role: Role): void {
  Validations.of(role).acknowledge(
    {
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        'GetMetricData, DescribeAlarms of composites and elasticloadbalancing:Describe* know no resources. All read.',
    },
    {
      id: 'AwsSolutions-IAM5[Action::kms:GenerateDataKey*]',
      reason: 'The two forms of GenerateDataKey, on the one key of the verdict topic, as SNS asks for.',
    },
  );
}
