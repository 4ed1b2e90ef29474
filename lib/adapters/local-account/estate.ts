import { ESTATE_DAYS, ESTATE_IDLE_TIMEOUTS, type EstateService, estateTraffic } from '../../core/traffic/estate.ts';
import type { LocalAccount, LocalAccountOptions } from './account.ts';
import type { AccountData, ListenerData, LoadBalancerData, TargetGroupData } from './data.ts';
import { type LocalEndpoint, startLocalAccount } from './endpoint.ts';
import { ESTATE_TOPICS, estateAlarms } from './estate-alarms.ts';
import { ESTATE_BALANCERS, ESTATE_GROUPS } from './estate-names.ts';
import { putMetricAlarm } from './put-alarm.ts';

const CLUSTER = { 'elbv2.k8s.aws/cluster': 'prod' };
const DAY = 86_400;
/** A load balancer's minutes reach CloudWatch about so late. */
const DELAY_SECONDS = 60;

/**
 * The estate around incident DOP-833, as the AWS Load Balancer Controller makes it: Fleet Server and Elasticsearch, each behind
 * a load balancer of its own; a shop of two ordinary services whose pods serve both; a SignalR chat; Consul.
 *
 * @param to end of its traffic, epoch seconds, a multiple of 60
 * @param seed a whole number
 */
export function estateData(to: number, seed: number): AccountData {
  const traffic = estateTraffic(to, seed);
  return {
    loadBalancers: estateBalancers(),
    targetGroups: estateGroups(),
    traffic: Object.entries(traffic).map(([service, requests]) => ({
      targetGroup: ESTATE_GROUPS[service as EstateService],
      requests,
    })),
    topics: ESTATE_TOPICS,
  };
}

/**
 * Serves the estate, after its alarms lived through 15 days up to the present: states, history and pages are what came of them.
 */
export async function startEstate({
  seed = 1,
  ...options
}: LocalAccountOptions & { readonly port?: number; readonly seed?: number }): Promise<LocalEndpoint> {
  const to = Math.floor(options.now() / 60) * 60;
  // While the days are played the account lives in them; then it is as late as outside.
  let simulated: number | undefined = to - ESTATE_DAYS * DAY;
  const endpoint = await startLocalAccount(estateData(to, seed), { ...options, now: () => simulated ?? options.now() });
  await liveThroughEstate(endpoint.account, to, to, (at) => {
    simulated = at;
  });
  simulated = undefined;
  return endpoint;
}

/**
 * Puts the alarms of the estate's owners, and lets them live from its first day on.
 *
 * @param to end of the estate's traffic, epoch seconds
 * @param until epoch seconds, a multiple of 60
 * @param onMinute is told what time it is in the account
 */
export async function liveThroughEstate(
  account: LocalAccount,
  to: number,
  until: number,
  onMinute: (at: number) => void,
): Promise<void> {
  const from = to - ESTATE_DAYS * DAY;
  onMinute(from);
  for (const alarm of estateAlarms()) putMetricAlarm(alarm, account);
  await account.runner.run({ from, to: until, delaySeconds: DELAY_SECONDS, onMinute });
}

function estateBalancers(): LoadBalancerData[] {
  const { fleet, search, shop, chat, consul } = ESTATE_BALANCERS;
  return [
    balancerOf(fleet, 'elastic-system/eck-fleet-server', 'fleet-server', [
      { host: 'fleet.elastic.example.internal', service: 'fleet-server' },
    ]),
    balancerOf(search, 'elastic-system/eck-search', 'elasticsearch', [
      { host: 'search.elastic.example.internal', service: 'elasticsearch' },
    ]),
    // An explicit group of Ingresses: its name is the stack.
    balancerOf(shop, 'shop', 'web', [
      { host: 'shop.example.com', path: '/api/*', service: 'api' },
      { host: 'shop.example.com', service: 'web' },
    ]),
    balancerOf(chat, 'realtime/chat', 'chat', [{ host: 'chat.example.com', path: '/chathub*', service: 'chat' }]),
    balancerOf(consul, 'platform/consul', 'consul', [
      { host: 'consul.platform.example.internal', path: '/v1/*', service: 'consul' },
    ]),
  ];
}

