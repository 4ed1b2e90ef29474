import { CloudWatchClient, type CloudWatchClientConfig } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterEach } from 'vitest';
import type { LocalAccountOptions } from '../../../lib/adapters/local-account/account.ts';
import type { AccountData } from '../../../lib/adapters/local-account/data.ts';
import { type LocalEndpoint, startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import type { SimulatedRequest } from '../../../lib/core/traffic/request.ts';

/** A whole hour; the account's present unless a test says otherwise is three hours later. */
export const START = Date.UTC(2026, 10, 16, 9) / 1000;
export const NOW = START + 3 * 3600;

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
export const LOAD_BALANCER = `${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`;
export const FLEET = `${ELB}:targetgroup/fleet/943f017f100becff`;
export const SEARCH = `${ELB}:targetgroup/search/a540128a211cfd00`;

export const FLEET_DIMENSIONS = [
  { Name: 'TargetGroup', Value: 'targetgroup/fleet/943f017f100becff' },
  { Name: 'LoadBalancer', Value: 'app/edge/50dc6c495c0c9188' },
];
export const LOAD_BALANCER_DIMENSIONS = [{ Name: 'LoadBalancer', Value: 'app/edge/50dc6c495c0c9188' }];

/** One load balancer with two target groups. */
export const DATA = {
  loadBalancers: [
    {
      arn: LOAD_BALANCER,
      attributes: { 'idle_timeout.timeout_seconds': '300' },
      tags: { 'elbv2.k8s.aws/cluster': 'prod', note: 'a < b & "c"' },
    },
  ],
  targetGroups: [
    { arn: FLEET, loadBalancer: LOAD_BALANCER, port: 8220, targets: [{ id: '10.0.3.17', port: 8220 }] },
    {
      arn: SEARCH,
      loadBalancer: LOAD_BALANCER,
      targets: [
        { id: '10.0.3.41', port: 9200 },
        { id: '10.0.4.12', port: 9200, state: 'unhealthy', reason: 'Target.Timeout' },
      ],
    },
  ],
} as const satisfies AccountData;

/** A request that ends `minute` minutes and some seconds after START. */
export function request(
  minute: number,
  durationSeconds: number,
  rest: Partial<SimulatedRequest> = {},
): SimulatedRequest {
  return {
    startedAt: START + minute * 60 + 30 - durationSeconds,
    durationSeconds,
    truth: 'fast',
    answered: true,
    elbStatus: 200,
    ...(rest.answered === false ? {} : { targetStatus: 200 }),
    method: 'GET',
    path: '/',
    client: 'agent-1',
    ...rest,
  };
}

const open: LocalEndpoint[] = [];
const clients: { destroy(): void }[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await Promise.all(open.splice(0).map((endpoint) => endpoint.close()));
});

/** Starts an account that ends with the test, and real SDK clients of it that wait hardly before they try again. */
export async function start(data: AccountData = DATA, options: Partial<LocalAccountOptions> = {}) {
  const endpoint = await startLocalAccount(data, { now: () => NOW, ...options });
  open.push(endpoint);
  const config = clientConfig(endpoint);
  const cloudWatch = new CloudWatchClient(config);
  const elb = new ElasticLoadBalancingV2Client(config);
  clients.push(cloudWatch, elb);
  return { endpoint, account: endpoint.account, cloudWatch, elb };
}

function clientConfig({ url }: LocalEndpoint): CloudWatchClientConfig {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint: url, region: 'us-east-2', credentials };
}
