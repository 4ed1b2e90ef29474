import {
  type AccountData,
  dimensionOf,
  type LoadBalancerData,
  type MetricSeries,
  type TargetGroupData,
} from '../../lib/adapters/local-account/data.ts';
import type { TrafficScenario } from '../../lib/core/traffic/scenario.ts';
import { drawGroups, type GroupKind } from '../discover/groups.ts';
import { GroupMetrics } from '../discover/metrics.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
/** Of a hundred target groups: what they get. The others get fast requests. */
const OF_A_HUNDRED: readonly (readonly [ScaleKind, number])[] = [
  ['product', 3],
  ['mixed', 2],
  ['trap', 1],
  ['slow', 2],
];
/** Different days of each kind; target groups share them. */
const DAYS = 4;
const HOURS = 16;
const IDLE_TIMEOUT = '4000';

/** A target group's traffic. */
export type ScaleKind = Extract<GroupKind, 'product' | 'mixed' | 'trap'> | 'fast' | 'slow' | 'idle';

export interface ScaleAccount {
  readonly data: AccountData;
  /** By ARN of target group. */
  readonly kinds: ReadonlyMap<string, ScaleKind>;
}

/** Metrics of one target group, shared by all that get the same. */
type Day = ReadonlyMap<string, MetricSeries['minutes']>;

/**
 * An account of target groups, as many behind each load balancer, with a listener that chooses by host. Every hundredth gets
 * nothing, a few hold requests, and the rest answer fast.
 *
 * @param now epoch seconds, when the days end
 */
export function scaleAccount(loadBalancers: number, groupsEach: number, now: number): ScaleAccount {
  const days = simulatedDays(now);
  const kinds = new Map<string, ScaleKind>();
  const metrics: MetricSeries[] = [];
  const balancers: LoadBalancerData[] = [];
  const targetGroups: TargetGroupData[] = [];
  for (let b = 0; b < loadBalancers; b += 1) {
    const loadBalancer = `${ELB}:loadbalancer/app/edge-${b}/${hex(b)}`;
    const listener = `${ELB}:listener/app/edge-${b}/${hex(b)}/${hex(1)}`;
    const arns = Array.from(
      { length: groupsEach },
      (_, i) => `${ELB}:targetgroup/service-${b}-${i}/${hex(b * 1000 + i)}`,
    );
    const rules = arns.slice(1).map((targetGroup, i) => ({
      arn: `${listener.replace(':listener/', ':listener-rule/')}/${hex(i)}`,
      priority: i + 1,
      conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [`service-${b}-${i + 1}.example.com`] } }],
      targetGroup,
    }));
    balancers.push({
      arn: loadBalancer,
      attributes: { 'idle_timeout.timeout_seconds': IDLE_TIMEOUT },
      listeners: [{ arn: listener, port: 443, targetGroup: arns[0] ?? '', rules }],
    });
    for (const [i, arn] of arns.entries()) {
      const index = b * groupsEach + i;
      const kind = kindOf(index);
      kinds.set(arn, kind);
      targetGroups.push({ arn, loadBalancer, tags: { owner: `team-${index % 12}` } });
      const own = days.get(kind) ?? [];
      const dimensions = { TargetGroup: dimensionOf(arn), LoadBalancer: dimensionOf(loadBalancer) };
      for (const [name, minutes] of own[Math.floor(index / 100) % own.length] ?? []) {
        const unit = name === 'TargetResponseTime' ? 'Seconds' : 'Count';
        metrics.push({ namespace: 'AWS/ApplicationELB', name, dimensions, unit, minutes });
      }
    }
  }
  return { data: { loadBalancers: balancers, targetGroups, metrics }, kinds };
}

/** Spread evenly over the account. */
function kindOf(index: number): ScaleKind {
  let place = (index * 37) % 100;
  if (place === 99) return 'idle';
  for (const [kind, count] of OF_A_HUNDRED) {
    if (place < count) return kind;
    place -= count;
  }
  return 'fast';
}

/** Days of every kind, moved so that they end at `now`. */
function simulatedDays(now: number): ReadonlyMap<ScaleKind, readonly Day[]> {
  const drawn = drawGroups(7, 40, HOURS);
  const held = (['product', 'mixed', 'trap'] as const).map((kind) => {
    const scenarios = drawn.filter((group) => group.kind === kind).map(({ scenario }) => scenario);
    return [kind, scenarios.slice(0, DAYS)] as const;
  });
  const plain = (medianSeconds: number, sigma: number) =>
    Array.from({ length: DAYS }, (_, i): TrafficScenario => {
      const latency = { medianSeconds, sigma };
      return { seed: i, from: now - HOURS * 3600, to: now, requests: { ratePerMinute: 10 + 10 * i, latency } };
    });
  const all: readonly (readonly [ScaleKind, readonly TrafficScenario[]])[] = [
    ...held,
    ['fast', plain(0.03, 0.7)],
    ['slow', plain(0.3, 1.2)],
  ];
  return new Map(all.map(([kind, scenarios]) => [kind, scenarios.map((scenario) => dayOf(scenario, now))]));
}

function dayOf(scenario: TrafficScenario, now: number): Day {
  const shift = now - scenario.to;
  const { series } = new GroupMetrics(scenario);
  // What the load balancer answers itself is not counted by target group.
  const ofGroup = [...series].filter(([name]) => !name.startsWith('HTTPCode_ELB'));
  return new Map(
    ofGroup.map(([name, minutes]) => [name, new Map([...minutes].map(([at, stored]) => [at + shift, stored]))]),
  );
}

function hex(value: number): string {
  return value.toString(16).padStart(16, '0');
}