interface Route {
  readonly host: string;
  /** @default - every path */
  readonly path?: string;
  readonly service: EstateService;
}

function balancerOf(arn: string, stack: string, service: EstateService, routes: readonly Route[]): LoadBalancerData {
  return {
    arn,
    scheme: 'internal',
    attributes: { 'idle_timeout.timeout_seconds': String(ESTATE_IDLE_TIMEOUTS[service]) },
    tags: { ...CLUSTER, 'ingress.k8s.aws/stack': stack, 'ingress.k8s.aws/resource': 'LoadBalancer' },
    listeners: [redirectToHttps(arn), httpsListener(arn, routes)],
  };
}

function listenerArn(balancerArn: string, port: number): string {
  return `${balancerArn.replace(':loadbalancer/', ':listener/')}/${String(port).padStart(16, '0')}`;
}

function redirectToHttps(balancerArn: string): ListenerData {
  const RedirectConfig = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } as const;
  const actions = [{ Type: 'redirect', Order: 1, RedirectConfig } as const];
  return { arn: listenerArn(balancerArn, 80), port: 80, protocol: 'HTTP', actions };
}

/** What no rule wants is answered 404 by the load balancer, as the controller has it. */
function httpsListener(balancerArn: string, routes: readonly Route[]): ListenerData {
  const arn = listenerArn(balancerArn, 443);
  const notFound = { StatusCode: '404', ContentType: 'text/plain' };
  return {
    arn,
    port: 443,
    actions: [{ Type: 'fixed-response', Order: 1, FixedResponseConfig: notFound }],
    rules: routes.map(({ host, path = '/*', service }, i) => ({
      arn: `${arn.replace(':listener/', ':listener-rule/')}/${String(i + 1).padStart(16, '0')}`,
      priority: i + 1,
      conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [host] } }],
      paths: [path],
      targetGroup: ESTATE_GROUPS[service],
    })),
  };
}

function estateGroups(): TargetGroupData[] {
  const { fleet, search, shop, chat, consul } = ESTATE_BALANCERS;
  return [
    groupOf('fleet-server', fleet, 'elastic-system/eck-fleet-server-fleet-server-agent-http:8220', 8220, ['10.0.3.17']),
    groupOf('elasticsearch', search, 'elastic-system/eck-search-elasticsearch-es-http:9200', 9200, [
      '10.0.3.41',
      '10.0.4.12',
      '10.0.5.77',
    ]),
    // Two Services over the same pods: each pod is checked once a target group.
    groupOf('web', shop, 'shop/shop-web:8080', 8080, ['10.0.6.21', '10.0.7.35']),
    groupOf('api', shop, 'shop/shop-api:8080', 8080, ['10.0.6.21', '10.0.7.35']),
    groupOf('chat', chat, 'realtime/chat-chathub:8080', 8080, ['10.0.6.48', '10.0.7.52']),
    groupOf('consul', consul, 'platform/consul-consul-server:8500', 8500, ['10.0.3.90', '10.0.4.91', '10.0.5.92']),
  ];
}

/** The stack is that of the load balancer, the resource `namespace/ingress-service:port`. */
function groupOf(
  service: EstateService,
  loadBalancer: string,
  resource: string,
  port: number,
  addresses: readonly string[],
): TargetGroupData {
  const stack = estateBalancers().find(({ arn }) => arn === loadBalancer)?.tags?.['ingress.k8s.aws/stack'] ?? '';
  return {
    arn: ESTATE_GROUPS[service],
    loadBalancer,
    port,
    protocol: service === 'fleet-server' || service === 'elasticsearch' ? 'HTTPS' : 'HTTP',
    healthCheck: { intervalSeconds: 15 },
    tags: { ...CLUSTER, 'ingress.k8s.aws/stack': stack, 'ingress.k8s.aws/resource': resource },
    targets: addresses.map((id) => ({ id, port })),
  };
}
