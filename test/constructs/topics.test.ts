import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import type { Environment, Notify, Target } from '../../lib/core/targets.ts';
import { anEnvironment, aTarget, resources, stacksOf, templateOf } from './_environment.ts';

const SUBSCRIBED: Notify = { subscribe: ['oncall@example.com', 'https://hooks.example.com/alarms'] };

interface Statement {
  readonly Effect: string;
  readonly Principal: { readonly Service?: string };
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** Statements that let alarms of the account do something. */
function forAlarms(statements: readonly Statement[]): Statement[] {
  return statements.filter(
    ({ Effect, Principal }) => Effect === 'Allow' && Principal.Service === 'cloudwatch.amazonaws.com',
  );
}

function statementsOf(properties: Record<string, unknown> | undefined, key: string): Statement[] {
  return (properties?.[key] as { Statement: Statement[] } | undefined)?.Statement ?? [];
}

/** Follows an alarm's action to the topic, its policy and its key; says at which step an alarm would get lost. */
function whereLost(template: Template, action: unknown): string | undefined {
  const account = { StringEquals: { 'aws:SourceAccount': '111122223333' } };
  const topicId = (action as { Ref?: string }).Ref ?? '';
  const topic = resources(template, 'AWS::SNS::Topic')[topicId];
  if (!topic) return 'the action is no topic of the template';

  const policies = Object.values(resources(template, 'AWS::SNS::TopicPolicy')).filter(({ Topics }) =>
    JSON.stringify(Topics).includes(JSON.stringify(action)),
  );
  const publish = forAlarms(policies.flatMap((policy) => statementsOf(policy, 'PolicyDocument'))).find(
    ({ Action, Resource, Condition }) =>
      Action === 'sns:Publish' &&
      JSON.stringify(Resource) === JSON.stringify(action) &&
      JSON.stringify(Condition) === JSON.stringify(account),
  );
  if (!publish) return 'the policy of the topic does not let alarms publish';

  const keyId = (topic.KmsMasterKeyId as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt']?.[0] ?? '';
  const key = resources(template, 'AWS::KMS::Key')[keyId];
  if (!key) return 'the topic is not encrypted with a key of the template';
  const use = forAlarms(statementsOf(key, 'KeyPolicy')).find(
    ({ Action, Condition }) =>
      JSON.stringify(Action) === '["kms:Decrypt","kms:GenerateDataKey*"]' &&
      JSON.stringify(Condition) === JSON.stringify(account),
  );
  return use ? undefined : 'the policy of the key does not let alarms use it';
}

describe('topics that the stack makes', () => {
  it('let every alarm through: action, topic policy, key policy', () => {
    const template = templateOf(anEnvironment({ notify: SUBSCRIBED }));

    const alarms = {
      ...resources(template, 'AWS::CloudWatch::Alarm'),
      ...resources(template, 'AWS::CloudWatch::CompositeAlarm'),
    };
    const actions = Object.values(alarms).flatMap(({ AlarmActions }) => (AlarmActions ?? []) as unknown[]);
    const toTopics = actions.filter((action) => typeof action === 'object' && action !== null && 'Ref' in action);
    expect(toTopics.map((action) => whereLost(template, action)).filter(Boolean)).toEqual([]);
    // All but the composite's runbook, which is named by its ARN.
    expect(toTopics).toHaveLength(actions.length - 1);
  });

  it('refuse whatever is not encrypted on its way', () => {
    templateOf(anEnvironment({ notify: SUBSCRIBED })).allResourcesProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        ]),
      },
    });
  });

  it('are those that were not given, and no others', () => {
    const page = 'arn:aws:sns:us-east-2:111122223333:on-call';
    const template = templateOf(anEnvironment({ notify: { ...SUBSCRIBED, page } }));

    const names = Object.values(resources(template, 'AWS::SNS::Topic')).map(({ TopicName }) => TopicName);
    expect(names).toEqual(['holdband-prod-ticket', 'holdband-prod-verdict']);
  });

  it('do not include one for verdicts where there is no runbook', () => {
    const template = templateOf(anEnvironment({ notify: SUBSCRIBED, runbook: { on: false, architecture: 'arm64' } }));

    template.resourceCountIs('AWS::SNS::Topic', 2);
  });

  it('use the key given, which is then not made', () => {
    const key = 'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const template = templateOf(anEnvironment({ notify: { ...SUBSCRIBED, key } }));

    template.resourceCountIs('AWS::KMS::Key', 0);
    template.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: key });
  });

  it('warn that the policy of a key given must let alarms use it, which cannot be seen from here', () => {
    const key = 'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const warnings = (notify: Notify) =>
      Annotations.fromStack(stacksOf(anEnvironment({ notify }))[0] as LatencyAlarmsStack).findWarning(
        '/holdband-prod/Topics',
        Match.stringLikeRegexp(`${key}; its policy must let cloudwatch.amazonaws.com call kms:Decrypt`),
      );

    expect(warnings({ ...SUBSCRIBED, key })).toHaveLength(1);
    expect(warnings({ ...anEnvironment().notify, key })).toEqual([]);
    expect(warnings(SUBSCRIBED)).toEqual([]);
  });

  it('turn the key they are encrypted with', () => {
    templateOf(anEnvironment({ notify: SUBSCRIBED })).hasResourceProperties('AWS::KMS::Key', {
      EnableKeyRotation: true,
    });
  });

  it('reach the addresses subscribed, e-mail and https', () => {
    const template = templateOf(anEnvironment({ notify: SUBSCRIBED }));

    template.resourcePropertiesCountIs(
      'AWS::SNS::Subscription',
      { Protocol: 'email', Endpoint: 'oncall@example.com' },
      3,
    );
    template.resourcePropertiesCountIs('AWS::SNS::Subscription', { Protocol: 'https' }, 3);
  });

  it('warn where nobody subscribes', () => {
    const [stack] = stacksOf(anEnvironment({ notify: {} })) as [LatencyAlarmsStack];

    const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('nobody subscribes to the'));
    expect(warnings.map(({ id }) => id)).toEqual([
      '/holdband-prod/Topics/page',
      '/holdband-prod/Topics/ticket',
      '/holdband-prod/Topics/verdict',
    ]);
  });

  it('do not warn where somebody subscribes', () => {
    const [stack] = stacksOf(anEnvironment({ notify: SUBSCRIBED })) as [LatencyAlarmsStack];

    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('nobody subscribes'));
  });
});

