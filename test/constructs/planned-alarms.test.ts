import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { PlannedAlarms, type PlannedAlarmsProps } from '../../lib/constructs/planned-alarms.ts';
import type { AlarmDefinition, AlarmPlan } from '../../lib/core/alarms/definition.ts';
import { planLoadBalancers, planTarget } from '../../lib/core/alarms/plan.ts';
import { catalogueEntry } from '../../lib/core/holds/catalogue.ts';
import type { Target } from '../../lib/core/targets.ts';
import { aTarget, resources } from './_environment.ts';

const PAGE = 'arn:aws:sns:us-east-2:111122223333:on-call';
const TICKET = 'arn:aws:sns:us-east-2:111122223333:tickets';
const action = (alarmActionArn: string): IAlarmAction => ({ bind: () => ({ alarmActionArn }) });
const ACTIONS = { pageActions: [action(PAGE)], ticketActions: [action(TICKET)] };

function rendered(props: PlannedAlarmsProps): { stack: Stack; template: Template } {
  const stack = new Stack(new App(), 'Stack');
  new PlannedAlarms(stack, 'Alarms', props);
  return { stack, template: Template.fromStack(stack) };
}

/** The resource that a definition must become, written down field by field. */
function asResource(alarm: AlarmDefinition, actions: string[] | undefined): Record<string, unknown> {
  return {
    AlarmName: alarm.name,
    AlarmDescription: alarm.description,
    ActionsEnabled: true,
    ...(actions ? { AlarmActions: actions } : {}),
    ComparisonOperator: alarm.comparison,
    Threshold: alarm.threshold,
    EvaluationPeriods: alarm.evaluationPeriods,
    DatapointsToAlarm: alarm.datapointsToAlarm,
    TreatMissingData: alarm.treatMissingData,
    Metrics: [
      { Id: 'value', Expression: alarm.expression, Label: alarm.label, ReturnData: true },
      ...alarm.metrics.map((metric) => ({
        Id: metric.id,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/ApplicationELB',
            MetricName: metric.metricName,
            Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: alarm.periodSeconds,
          Stat: metric.stat,
        },
        ReturnData: false,
      })),
    ],
  };
}

const CASES: [string, Partial<Target>][] = [
  ['long polls', {}],
  ['a thorough group of long polls', { level: 'thorough' }],
  ['mixed traffic', { traffic: 'mixed' }],
  ['mixed traffic counted with PR', { traffic: 'mixed', countForm: 'PR' }],
  ['long polls under the flat estimate', { estimate: 'flat' }],
  ['a message-driven product', { hold: catalogueEntry('matrix-sync')?.profile }],
  ['requests', { traffic: 'requests', hold: undefined, clients: undefined }],
  ['an exempt group', { traffic: 'exempt', exempt: { reason: 'moves next month' } }],
];

describe('PlannedAlarms', () => {
  it.each(CASES)('renders every alarm of %s exactly as planned', (_, changes) => {
    const plan = planTarget(aTarget(changes));

    const { template } = rendered({ plan, ...ACTIONS });

    const found = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
    const wanted = plan.alarms.map((alarm) => asResource(alarm, alarm.severity === 'page' ? undefined : [TICKET]));
    expect(found).toHaveLength(plan.alarms.length);
    expect(byName(found)).toEqual(byName(wanted));
  });

  it('pages through one composite of the children that page', () => {
    const plan = planTarget(aTarget());

    const { template } = rendered({ plan, ...ACTIONS });

    const paging = plan.alarms.filter(({ severity }) => severity === 'page').map(({ name }) => name);
    template.resourceCountIs('AWS::CloudWatch::CompositeAlarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmName: 'holdband-prod-fleet-server-page',
      AlarmDescription: plan.composite?.description,
      AlarmRule: paging.map((name) => `ALARM("${name}")`).join(' OR '),
      AlarmActions: [PAGE],
      OKActions: Match.absent(),
      InsufficientDataActions: Match.absent(),
    });
  });

  it('makes the composite after its children, which CloudWatch wants to see first', () => {
    const plan = planTarget(aTarget());
    const { template } = rendered({ plan, ...ACTIONS });
    const [composite] = Object.values(template.findResources('AWS::CloudWatch::CompositeAlarm'));

    const alarms = resources(template, 'AWS::CloudWatch::Alarm');
    const names = ((composite?.DependsOn ?? []) as string[]).map((id) => alarms[id]?.AlarmName);

    expect(names.toSorted()).toEqual([...(plan.composite?.children ?? [])].toSorted());
  });

  it('acts on no OK state, which every new alarm enters once', () => {
    const { template } = rendered({ plan: planTarget(aTarget()), ...ACTIONS });

    const acting = Object.values(resources(template, 'AWS::CloudWatch::Alarm'));
    expect(acting.filter((alarm) => 'OKActions' in alarm || 'InsufficientDataActions' in alarm)).toEqual([]);
  });

  it('lets an alarm that pages act by itself where no composite holds it', () => {
    const guards = { ...aTarget().guards, 'severed-holds': { on: true, severity: 'page' } as const };

    const { template } = rendered({ plan: planLoadBalancers([aTarget({ guards })]), ...ACTIONS });

    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [PAGE] });
  });

  it('makes everything and lets nothing act in shadow mode', () => {
    const plan = planTarget(aTarget());

    const { template } = rendered({ plan, paging: false, ...ACTIONS });

    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { ActionsEnabled: false }, plan.alarms.length);
    template.hasResourceProperties('AWS::CloudWatch::CompositeAlarm', {
      ActionsEnabled: false,
      AlarmActions: [PAGE],
    });
  });

  it('fails when more actions are given than an alarm takes', () => {
    const plan = planTarget(aTarget());
    const actions = (count: number) => Array.from({ length: count }, (_, index) => action(`${PAGE}-${index}`));

    expect(() => rendered({ plan, pageActions: actions(5), ticketActions: actions(5) })).not.toThrow();
    expect(() => rendered({ plan, pageActions: actions(6) })).toThrow(
      'pageActions: has 6 actions; an alarm takes at most 5',
    );
    expect(() => rendered({ plan, ticketActions: actions(6) })).toThrow(/ticketActions: has 6/);
  });

  it('warns of a guard that a setting would bring back', () => {
    const { stack } = rendered({ plan: planTarget(aTarget({ clients: undefined })) });

    Annotations.fromStack(stack).hasWarning(
      '*',
      Match.stringLikeRegexp('fleet-server: no holds-stopped alarm: .*clients'),
    );
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('holdband:LeftOut.holds-stopped'));
  });

  it('does not warn of a guard that nothing would bring back', () => {
    const { stack } = rendered({ plan: planTarget(aTarget({ traffic: 'requests', hold: undefined })) });

    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });

  it('names resources by what they watch, not by their order', () => {
    const plan = planTarget(aTarget());
    const turned: AlarmPlan = { ...plan, alarms: plan.alarms.toReversed() };

    const ids = (from: AlarmPlan) => Object.keys(rendered({ plan: from }).template.toJSON().Resources).toSorted();

    expect(ids(turned)).toEqual(ids(plan));
  });
});

function byName(all: readonly Record<string, unknown>[]): Record<string, unknown> {
  return Object.fromEntries(all.map((one) => [one.AlarmName as string, one]));
}
