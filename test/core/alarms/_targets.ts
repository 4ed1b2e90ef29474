import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import {
  type Environment,
  GUARD_IDS,
  type GuardId,
  type GuardSetting,
  type Target,
} from '../../../lib/core/targets.ts';

/** Fleet check-ins: 300 s less up to 30 s, released by policy changes. */
export const FLEET: HoldProfile = {
  name: 'elastic-fleet',
  ceilingSeconds: 300,
  spreadSeconds: -30,
  releaseLaw: 'broadcast',
  cancels: false,
  routes: [{ method: 'POST', path: '/api/fleet/agents/*/checkin' }],
};

export const MATRIX: HoldProfile = { ...FLEET, name: 'matrix-sync', spreadSeconds: 0, releaseLaw: 'message-driven' };

export function everyGuard(setting: GuardSetting): Target['guards'] {
  return Object.fromEntries(GUARD_IDS.map((id) => [id, setting])) as Record<GuardId, GuardSetting>;
}

function elb(kind: 'loadbalancer/app' | 'targetgroup', name: string, id: string) {
  const [, type = 'targetgroup'] = kind.split('/');
  const arn = `arn:aws:elasticloadbalancing:us-east-2:111122223333:${kind}/${name}/${id}`;
  return { arn, fullName: `${type}/${name}/${id}`, name };
}

export const FLEET_LOAD_BALANCER = elb('loadbalancer/app', 'k8s-elastics-eckfleet-a1b2c3d4e5', '50dc6c495c0c9188');

/** Fleet Server of DOP-833: five agents behind an internal load balancer with an idle timeout of 300 s. */
export const FLEET_SERVER: Target = {
  name: 'fleet-server',
  environment: 'prod',
  loadBalancer: FLEET_LOAD_BALANCER,
  targetGroup: elb('targetgroup', 'k8s-elastics-fleetser-73e2d6bc24', '943f017f100becff'),
  traffic: 'long-polls',
  objectiveSeconds: 0.8,
  slowSharePercent: 5,
  level: 'standard',
  estimate: 'survivor',
  countForm: 'TC',
  paging: true,
  hold: FLEET,
  idleTimeoutSeconds: 300,
  clients: 5,
  guards: everyGuard({ on: true }),
};

/** Elasticsearch of DOP-833: no long polls, real slowness must page. */
export const ELASTICSEARCH: Target = {
  name: 'elasticsearch',
  environment: 'prod',
  loadBalancer: elb('loadbalancer/app', 'k8s-elastics-ecksearc-b2c3d4e5f6', '60ed7d5a6d1da299'),
  targetGroup: elb('targetgroup', 'k8s-elastics-elastics-84f3e7cd35', 'a540128a211cfd00'),
  traffic: 'requests',
  objectiveSeconds: 0.8,
  slowSharePercent: 5,
  level: 'standard',
  estimate: 'survivor',
  countForm: 'TC',
  paging: true,
  guards: everyGuard({ on: true }),
};

export const PROD: Environment = {
  name: 'prod',
  account: '111122223333',
  region: 'us-east-2',
  partition: 'aws',
  notify: {},
  paging: true,
  stacks: 1,
  tags: {},
  runbook: { on: true, architecture: 'arm64' },
  targets: [FLEET_SERVER, ELASTICSEARCH],
  placement: {},
  discover: [],
};
