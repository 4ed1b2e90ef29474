import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { accountReader } from '../../../lib/adapters/account-reader.ts';
import type { AccountData } from '../../../lib/adapters/local-account/data.ts';
import { startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import type { FaultRule } from '../../../lib/adapters/local-account/faults.ts';
import type { SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import type { LiveQuestion, LiveTriage } from '../../../lib/core/triage/live/live.ts';
import { triageLive } from '../../../lib/core/triage/live/triage-live.ts';
import { HOUR, SETTINGS } from '../../core/triage/scenarios.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
export const LOAD_BALANCER = {
  arn: `${ELB}:loadbalancer/app/under-test/50dc6c495c0c9188`,
  fullName: 'app/under-test/50dc6c495c0c9188',
};
export const TARGET_GROUP = {
  arn: `${ELB}:targetgroup/under-test/943f017f100becff`,
  fullName: 'targetgroup/under-test/943f017f100becff',
};
/** Late enough that no minute of the hour at noon is provisional. */
export const LATER = HOUR.end + 400;

export interface LiveOptions {
  readonly requests: readonly SimulatedRequest[];
  readonly question?: Partial<LiveQuestion>;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly faults?: readonly FaultRule[];
  readonly data?: Partial<AccountData>;
  /** How often the SDK tries. @default 1 */
  readonly attempts?: number;
}

/** Puts traffic into a local account, and judges it through real SDK clients over HTTP. */
export async function triageAccount(options: LiveOptions): Promise<LiveTriage & { readonly calls: readonly string[] }> {
  const { requests, question = {}, attributes = {}, faults = [], attempts = 1 } = options;
  const data: AccountData = {
    loadBalancers: [{ arn: LOAD_BALANCER.arn, attributes }],
    targetGroups: [
      { arn: TARGET_GROUP.arn, loadBalancer: LOAD_BALANCER.arn, targets: [{ id: '10.0.3.17', port: 80 }] },
    ],
    traffic: [{ targetGroup: TARGET_GROUP.arn, requests }],
    ...options.data,
  };
  const endpoint = await startLocalAccount(data, { now: () => question.now ?? LATER, faults });
  const config = {
    endpoint: endpoint.url,
    region: 'us-east-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: attempts,
  };
  const clients = { cloudWatch: new CloudWatchClient(config), elb: new ElasticLoadBalancingV2Client(config) };
  try {
    const live = await triageLive(accountReader(clients), {
      targetGroup: TARGET_GROUP,
      loadBalancer: LOAD_BALANCER,
      window: HOUR,
      now: LATER,
      baselineSeconds: 3 * 3600,
      settings: SETTINGS,
      ...question,
    });
    return { ...live, calls: endpoint.account.calls.map(({ call }) => call) };
  } finally {
    clients.cloudWatch.destroy();
    clients.elb.destroy();
    await endpoint.close();
  }
}
