import { readFileSync } from 'node:fs';
import { LegacyStackSynthesizer } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { planEnvironment } from '../../lib/core/alarms/plan.ts';
import type { Environment } from '../../lib/core/targets.ts';
import { anApp, anEnvironment, aTarget, resources, stacksOf, templateOf } from './_environment.ts';

const ALARM = 'AWS::CloudWatch::Alarm';
const three = [aTarget({ name: 'alpha' }), aTarget({ name: 'beta' }), aTarget({ name: 'gamma', traffic: 'mixed' })];

/** Logical id and alarm name of everything that has a name. */
function identities(environment: Environment): string[] {
  return stacksOf(environment)
    .flatMap((stack) => {
      const { Resources } = Template.fromStack(stack).toJSON() as {
        Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
      };
      return Object.entries(Resources).map(
        ([id, { Type, Properties }]) => `${stack.stackName} ${Type} ${id} ${Properties?.AlarmName ?? ''}`,
      );
    })
    .toSorted();
}

/** Which stacks each stack is deployed after. */
function waitsFor(environment: Environment): Record<string, string[]> {
  const stacks = stacksOf(environment);
  return Object.fromEntries(stacks.map((one) => [one.stackName, one.dependencies.map(({ stackName }) => stackName)]));
}

describe('LatencyAlarmsStack', () => {
  it('holds every alarm of the plan', () => {
    const environment = anEnvironment({ targets: three });
    const plan = planEnvironment(environment);
    const planned = [...plan.targets.flatMap(({ plan: { alarms } }) => alarms), ...plan.loadBalancers.alarms];

    const names = Object.values(resources(templateOf(environment), ALARM)).map(({ AlarmName }) => AlarmName);

    expect(names).toEqual(expect.arrayContaining(planned.map(({ name }) => name)));
    expect(planned.length).toBeGreaterThan(20);
  });

  it('sends pages to the page topic and the runbook', () => {
    templateOf(anEnvironment()).hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: [
        'arn:aws:sns:us-east-2:111122223333:on-call',
        'arn:aws:lambda:us-east-2:111122223333:function:holdband-prod-runbook',
      ],
    });
  });

  it('sends tickets to the ticket topic alone', () => {
    templateOf(anEnvironment()).hasResourceProperties(ALARM, {
      AlarmName: 'holdband-prod-fleet-server-target-errors',
      AlarmActions: ['arn:aws:sns:us-east-2:111122223333:tickets'],
    });
  });

  it('gives the children of a composite no action of their own', () => {
    templateOf(anEnvironment()).hasResourceProperties(ALARM, {
      AlarmName: 'holdband-prod-fleet-server-slow-5m',
      AlarmActions: Match.absent(),
    });
  });

  it('takes one ARN for everything', () => {
    const one = 'arn:aws:sns:us-east-2:111122223333:everything';
    const template = templateOf(anEnvironment({ notify: { page: one, ticket: one, verdict: one } }));

    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmActions: Match.arrayWith([one]) });
    template.resourceCountIs('AWS::SNS::Topic', 0);
  });

  it('does without a runbook where it is off', () => {
    const template = templateOf(anEnvironment({ runbook: { on: false, architecture: 'arm64' } }));

    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: ['arn:aws:sns:us-east-2:111122223333:on-call'],
    });
  });

  it('lets nothing act in shadow mode, neither targets, nor load balancers, nor the runbook', () => {
    const targets = three.map((target) => ({ ...target, paging: false }));
    const template = templateOf(anEnvironment({ paging: false, targets }));

    const all = { ...resources(template, ALARM), ...resources(template, 'AWS::CloudWatch::CompositeAlarm') };
    expect(Object.values(all).filter(({ ActionsEnabled }) => ActionsEnabled !== false)).toEqual([]);
    expect(Object.keys(all).length).toBeGreaterThan(30);
  });

  it('lets one target group stay in shadow mode', () => {
    const template = templateOf(anEnvironment({ targets: [aTarget(), aTarget({ name: 'young', paging: false })] }));

    const composite = (AlarmName: string, ActionsEnabled: boolean) =>
      template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', { AlarmName, ActionsEnabled });
    composite('holdband-prod-fleet-server-page', true);
    composite('holdband-prod-young-page', false);
  });
});

