import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import type { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { EnvironmentDashboards, paginate } from '../../lib/constructs/private/dashboards.ts';
import { planEnvironment } from '../../lib/core/alarms/plan.ts';
import type { Environment } from '../../lib/core/targets.ts';
import { anApp, anEnvironment, aTarget, resources, stacksOf, templateOf } from './_environment.ts';

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: string[];
    readonly metrics?: unknown[][];
    readonly endpoint?: string;
    readonly params?: unknown;
    readonly updateOn?: unknown;
    readonly annotations?: { alarms?: string[]; horizontal?: { value: number }[] };
  };
}

function dashboards(template: Template): { name: string; widgets: Widget[] }[] {
  return Object.values(resources(template, 'AWS::CloudWatch::Dashboard')).map(({ DashboardName, DashboardBody }) => ({
    name: DashboardName as string,
    widgets: (JSON.parse(DashboardBody as string) as { widgets: Widget[] }).widgets,
  }));
}

function widgetsOf(environment: Environment): Widget[] {
  return dashboards(templateOf(environment))[0]?.widgets ?? [];
}

function titled(widgets: readonly Widget[], title: string): Widget {
  const found = widgets.find(({ properties }) => properties.title === title);
  if (!found) throw new Error(`no widget "${title}"`);
  return found;
}

const alarm = (name: string) => `arn:aws:cloudwatch:us-east-2:111122223333:alarm:${name}`;

