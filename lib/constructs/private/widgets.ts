import type { TargetPlan } from '../../core/alarms/plan.ts';
import { type Bands, bandsFor, isRefusal } from '../../core/holds/bands.ts';
import { describeHold } from '../../core/holds/profile.ts';
import { edgeIndexAtOrAbove, printableEdge, printBound } from '../../core/statistics/edges.ts';
import type { Target } from '../../core/targets.ts';
import { trim } from '../../core/units.ts';

/** A widget of a CloudWatch dashboard, as the body has it. */
export interface Widget {
  readonly type: 'text' | 'metric' | 'alarm' | 'custom';
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A row of widgets and how many metrics it draws. */
export interface WidgetRow {
  readonly widgets: readonly Widget[];
  readonly metrics: number;
}

/** What widgets need to know of their place. */
export interface Place {
  readonly region: string;
  /** ARN of an alarm by its name. */
  readonly alarmArn: (name: string) => string;
  /** ARN of the runbook, which draws a widget for each target. @default - there is none */
  readonly runbookArn?: string;
}

const PERIOD_SECONDS = 300;
const GRAPH = { width: 8, height: 6 } as const;
const NAMESPACE = 'AWS/ApplicationELB';
/** As many as one status widget shows. */
const ALARMS_PER_STATUS = 100;

/** Colours by meaning, the same on every graph. */
const COLOUR = {
  fast: '#2ca02c',
  slow: '#d62728',
  released: '#aec7e8',
  held: '#c7c7c7',
  overrun: '#9467bd',
  plain: '#1f77b4',
} as const;

/**
 * Everything on one target: its bands over time, share of slow requests, parked requests, guards and alarm states, and what
 * the runbook says of it.
 */
export function targetRows(plan: TargetPlan, place: Place): WidgetRow[] {
  const { target } = plan;
  const status = statusWidgets('Alarms', alarmNames(plan), place);
  const first = [bands(target, place), ...slowShare(plan, place), parked(target, place)];
  const second = [health(target, place), ...status];
  return [
    { widgets: [heading(target)], metrics: 0 },
    { widgets: first.map(({ widget }) => widget), metrics: total(first) },
    { widgets: second.map(({ widget }) => widget), metrics: total(second) },
    ...(place.runbookArn === undefined ? [] : [{ widgets: [verdict(target, place.runbookArn)], metrics: 0 }]),
  ];
}

/** States of alarms, in as many widgets as they need. */
export function statusWidgets(title: string, names: readonly string[], { alarmArn }: Place): Drawn[] {
  const parts = Array.from({ length: Math.ceil(names.length / ALARMS_PER_STATUS) }, (_, index) =>
    names.slice(index * ALARMS_PER_STATUS, (index + 1) * ALARMS_PER_STATUS),
  );
  return parts.map((part, index) => ({
    metrics: 0,
    widget: {
      ...{ type: 'alarm', width: 12, height: 6 },
      properties: { title: parts.length > 1 ? `${title} (${index + 1})` : title, alarms: part.map(alarmArn) },
    },
  }));
}

export function textWidget(markdown: string, height: number): Widget {
  return { type: 'text', width: 24, height, properties: { markdown } };
}

interface Drawn {
  readonly widget: Widget;
  readonly metrics: number;
}

function heading(target: Target): Widget {
  const { name, traffic, hold, objectiveSeconds, targetGroup, loadBalancer } = target;
  const held = hold ? `, holds of ${hold.name} ending after ${describeHold(hold)}` : '';
  const what = `## ${name}\n${traffic}${held}; objective ${trim(objectiveSeconds)} s`;
  return textWidget(`${what}; \`${targetGroup.fullName}\` behind \`${loadBalancer.fullName}\``, 2);
}

/** Requests by how long they took, stacked: slow ones red, polls that ended early blue, expired holds grey. */
function bands(target: Target, { region }: Place): Drawn {
  const parts = bandParts(target);
  const metrics = parts.map(([label, from, to, color]) => ({
    ...responseTime(target, `TC(${end(from)}:${end(to)})`),
    options: { label, color },
  }));
  return graph('Requests by response time', metrics, region, { stacked: true });
}

type Part = readonly [label: string, from: number | undefined, to: number | undefined, color: string];

function bandParts(target: Target): Part[] {
  const edges = bandsOf(target);
  const objective = printableEdge(edgeIndexAtOrAbove(target.objectiveSeconds));
  if (!edges) {
    return [
      ['fast', undefined, objective, COLOUR.fast],
      ['slow', objective, undefined, COLOUR.slow],
    ];
  }
  return [
    ['fast', undefined, edges.objective, COLOUR.fast],
    ['slow, or polls that ended early', edges.objective, edges.slowTo, COLOUR.slow],
    ['polls that ended early', edges.slowTo, edges.sideTo, COLOUR.released],
    ['holds that expired', edges.sideTo, edges.overrunFrom, COLOUR.held],
    ['longer than the hold allows', edges.overrunFrom, undefined, COLOUR.overrun],
  ];
}

function bandsOf({ traffic, hold, objectiveSeconds, idleTimeoutSeconds }: Target): Bands | undefined {
  if (traffic === 'requests' || !hold) return undefined;
  const edges = bandsFor(objectiveSeconds, hold, idleTimeoutSeconds);
  return isRefusal(edges) ? undefined : edges;
}

/** The alarm's own graph: what it compares, with its limit. The five-minute window, which is the calmer one. */
function slowShare({ plan }: TargetPlan, { region, alarmArn }: Place): Drawn[] {
  const alarm = plan.alarms.find(({ kind }) => kind === 'slow-5m');
  if (!alarm) return [];
  const properties = {
    ...{ title: 'Share of slow requests', view: 'timeSeries', region },
    annotations: { alarms: [alarmArn(alarm.name)] },
  };
  return [{ widget: { type: 'metric', ...GRAPH, properties }, metrics: alarm.metrics.length }];
}

/** Little's law: response time spent in a period, divided by the period, is how many requests were open on average. */
function parked(target: Target, { region }: Place): Drawn {
  const seconds = { ...responseTime(target, 'Sum'), options: { id: 'seconds', visible: false } };
  const open = {
    expression: `TIME_SERIES(0) + seconds/${PERIOD_SECONDS}`,
    options: { id: 'open', label: 'requests open on average', color: COLOUR.plain },
  };
  const clients =
    target.clients === undefined
      ? {}
      : { annotations: { horizontal: [{ label: 'clients expected', value: target.clients }] } };
  return graph('Parked requests', [open, seconds], region, clients);
}

/** What the guards look at, beside parked requests. */
function health(target: Target, { region }: Place): Drawn {
  const counts = ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetConnectionErrorCount'];
  const hosts = { HealthyHostCount: 'Maximum', UnHealthyHostCount: 'Minimum' };
  const metrics = [
    ...counts.map((metricName) => ({ ...ofTargetGroup(target, metricName, 'Sum'), options: {} })),
    { ...ofLoadBalancer(target, 'HTTPCode_ELB_504_Count', 'Sum'), options: {} },
    ...Object.entries(hosts).map(([metricName, stat]) => ({
      ...ofTargetGroup(target, metricName, stat),
      options: { yAxis: 'right' },
    })),
  ];
  return graph('Guards', metrics, region, {}, 12);
}

/**
 * What the runbook says of the dashboard's time range. It runs once a viewer has allowed it, when the range changes, and not
 * with every refresh: each run is a call that costs money.
 */
function verdict({ targetGroup }: Target, runbookArn: string): Widget {
  return {
    ...{ type: 'custom', width: 24, height: 9 },
    properties: {
      title: 'What stands behind it',
      endpoint: runbookArn,
      params: { targetGroup: targetGroup.fullName },
      updateOn: { refresh: false, resize: true, timeRange: true },
    },
  };
}

interface DrawnMetric {
  readonly name?: readonly string[];
  readonly stat?: string;
  readonly expression?: string;
  readonly options: Readonly<Record<string, unknown>>;
}

function responseTime(target: Target, stat: string): DrawnMetric {
  return ofTargetGroup(target, 'TargetResponseTime', stat);
}

function ofTargetGroup({ targetGroup, loadBalancer }: Target, metricName: string, stat: string): DrawnMetric {
  const dimensions = ['TargetGroup', targetGroup.fullName, 'LoadBalancer', loadBalancer.fullName];
  return { name: [NAMESPACE, metricName, ...dimensions], stat, options: {} };
}

function ofLoadBalancer({ loadBalancer }: Target, metricName: string, stat: string): DrawnMetric {
  return { name: [NAMESPACE, metricName, 'LoadBalancer', loadBalancer.fullName], stat, options: {} };
}

function graph(
  title: string,
  drawn: readonly DrawnMetric[],
  region: string,
  more: Readonly<Record<string, unknown>>,
  width: number = GRAPH.width,
): Drawn {
  const metrics = drawn.map(({ name, stat, expression, options }, index) =>
    name ? [...shortened(name, drawn[index - 1]?.name), { stat, ...options }] : [{ expression, ...options }],
  );
  const properties = { title, view: 'timeSeries', region, period: PERIOD_SECONDS, metrics, ...more };
  return { widget: { type: 'metric', width, height: GRAPH.height, properties }, metrics: metrics.length };
}

/** CloudWatch reads `.` as "the same as above": full names would be a fifth of the template. */
function shortened(name: readonly string[], above: readonly string[] | undefined): string[] {
  return name.map((part, index) => (above?.length === name.length && above[index] === part ? '.' : part));
}

function alarmNames({ plan }: TargetPlan): string[] {
  return [...(plan.composite ? [plan.composite.name] : []), ...plan.alarms.map(({ name }) => name)];
}

function end(seconds: number | undefined): string {
  return seconds === undefined ? '' : printBound(seconds);
}

function total(drawn: readonly Drawn[]): number {
  return drawn.reduce((sum, { metrics }) => sum + metrics, 0);
}
