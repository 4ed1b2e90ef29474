import {
  type Action,
  DescribeListenersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  type Listener,
  type Rule,
  type RuleCondition,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { LISTED_AT_ONCE, type ListenerRuleRow } from '../../core/inventory/account.ts';
import { everyPage, wholly } from '../pages.ts';

/** Listeners whose rules are read at the same time: the service lets 40 calls through at once, 10 a second after that. */
const AT_ONCE = 8;

/** DescribeListeners, then DescribeRules of each; rules that forward nowhere are left out. @throws ReadFailedError */
export async function readListenerRules(
  client: ElasticLoadBalancingV2Client,
  loadBalancerArn: string,
  signal?: AbortSignal,
  told?: (listeners: number) => void,
): Promise<readonly ListenerRuleRow[]> {
  const listeners = await allListeners(client, loadBalancerArn, signal);
  told?.(listeners.length);
  const rows: ListenerRuleRow[] = [];
  for (let i = 0; i < listeners.length; i += AT_ONCE) {
    const some = listeners.slice(i, i + AT_ONCE);
    const rules = await Promise.all(some.map(({ ListenerArn = '' }) => allRules(client, ListenerArn, signal)));
    rows.push(...rules.flatMap((own, k) => own.flatMap((rule) => rowOf(some[k]?.Port, rule))));
  }
  return rows;
}

function allListeners(
  client: ElasticLoadBalancingV2Client,
  LoadBalancerArn: string,
  signal: AbortSignal | undefined,
): Promise<readonly Listener[]> {
  return wholly(
    everyPage('elasticloadbalancing:DescribeListeners', async (Marker) => {
      const { Listeners = [], NextMarker } = await client.send(
        new DescribeListenersCommand({
          LoadBalancerArn,
          PageSize: LISTED_AT_ONCE,
          ...(Marker !== undefined && { Marker }),
        }),
        signal ? { abortSignal: signal } : {},
      );
      return { items: Listeners, next: NextMarker };
    }),
  );
}

function allRules(
  client: ElasticLoadBalancingV2Client,
  ListenerArn: string,
  signal: AbortSignal | undefined,
): Promise<readonly Rule[]> {
  return wholly(
    everyPage('elasticloadbalancing:DescribeRules', async (Marker) => {
      const { Rules = [], NextMarker } = await client.send(
        new DescribeRulesCommand({ ListenerArn, PageSize: LISTED_AT_ONCE, ...(Marker !== undefined && { Marker }) }),
        signal ? { abortSignal: signal } : {},
      );
      return { items: Rules, next: NextMarker };
    }),
  );
}

function rowOf(listenerPort: number | undefined, { Priority, Conditions = [], Actions = [] }: Rule): ListenerRuleRow[] {
  const targetGroupArns = [...new Set(Actions.flatMap(targetsOf))];
  if (targetGroupArns.length === 0) return [];
  return [
    {
      ...(listenerPort !== undefined && { listenerPort }),
      priority: Priority ?? 'default',
      conditions: Conditions.map(inWords),
      targetGroupArns,
    },
  ];
}

function targetsOf({ TargetGroupArn, ForwardConfig }: Action): string[] {
  const several = (ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn);
  return [TargetGroupArn, ...several].filter((arn) => arn !== undefined);
}

/** A condition as a person says it: `host a.example.com or b.example.com`, `header X-Env: dev`. */
export function inWords(condition: RuleCondition): string {
  const { Field = 'unknown condition', Values = [] } = condition;
  const { HostHeaderConfig, PathPatternConfig, HttpHeaderConfig, QueryStringConfig } = condition;
  const matches = (config?: { Values?: string[] | undefined; RegexValues?: string[] | undefined }): string =>
    [...(config?.Values ?? Values), ...(config?.RegexValues ?? []).map((pattern) => `/${pattern}/`)].join(' or ');
  switch (Field) {
    case 'host-header':
      return `host ${matches(HostHeaderConfig)}`;
    case 'path-pattern':
      return `path ${matches(PathPatternConfig)}`;
    case 'http-header':
      return `header ${HttpHeaderConfig?.HttpHeaderName ?? ''}: ${matches(HttpHeaderConfig)}`;
    case 'http-request-method':
      return `method ${matches(condition.HttpRequestMethodConfig)}`;
    case 'query-string': {
      const pairs = QueryStringConfig?.Values ?? [];
      return `query ${pairs.map(({ Key, Value = '' }) => (Key === undefined ? Value : `${Key}=${Value}`)).join(' or ')}`;
    }
    case 'source-ip':
      return `source ${matches(condition.SourceIpConfig)}`;
    default:
      return `${Field} ${matches()}`.trim();
  }
}
