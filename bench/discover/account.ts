import type { AccountInventory, AccountReader, MetricPoints } from '../../lib/core/inventory/account.ts';
import type { SimulatedGroup } from './groups.ts';
import { GroupMetrics } from './metrics.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
/** Simulated days kept at a time: a call reads neighbours, one after the other, and the next call goes on there. */
const KEPT = 12;

type Reads = 'metrics' | 'loadBalancerAttributes' | 'listenerRules' | 'targetGroupAttributes';
export type SimulatedReader = Pick<AccountReader, Reads> & AccountInventory;

/**
 * An account of simulated target groups, each alone behind a load balancer of its own. A day is simulated when its metrics are
 * asked for. Groups' days end at different times: all are shown as if they ended at `now`.
 */
export function accountOf(groups: readonly SimulatedGroup[], now: number): SimulatedReader {
  const byName = new Map(groups.map((group) => [group.name, group]));
  const metrics = new Map<string, GroupMetrics>();
  const find = (text: string): SimulatedGroup => {
    const group = byName.get(/\/([^/]+)\/[0-9a-f]+$/.exec(text)?.[1] ?? '');
    if (!group) throw new RangeError(`no such target group or load balancer: ${text}`);
    return group;
  };
  const metricsOf = (group: SimulatedGroup): GroupMetrics => {
    const known = metrics.get(group.name) ?? new GroupMetrics(group.scenario);
    metrics.delete(group.name);
    metrics.set(group.name, known);
    const [oldest] = metrics.keys();
    if (metrics.size > KEPT && oldest !== undefined) metrics.delete(oldest);
    return known;
  };
  return {
    async metrics({ queries, start, end, periodSeconds = 60 }) {
      const series = queries.map(({ id, metricName, stat, dimensions = {}, periodSeconds: own }) => {
        const group = find(dimensions.TargetGroup ?? dimensions.LoadBalancer ?? '');
        const shift = now - group.scenario.to;
        const period = own ?? periodSeconds;
        const asked = { start: start - shift, end: Math.min(end, now) - shift, period };
        const { at, values } = metricsOf(group).points(metricName, stat, asked);
        const points: MetricPoints = { at: at.map((time) => time + shift), values, complete: true };
        return [id, points] as const;
      });
      return { series: new Map(series), problems: [] };
    },
    async loadBalancerAttributes(arn) {
      return new Map([['idle_timeout.timeout_seconds', String(find(arn).idleTimeoutSeconds)]]);
    },
    listenerRules: async () => [],
    targetGroupAttributes: async () => new Map(),
    async loadBalancers() {
      return {
        items: groups.map(({ name }) => ({ arn: loadBalancerArn(name), name, type: 'application' })),
      };
    },
    async targetGroups() {
      return {
        items: groups.map(({ name }) => ({
          arn: `${ELB}:targetgroup/${name}/943f017f100becff`,
          name,
          loadBalancerArns: [loadBalancerArn(name)],
          healthCheck: {},
          protocol: 'HTTP',
        })),
      };
    },
    async tags(arns) {
      return new Map(arns.map((arn) => [arn, {}]));
    },
  };
}

function loadBalancerArn(name: string): string {
  return `${ELB}:loadbalancer/app/${name}/50dc6c495c0c9188`;
}
