import type {
  AccountInventory,
  AccountReader,
  MetricAnswer,
  MetricPoints,
  MetricQuery,
  MetricRequest,
  TargetGroupDescription,
} from '../../../lib/core/inventory/account.ts';
import { discover } from '../../../lib/core/inventory/discover.ts';
import type { Environment } from '../../../lib/core/targets.ts';
import { fakeReader, LOAD_BALANCER } from '../triage/live/_reader.ts';
import { HOUR } from '../triage/scenarios.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

export const arnOf = (name: string) => `${ELB}:targetgroup/${name}/943f017f100becff`;

export const group = (name: string, more: Partial<TargetGroupDescription> = {}): TargetGroupDescription => ({
  arn: arnOf(name),
  name,
  loadBalancerArns: [LOAD_BALANCER.arn],
  healthCheck: {},
  protocol: 'HTTP',
  ...more,
});

type Reader = AccountReader & AccountInventory;

/** An account with these target groups, every one with ten fast requests a minute. */
export function accountOf(groups: readonly TargetGroupDescription[], changes: Partial<Reader> = {}): Reader {
  return {
    ...fakeReader(),
    metrics: async (request) => fastRequests(request),
    loadBalancers: async () => ({ items: [{ arn: LOAD_BALANCER.arn, name: 'edge', type: 'application' }] }),
    targetGroups: async () => ({ items: groups }),
    tags: async (arns) => new Map(arns.map((arn) => [arn, { owner: 'a-team' }])),
    ...changes,
  };
}

/** Ten a minute through the last hour, all fast, whatever of them is asked for. */
export function fastRequests(request: MetricRequest): MetricAnswer {
  const { periodSeconds = 60 } = request;
  const perMinute = ({ metricName, stat }: MetricQuery): number | undefined => {
    if (metricName === 'RequestCount') return 10;
    if (metricName !== 'TargetResponseTime') return undefined;
    if (stat === 'Maximum') return 0.03;
    const [, from = '', to = ''] = /^TC\(([\d.]*):([\d.]*)\)$/.exec(stat) ?? [];
    return Number(from) < 0.03 && (to === '' || 0.03 <= Number(to)) ? 10 : 0;
  };
  const starts = Array.from({ length: 3600 / periodSeconds }, (_, i) => HOUR.start + i * periodSeconds);
  const minutes = periodSeconds / 60;
  const points = request.queries.map((query): [string, MetricPoints] => {
    const value = perMinute(query);
    const each = query.stat === 'Maximum' ? value : (value ?? 0) * minutes;
    if (value === undefined || each === undefined) return [query.id, { at: [], values: [], complete: true }];
    return [query.id, { at: starts, values: starts.map(() => each), complete: true }];
  });
  return { series: new Map(points), problems: [] };
}

/** Discovers it at the end of the hour. */
export function discovered(reader: Reader, environments: readonly Environment[] = []) {
  return discover(reader, { region: 'us-east-2', now: HOUR.end, windowSeconds: 3600, environments });
}