describe('LatencyAlarmsStack for good', () => {
  it('keeps logical ids and alarm names when target groups and load balancers are made again', () => {
    const anew = three.map(({ name, traffic }) => aTarget({ name, traffic, hex: '0000000000000001' }));

    expect(identities(anEnvironment({ targets: anew }))).toEqual(identities(anEnvironment({ targets: three })));
  });

  it('keeps logical ids and alarm names of targets when they move to a load balancer of another name', () => {
    const [other] = [aTarget({ name: 'other' })];
    const moved = three.map((target) => ({
      ...target,
      loadBalancer: other.loadBalancer,
      targetGroup: other.targetGroup,
    }));
    const ofTargets = (environment: Environment) => identities(environment).filter((line) => line.includes(' Targets'));

    expect(ofTargets(anEnvironment({ targets: moved }))).toEqual(ofTargets(anEnvironment({ targets: three })));
  });

  it('keeps logical ids and alarm names when targets change their order', () => {
    expect(identities(anEnvironment({ targets: three.toReversed() }))).toEqual(
      identities(anEnvironment({ targets: three })),
    );
  });

  it('keeps logical ids and alarm names of a target when another one comes before it', () => {
    const more = identities(anEnvironment({ targets: [aTarget({ name: 'aaa' }), ...three] }));

    expect(more).toEqual(expect.arrayContaining(identities(anEnvironment({ targets: three }))));
  });

  it('has the names that deployed accounts have', () => {
    const [stack] = stacksOf(anEnvironment());
    const ids = Object.keys(Template.fromStack(stack as LatencyAlarmsStack).toJSON().Resources);

    // Written down, not computed: whoever changes one of these deletes alarms in somebody's account.
    expect(stack?.stackName).toBe('holdband-prod');
    expect(ids).toEqual(
      expect.arrayContaining([
        'Targetsfleetserverslow5m2DA10E72',
        'TargetsfleetserverpageD20D9414',
        'RunbookFunctionFD663587',
        'DashboardsDashboard86D17ED7',
      ]),
    );
  });
});

describe('LatencyAlarmsStack in many stacks', () => {
  const many = Array.from({ length: 12 }, (_, index) => aTarget({ name: `service-${index}` }));
  const environment = anEnvironment({ stacks: 3, targets: many });

  it('makes every alarm in exactly one stack', () => {
    const plan = planEnvironment(environment);
    const planned = [...plan.targets.flatMap(({ plan: { alarms } }) => alarms), ...plan.loadBalancers.alarms];

    const stacks = stacksOf(environment);
    const made = stacks.flatMap((stack) => Object.values(resources(Template.fromStack(stack), ALARM)));

    const names = made.map(({ AlarmName }) => AlarmName as string).filter((name) => !name.includes('-runbook-'));
    expect(names.toSorted()).toEqual(planned.map(({ name }) => name).toSorted());
    expect(stacks.map(({ stackName }) => stackName)).toEqual(['holdband-prod', 'holdband-prod-2', 'holdband-prod-3']);
  });

  it('makes topics and runbook in the first, and refers to both by ARN in the others', () => {
    const [first, second] = stacksOf({ ...environment, notify: { subscribe: ['a@example.com'] } });
    const template = Template.fromStack(second as LatencyAlarmsStack);

    Template.fromStack(first as LatencyAlarmsStack).resourceCountIs('AWS::SNS::Topic', 3);
    template.resourceCountIs('AWS::SNS::Topic', 0);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    template.allResourcesProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: [
        'arn:aws:sns:us-east-2:111122223333:holdband-prod-page',
        'arn:aws:lambda:us-east-2:111122223333:function:holdband-prod-runbook',
      ],
    });
  });

  it('is deployed in ascending order', () => {
    expect(waitsFor(environment)).toEqual({
      'holdband-prod': [],
      'holdband-prod-2': ['holdband-prod'],
      'holdband-prod-3': ['holdband-prod-2'],
    });
  });

  it('is made in a moment however many stacks there are', () => {
    // CDK walks every path of dependencies: with each stack on all before it, these would take longer than this test may.
    expect(stacksOf(anEnvironment({ stacks: 60, targets: [] }))).toHaveLength(60);
  });

  it('fails when another environment has the name of one of them', () => {
    const app = anApp();
    LatencyAlarmsStack.forEnvironment(app, anEnvironment({ name: 'prod-2', targets: [] }));

    expect(() => LatencyAlarmsStack.forEnvironment(app, environment)).toThrow(
      'environments.prod: its stack 2 would be holdband-prod-2, which another environment has; rename one of them',
    );
  });

  it('prices each stack for itself', () => {
    const sum = stacksOf(environment).reduce((total, { cost }) => total + cost.alarmMetrics, 0);
    expect(sum).toBe(planEnvironment(environment).costPerMonth.alarmMetrics);
  });
});

