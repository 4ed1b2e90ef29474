import type { AccountAlarm, TargetGroupDescription } from '../../../../lib/core/inventory/account.ts';
import { judgementsOf } from '../../../../lib/core/inventory/check/check.ts';
import type { CheckFacts } from '../../../../lib/core/inventory/check/facts.ts';
import type { CheckRule, Complaint, Unjudged } from '../../../../lib/core/inventory/check/rule.ts';
import type { DiscoveredGroup, Discovery } from '../../../../lib/core/inventory/discovery.ts';
import type { Environment, Target } from '../../../../lib/core/targets.ts';

export const NOW = Date.UTC(2026, 10, 16, 12) / 1000;
export const DAY = 86_400;
const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

export const BALANCER = { arn: `${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`, name: 'edge', type: 'application' };
export const BALANCER_ELB = { arn: BALANCER.arn, name: 'edge', fullName: 'app/edge/50dc6c495c0c9188' };

/** Names of an Application Load Balancer's target group. */
export function elbOf(name: string) {
  const fullName = `targetgroup/${name}/943f017f100becff`;
  return { arn: `${ELB}:${fullName}`, name, fullName };
}

/** A target group behind {@link BALANCER}. */
export function group(name: string, more: Partial<TargetGroupDescription> = {}): TargetGroupDescription {
  return {
    arn: elbOf(name).arn,
    name,
    loadBalancerArns: [BALANCER.arn],
    healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2, codes: '200' },
    protocol: 'HTTP',
    ...more,
  };
}

/** Dimensions of a target group's metrics. */
export function dimensionsOf(name: string) {
  return [
    { Name: 'TargetGroup', Value: elbOf(name).fullName },
    { Name: 'LoadBalancer', Value: BALANCER_ELB.fullName },
  ];
}

/** Somebody's alarm: p95 of a target group's response times, unless told otherwise. */
export function alarm(name: string, properties: Readonly<Record<string, unknown>> = {}): AccountAlarm {
  return {
    kind: 'metric',
    name,
    arn: `arn:aws:cloudwatch:us-east-2:111122223333:alarm:${name}`,
    state: 'OK',
    properties: {
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: dimensionsOf('orders'),
      ExtendedStatistic: 'p95',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: 0.8,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      ...properties,
    },
  };
}

/** A target group as discovery has it: requests that nobody holds, unless told otherwise. */
export function found(name: string, more: Partial<DiscoveredGroup> = {}): DiscoveredGroup {
  return {
    targetGroup: elbOf(name),
    loadBalancer: BALANCER_ELB,
    traffic: 'requests',
    confidence: 'high',
    evidence: [],
    requests: 5000,
    histogram: { edges: [0, 1], counts: [5000] },
    tags: {},
    ...more,
  };
}

export function discovery(groups: readonly DiscoveredGroup[], more: Partial<Discovery> = {}): Discovery {
  const window = { start: NOW - 3 * 3600, end: NOW };
  return { region: 'us-east-2', window, groups, loadBalancers: 1, leftOut: 0, problems: [], ...more };
}

/** An account with one load balancer and one target group `orders`, that nobody watches. */
export function facts(changes: Partial<CheckFacts> = {}): CheckFacts {
  return {
    region: 'us-east-2',
    account: '111122223333',
    now: NOW,
    history: { start: NOW - 15 * DAY, end: NOW },
    environments: [],
    environmentNames: (changes.environments ?? []).map(({ name }) => name),
    unresolved: [],
    locks: new Map(),
    elsewhere: [],
    neighbours: [],
    loadBalancers: { value: [BALANCER] },
    targetGroups: { value: [group('orders')] },
    discovery: { value: discovery([found('orders')]) },
    loadBalancerAttributes: new Map(),
    targetGroupAttributes: new Map(),
    targetHealth: new Map([[elbOf('orders').arn, { value: [{ id: '10.0.0.1', port: 80, state: 'healthy' }] }]]),
    alarms: { value: [] },
    alarmHistory: { value: [] },
    topics: new Map(),
    replays: new Map(),
    replayed: { start: NOW - DAY, end: NOW },
    expected: new Map(),
    ...changes,
  };
}

/** An environment with these targets. */
export function environment(targets: readonly Target[], more: Partial<Environment> = {}): Environment {
  return {
    name: 'prod',
    account: '111122223333',
    region: 'us-east-2',
    partition: 'aws',
    notify: {},
    paging: true,
    stacks: 1,
    tags: {},
    runbook: { on: false, architecture: 'arm64' },
    targets,
    placement: {},
    discover: [],
    ...more,
  };
}

/** What a rule says, apart. */
export function judge(rule: CheckRule, given: CheckFacts): { readonly found: Complaint[]; readonly open: Unjudged[] } {
  const all = judgementsOf(rule, given);
  return {
    found: all.flatMap((each) => ('notJudged' in each ? [] : [each])),
    open: all.flatMap((each) => ('notJudged' in each ? [each.notJudged] : [])),
  };
}
