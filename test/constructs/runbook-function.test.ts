import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { RunbookAlarmAction } from '../../lib/constructs/runbook-alarm-action.ts';
import { RunbookFunction, type RunbookFunctionProps } from '../../lib/constructs/runbook-function.ts';

const TICKET = 'arn:aws:sns:us-east-2:111122223333:tickets';
const LAMBDA = 'AWS::Lambda::Function';

function stackWith(props: (stack: Stack) => Partial<RunbookFunctionProps> = () => ({})): Stack {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'us-east-2' } });
  new RunbookFunction(stack, 'Runbook', { environmentName: 'prod', ...props(stack) });
  return stack;
}

function templateWith(props?: (stack: Stack) => Partial<RunbookFunctionProps>): Template {
  return Template.fromStack(stackWith(props));
}

/** Every action the function's role may take, with the resources it may take it on. */
function granted(template: Template): [string, unknown][] {
  return Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties }) =>
    Properties.PolicyDocument.Statement.flatMap(
      ({ Action, Resource }: { Action: string | string[]; Resource: unknown }) =>
        [Action].flat().map((action) => [action, Resource] as [string, unknown]),
    ),
  );
}

describe('RunbookFunction', () => {
  it('has defaults that fit any account', () => {
    templateWith().hasResourceProperties(LAMBDA, {
      FunctionName: 'holdband-prod-runbook',
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: 60,
      ReservedConcurrentExecutions: Match.absent(),
      Environment: {
        Variables: {
          HOLDBAND_ENVIRONMENT: 'prod',
          VERDICT_TOPIC_ARN: Match.absent(),
          DEAD_LETTER_QUEUE_URL: { Ref: Match.stringLikeRegexp('DeadLetters') },
        },
      },
    });
  });

  it.each<[string, Partial<RunbookFunctionProps>, Record<string, unknown>]>([
    ['runtime', { runtime: Runtime.NODEJS_22_X }, { Runtime: 'nodejs22.x' }],
    ['architecture', { architecture: Architecture.X86_64 }, { Architectures: ['x86_64'] }],
    ['timeout', { timeout: Duration.minutes(3) }, { Timeout: 180 }],
    ['reservedConcurrentExecutions', { reservedConcurrentExecutions: 0 }, { ReservedConcurrentExecutions: 0 }],
  ])('takes %s', (_, props, rendered) => {
    templateWith(() => props).hasResourceProperties(LAMBDA, rendered);
  });

  it('may read metrics, alarms and load balancers, write its log and its dead letters, and nothing else', () => {
    const actions = granted(templateWith());

    expect(actions.map(([action]) => action).toSorted()).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:GetMetricData',
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'sqs:SendMessage',
    ]);
    const everywhere = actions.filter(([, resource]) => resource === '*').map(([action]) => action);
    expect(everywhere.filter((action) => !/:(Describe|GetMetricData)/.test(action))).toEqual([]);
  });

  it('has no managed policy', () => {
    templateWith().allResourcesProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('may publish to the verdict topic and use its key, and to no other', () => {
    const template = templateWith((stack) => ({
      verdictTopic: Topic.fromTopicArn(stack, 'Verdicts', TICKET),
      verdictKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-2:111122223333:key/1'),
    }));

    const actions = granted(template);
    expect(actions).toContainEqual(['sns:Publish', TICKET]);
    expect(actions).toContainEqual(['kms:GenerateDataKey*', 'arn:aws:kms:us-east-2:111122223333:key/1']);
    expect(actions).toContainEqual(['kms:Decrypt', 'arn:aws:kms:us-east-2:111122223333:key/1']);
    template.hasResourceProperties(LAMBDA, { Environment: { Variables: { VERDICT_TOPIC_ARN: TICKET } } });
  });

  it('lets the alarms of its environment call it, by one permission', () => {
    const template = templateWith();

    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'lambda.alarms.cloudwatch.amazonaws.com',
      SourceAccount: '111122223333',
      SourceArn: {
        'Fn::Join': [
          '',
          ['arn:', { Ref: 'AWS::Partition' }, ':cloudwatch:us-east-2:111122223333:alarm:holdband-prod-*'],
        ],
      },
    });
  });

  it('has a log of its own, without a name and gone with the stack', () => {
    const template = templateWith(() => ({ logRetention: RetentionDays.ONE_WEEK }));

    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { LogGroupName: Match.absent(), RetentionInDays: 7 },
    });
    template.hasResourceProperties(LAMBDA, { LoggingConfig: { LogGroup: { Ref: Match.anyValue() } } });
    template.resourceCountIs('Custom::LogRetention', 0);
  });

  it('keeps events it gave up for 14 days, encrypted', () => {
    const template = templateWith();

    template.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
    template.hasResourceProperties(LAMBDA, { DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': Match.anyValue() } } });
  });

  it.each([
    ['errors', 'AWS/Lambda', 'Errors', 'Sum'],
    ['throttles', 'AWS/Lambda', 'Throttles', 'Sum'],
    ['dropped-events', 'AWS/Lambda', 'AsyncEventsDropped', 'Sum'],
    ['dead-letters', 'AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'Maximum'],
  ])('tells the ticket topic itself of %s', (id, namespace, metric, statistic) => {
    const template = templateWith(() => ({ ticketActions: [{ bind: () => ({ alarmActionArn: TICKET }) }] }));

    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `holdband-prod-runbook-${id}`,
      Namespace: namespace,
      MetricName: metric,
      Statistic: statistic,
      Period: 300,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [TICKET],
      ActionsEnabled: true,
    });
  });

  it('says of dropped events that the dead-letter queue has them: Lambda sends them there before it drops them', () => {
    templateWith().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'holdband-prod-runbook-dropped-events',
      AlarmDescription: Match.stringLikeRegexp('gave events up; they are in its dead-letter queue'),
    });
  });

  it('is called from another stack by its name, which ties no stack to another', () => {
    const other = new Stack(new App(), 'Other', { env: { account: '111122223333', region: 'us-east-2' } });

    const { alarmActionArn } = new RunbookAlarmAction(RunbookFunction.functionNameOf('prod')).bind(other, {} as never);

    expect(other.resolve(alarmActionArn)).toEqual({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, ':lambda:us-east-2:111122223333:function:holdband-prod-runbook'],
      ],
    });
  });

  it('fails when the environment has a name no function can have', () => {
    expect(() => stackWith(() => ({ environmentName: 'Prod East' }))).toThrow(
      /environmentName: must be 1 to 64 small letters/,
    );
  });
});