describe('the dashboard of an environment', () => {
  it('is named after the environment', () => {
    expect(dashboards(templateOf(anEnvironment())).map(({ name }) => name)).toEqual(['holdband-prod']);
  });

  it('counts the bands of a target group with holds, and nothing twice', () => {
    const { properties } = titled(widgetsOf(anEnvironment()), 'Requests by response time');

    const stats = properties.metrics?.map((metric) => (metric.at(-1) as { stat: string }).stat);
    const edges = stats?.map((stat) => stat.slice('TC('.length, -1).split(':')) ?? [];
    expect(edges).toHaveLength(5);
    for (const [index, [from]] of edges.entries()) expect(from).toBe(index === 0 ? '' : edges[index - 1]?.[1]);
    expect(edges.at(-1)?.[1]).toBe('');
  });

  it('counts fast and slow requests where nothing is held', () => {
    const target = aTarget({ traffic: 'requests', hold: undefined });
    const { properties } = titled(widgetsOf(anEnvironment({ targets: [target] })), 'Requests by response time');

    const stats = properties.metrics?.map((metric) => (metric.at(-1) as { stat: string }).stat);
    expect(stats).toEqual(['TC(:0.826446281)', 'TC(0.826446281:)']);
  });

  it("shows the share of slow requests as the alarm's own graph", () => {
    expect(titled(widgetsOf(anEnvironment()), 'Share of slow requests').properties.annotations?.alarms).toEqual([
      alarm('holdband-prod-fleet-server-slow-5m'),
    ]);
  });

  it('shows parked requests against the clients expected', () => {
    const { metrics, annotations } = titled(widgetsOf(anEnvironment()), 'Parked requests').properties;

    expect(metrics?.[0]).toEqual([expect.objectContaining({ expression: 'TIME_SERIES(0) + seconds/300' })]);
    expect(annotations?.horizontal?.map(({ value }) => value)).toEqual([50]);
  });

  it('draws what the guards look at, writing names that repeat once', () => {
    const { metrics } = titled(widgetsOf(anEnvironment()), 'Guards').properties;
    const { loadBalancer, targetGroup } = aTarget();

    const full: unknown[][] = [];
    for (const metric of metrics ?? []) full.push(metric.map((part, at) => (part === '.' ? full.at(-1)?.[at] : part)));

    const group = ['TargetGroup', targetGroup.fullName, 'LoadBalancer', loadBalancer.fullName];
    const named = (name: string, ...dimensions: string[]) => ['AWS/ApplicationELB', name, ...dimensions];
    expect(full.map((metric) => metric.slice(0, -1))).toEqual([
      named('RequestCount', ...group),
      named('HTTPCode_Target_5XX_Count', ...group),
      named('TargetConnectionErrorCount', ...group),
      named('HTTPCode_ELB_504_Count', 'LoadBalancer', loadBalancer.fullName),
      named('HealthyHostCount', ...group),
      named('UnHealthyHostCount', ...group),
    ]);
    expect(JSON.stringify(metrics).split(targetGroup.fullName)).toHaveLength(3);
  });

  it('shows the state of every alarm', () => {
    const template = templateOf(anEnvironment({ targets: [aTarget(), aTarget({ name: 'other', traffic: 'mixed' })] }));
    const all = {
      ...resources(template, 'AWS::CloudWatch::Alarm'),
      ...resources(template, 'AWS::CloudWatch::CompositeAlarm'),
    };

    const shown = dashboards(template).flatMap(({ widgets }) =>
      widgets.flatMap(({ properties }) => properties.alarms ?? []),
    );

    const names = Object.values(all).map(({ AlarmName }) => alarm(AlarmName as string));
    expect([...new Set(shown)].toSorted()).toEqual(names.toSorted());
  });

  it('asks the runbook about every target, for the time shown, and not with every refresh', () => {
    const targets = [aTarget(), aTarget({ name: 'orders', traffic: 'requests', hold: undefined })];
    const asked = widgetsOf(anEnvironment({ targets })).filter(({ type }) => type === 'custom');

    expect(asked.map(({ properties }) => properties.params)).toEqual(
      targets.map(({ targetGroup }) => ({ targetGroup: targetGroup.fullName })),
    );
    for (const { properties } of asked) {
      expect(properties.endpoint).toBe('arn:aws:lambda:us-east-2:111122223333:function:holdband-prod-runbook');
      expect(properties.updateOn).toEqual({ refresh: false, resize: true, timeRange: true });
    }
  });

  it('asks nobody where the runbook is off', () => {
    const widgets = widgetsOf(anEnvironment({ runbook: { on: false, architecture: 'arm64' } }));
    expect(widgets.map(({ type }) => type)).not.toContain('custom');
  });

  it('of a later stack asks the runbook of the first by name, not by an output of it', () => {
    const many = Array.from({ length: 8 }, (_, index) => aTarget({ name: `service-${index}` }));
    const [first, second] = stacksOf(anEnvironment({ stacks: 2, targets: many }));
    if (!first || !second) throw new Error('there are two stacks');
    const runbook = Object.values(resources(Template.fromStack(first), 'AWS::Lambda::Function'))[0]?.FunctionName;

    const [dashboard] = dashboards(Template.fromStack(second));
    const asked = dashboard?.widgets.filter(({ type }) => type === 'custom') ?? [];
    expect(asked.length).toBeGreaterThan(0);
    for (const { properties } of asked) expect(properties.endpoint?.split(':').at(-1)).toBe(runbook);
    expect(JSON.stringify(Template.fromStack(second).toJSON())).not.toContain('Fn::ImportValue');
  });

  it('says that nothing acts in shadow mode', () => {
    const first = (environment: Environment) => widgetsOf(environment)[0]?.properties.markdown;

    expect(first(anEnvironment({ paging: false }))).toContain('Shadow mode');
    expect(first(anEnvironment())).not.toContain('Shadow mode');
  });

  it('lays widgets out without one over another', () => {
    const widgets = widgetsOf(anEnvironment({ targets: [aTarget(), aTarget({ name: 'other', traffic: 'mixed' })] }));

    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, cell) => `${x + (cell % width)},${y + Math.floor(cell / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(widgets.every(({ x, width }) => x + width <= 24)).toBe(true);
  });

  it('of many stacks is linked by every alarm of its own stack', () => {
    const many = Array.from({ length: 8 }, (_, index) => aTarget({ name: `group-${index}` }));
    const stacks = stacksOf(anEnvironment({ stacks: 2, targets: many }));

    for (const stack of stacks) {
      const template = Template.fromStack(stack);
      const alarms = {
        ...resources(template, 'AWS::CloudWatch::Alarm'),
        ...resources(template, 'AWS::CloudWatch::CompositeAlarm'),
      };
      const own = Object.values(alarms).filter(({ AlarmName }) => !String(AlarmName).includes('-runbook-'));
      const links = own.map(({ AlarmDescription }) => String(AlarmDescription).split('\n')[1]?.split('/').at(-1));

      expect(new Set(links)).toEqual(new Set([stack.stackName]));
    }
  });

  it('of many stacks is one for each, linked from one another', () => {
    const many = Array.from({ length: 8 }, (_, index) => aTarget({ name: `service-${index}` }));
    const stacks = stacksOf(anEnvironment({ stacks: 2, targets: many })) as LatencyAlarmsStack[];

    const [first, second] = stacks.flatMap((stack) => dashboards(Template.fromStack(stack)));

    expect([first?.name, second?.name]).toEqual(['holdband-prod', 'holdband-prod-2']);
    expect(first?.widgets[0]?.properties.markdown).toContain('[holdband-prod-2](#dashboards/dashboard/holdband-prod-2');
    expect(second?.widgets[0]?.properties.markdown).toContain('[holdband-prod](#dashboards/dashboard/holdband-prod?');
  });

  it('is split where CloudWatch would refuse it', () => {
    const { environment, plan } = planned(6);
    const stack = new Stack(anApp(), 'Stack');

    const { names } = new EnvironmentDashboards(stack, 'Dashboards', {
      ...{ environment, name: 'holdband-prod', others: [], otherAlarms: [] },
      ...{ targets: plan.targets, loadBalancers: plan.loadBalancers },
      limits: { widgets: 16, metrics: 2500 },
    });

    const pages = dashboards(Template.fromStack(stack));
    expect(names).toEqual(['holdband-prod', 'holdband-prod-page-2', 'holdband-prod-page-3']);
    expect(pages.map(({ name }) => name)).toEqual(names);
    for (const { widgets } of pages) expect(widgets.length).toBeLessThanOrEqual(16);
    expect(pages[0]?.widgets[0]?.properties.markdown).toContain('[holdband-prod-page-2](');
    expect(pages[1]?.widgets[0]?.properties.markdown).toContain('[holdband-prod](');
  });
});

function planned(count: number) {
  const targets = Array.from({ length: count }, (_, index) => aTarget({ name: `service-${index}` }));
  const environment = anEnvironment({ targets });
  return { environment, plan: planEnvironment(environment) };
}

describe('paginate', () => {
  const widget = { type: 'text', width: 24, height: 1, properties: {} } as const;
  const block = (widgets: number, metrics: number) => [
    { widgets: Array.from({ length: widgets }, () => widget), metrics },
  ];
  const pages = (blocks: ReturnType<typeof block>[]) =>
    paginate(blocks, { widgets: 10, metrics: 100 }).map((rows) => rows.length);

  it.each([
    ['exactly as many widgets as fit', [block(5, 1), block(5, 1)], [2]],
    ['one widget more', [block(5, 1), block(6, 1)], [1, 1]],
    ['exactly as many metrics as fit', [block(1, 50), block(1, 50)], [2]],
    ['one metric more', [block(1, 50), block(1, 51)], [1, 1]],
    ['nothing', [], [0]],
  ])('puts %s onto pages', (_, blocks, expected) => {
    expect(pages(blocks)).toEqual(expected);
  });
});