describe('topics that were given', () => {
  it('are used and not touched', () => {
    const template = templateOf(anEnvironment());

    for (const type of ['Topic', 'TopicPolicy', 'Subscription']) template.resourceCountIs(`AWS::SNS::${type}`, 0);
    template.resourceCountIs('AWS::KMS::Key', 0);
  });

  it.each([
    [
      'page',
      'arn:aws:sns:us-east-1:111122223333:x',
      /notify\.page: must be in aws us-east-2.*got: .*\(aws us-east-1\)/,
    ],
    [
      'ticket',
      'arn:aws-cn:sns:us-east-2:111122223333:x',
      /notify\.ticket: must be in aws us-east-2.*\(aws-cn us-east-2\)/,
    ],
    ['verdict', 'on-call', /notify\.verdict: .*got: on-call \(no ARN\)/],
    ['key', 'arn:aws:kms:eu-west-1:111122223333:key/1', /notify\.key: /],
  ] as const)('fail when %s is %s', (role, arn, message) => {
    const { notify } = anEnvironment();
    expect(() => stacksOf(anEnvironment({ notify: { ...notify, [role]: arn } }))).toThrow(message);
  });
});

describe('topics of one target', () => {
  const own = { page: 'arn:aws:sns:us-east-2:111122223333:search', ticket: 'arn:aws:sns:us-east-2:999988887777:later' };
  const fleet = (notify?: Target['notify']) =>
    aTarget({ name: 'fleet', idleTimeoutSeconds: 300, ...(notify && { notify }) });

  /** ARNs of topics by end of the alarm's name. */
  function heard(environment: Environment): Record<string, string[]> {
    const template = templateOf(environment);
    const alarms = {
      ...resources(template, 'AWS::CloudWatch::Alarm'),
      ...resources(template, 'AWS::CloudWatch::CompositeAlarm'),
    };
    const named = Object.values(alarms).map(({ AlarmName, AlarmActions = [] }): [string, string[]] => [
      String(AlarmName).replace('holdband-prod-', ''),
      (AlarmActions as unknown[]).filter(
        (action): action is string => typeof action === 'string' && action.includes(':sns:'),
      ),
    ]);
    return Object.fromEntries(named);
  }

  it('hear its pages and tickets, and those of no other target', () => {
    const search = aTarget({ name: 'search', hex: '943f017f100becff' });
    const alarms = heard(anEnvironment({ targets: [fleet(own), search] }));
    const { notify } = anEnvironment();

    expect(alarms['fleet-page']).toEqual([own.page]);
    expect(alarms['fleet-target-errors']).toEqual([own.ticket]);
    expect(alarms['search-page']).toEqual([notify.page]);
    expect(alarms['search-target-errors']).toEqual([notify.ticket]);
  });

  it('leave the alarms of its load balancer and of the runbook to the environment', () => {
    const alarms = heard(anEnvironment({ targets: [fleet(own)] }));
    const others = Object.entries(alarms).filter(([name]) => !name.startsWith('fleet-') || name.includes('alb'));

    expect(others.length).toBeGreaterThanOrEqual(2);
    expect(new Set(others.flatMap(([, arns]) => arns))).toEqual(new Set([anEnvironment().notify.ticket]));
  });

  it('may be one of two, the other is that of the environment', () => {
    const alarms = heard(anEnvironment({ targets: [fleet({ page: own.page })] }));

    expect([alarms['fleet-page'], alarms['fleet-target-errors']]).toEqual([
      [own.page],
      [anEnvironment().notify.ticket],
    ]);
  });

  it('may be shared, and change no logical id', () => {
    const ids = (notify?: Target['notify']) => {
      const other = aTarget({ name: 'other', hex: '943f017f100becff', ...(notify && { notify }) });
      const template = templateOf(anEnvironment({ targets: [fleet(notify), other] }));
      return Object.keys(resources(template, 'AWS::CloudWatch::Alarm'));
    };

    expect(ids(own)).toEqual(ids());
  });

  it('fail where an alarm would not reach them', () => {
    const abroad = { ticket: 'arn:aws:sns:us-east-1:111122223333:x' };

    expect(() => stacksOf(anEnvironment({ targets: [fleet(abroad)] }))).toThrow(
      'environments.prod.targets.fleet.notify.ticket: must be in aws us-east-2, like the alarms that use it',
    );
  });
});