describe('LatencyAlarmsStack in an account', () => {
  it('stands in its account and Region, protected from deletion', () => {
    const [stack] = stacksOf(anEnvironment({ region: 'eu-west-1', notify: {}, targets: [] }));

    expect(stack).toMatchObject({ account: '111122223333', region: 'eu-west-1', terminationProtection: true });
  });

  it('writes its template without blanks', () => {
    const app = anApp();
    LatencyAlarmsStack.forEnvironment(app, anEnvironment());

    const text = JSON.stringify(app.synth().getStackByName('holdband-prod').template);
    const [file] = [app.synth().getStackByName('holdband-prod').templateFullPath];
    expect(readFileSync(file, 'utf8').trim()).toBe(text);
  });

  it('tags alarms, composites, topics and function', () => {
    const template = templateOf(anEnvironment({ tags: { team: 'search' }, notify: { subscribe: ['a@example.com'] } }));

    const tagged = { Tags: Match.arrayWith([{ Key: 'team', Value: 'search' }]) };
    for (const type of [ALARM, 'AWS::CloudWatch::CompositeAlarm', 'AWS::SNS::Topic', 'AWS::Lambda::Function']) {
      template.allResourcesProperties(type, tagged);
    }
  });

  it('bounds its roles', () => {
    const permissionsBoundary = 'arn:aws:iam::111122223333:policy/boundary';
    templateOf(anEnvironment({ permissionsBoundary })).allResourcesProperties('AWS::IAM::Role', {
      PermissionsBoundary: permissionsBoundary,
    });
  });

  it('uses the bootstrap qualifier of the account', () => {
    templateOf(anEnvironment({ qualifier: 'team42' })).hasResourceProperties('AWS::Lambda::Function', {
      Code: { S3Bucket: 'cdk-team42-assets-111122223333-us-east-2' },
    });
  });

  it('takes a synthesizer and a runtime of the app', () => {
    const synthesizer = new LegacyStackSynthesizer();
    const runtime = Runtime.NODEJS_22_X;
    const stack = new LatencyAlarmsStack(anApp(), 'Own', { environment: anEnvironment(), synthesizer, runtime });

    expect(stack.synthesizer instanceof LegacyStackSynthesizer).toBe(true);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x' });
  });

  it.each([
    ['arm64', 'arm64'],
    ['x86_64', 'x86_64'],
  ] as const)('runs the runbook on %s', (architecture, rendered) => {
    templateOf(anEnvironment({ runbook: { on: true, architecture } })).hasResourceProperties('AWS::Lambda::Function', {
      Architectures: [rendered],
    });
  });

  it('names every ARN by the partition of its Region', () => {
    const inChina = (arn: string) => arn.replace('arn:aws:', 'arn:aws-cn:').replace('us-east-2', 'cn-north-1');
    const target = aTarget();
    const environment = anEnvironment({
      region: 'cn-north-1',
      partition: 'aws-cn',
      notify: {},
      runbook: { on: false, architecture: 'arm64' },
      targets: [
        {
          ...target,
          loadBalancer: { ...target.loadBalancer, arn: inChina(target.loadBalancer.arn) },
          targetGroup: { ...target.targetGroup, arn: inChina(target.targetGroup.arn) },
        },
      ],
    });

    expect(JSON.stringify(templateOf(environment).toJSON())).not.toMatch(/arn:aws:/);
  });

  it('says in an output what its alarms cost', () => {
    const [stack] = stacksOf(anEnvironment()) as [LatencyAlarmsStack];
    const { dollars, alarmMetrics } = stack.cost;

    Template.fromStack(stack).hasOutput('MonthlyCost', {
      Value: Match.stringLikeRegexp(`^\\$${dollars.toFixed(2)} a month .*: ${alarmMetrics} alarm metrics, 1 composite`),
    });
  });

  it('says in its metadata what was left out and why', () => {
    const [stack] = stacksOf(anEnvironment()) as [LatencyAlarmsStack];

    const { leftOut } = Template.fromStack(stack).toJSON().Metadata.holdband;
    expect(leftOut).toEqual(stack.leftOut.map(({ subject, kind, reason }) => `${subject}: ${kind}: ${reason}`));
    expect(leftOut.length).toBeGreaterThan(0);
  });

  it('fails when a target group is in another Region', () => {
    expect(() => stacksOf(anEnvironment({ region: 'us-west-2', notify: {} }))).toThrow(
      /is in region us-east-2, the stack in us-west-2/,
    );
  });
});
