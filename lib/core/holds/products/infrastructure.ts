import { fleetProfile } from '../fleet.ts';
import { type CatalogueEntry, entry, FREE_SETTING, headersEarly } from './entry.ts';

/** Agents, service discovery, configuration and data stores. */

export const elasticFleet: CatalogueEntry = {
  id: 'elastic-fleet',
  product: 'Elastic Fleet Server (agent check-in)',
  profile: fleetProfile(),
  ceilingRange: [60, 3600],
  idleTimeoutAdvice: 600,
  headers: 'held',
  holdChosenBy: 'server',
  status: [200],
  held: true,
  examples: ['POST /api/fleet/agents/5a0c6f3e-7f0a-4f8e-9c0e-0a1b2c3d4e5f/checkin'],
  source: 'elastic/fleet-server internal/pkg/config/timeouts.go, internal/pkg/api/handleCheckin.go (9.5)',
  note: 'Elastic advises 10 minutes on the load balancer (Fleet Server scalability and load-balancer pages). Paths of fleetdm/fleet (/api/fleet/orbit, /api/fleet/device) are another product.',
};

export const elasticsearchFleetCheckpoints = entry({
  id: 'elasticsearch-fleet-checkpoints',
  product: 'Elasticsearch (polled by Fleet Server)',
  ceiling: 240,
  releaseLaw: 'message-driven',
  routes: [{ method: 'GET', path: '/*/_fleet/global_checkpoints', query: ['wait_for_advance=true'] }],
  examples: ['GET /.fleet-policies/_fleet/global_checkpoints?wait_for_advance=true&wait_for_index=true&timeout=4m'],
  ceilingRange: FREE_SETTING,
  idleTimeoutAdvice: 300,
  holdChosenBy: 'client',
  status: [200, 504],
  source: 'elastic/fleet-server internal/pkg/config/monitor.go, internal/pkg/gcheckpt/checkpoint.go',
  note: 'Two parked requests for each Fleet Server. Not confirmed: whether Elasticsearch itself answers 504 when time runs out.',
});

export const consul = entry({
  id: 'consul',
  product: 'Consul blocking queries',
  ceiling: 300,
  spread: 18.75,
  releaseLaw: 'message-driven',
  routes: [
    ...[
      'catalog',
      'config',
      'connect',
      'coordinate',
      'discovery-chain',
      'event',
      'health',
      'internal',
      'kv',
      'query',
      'session',
    ].map((area) => ({ method: 'GET', path: `/v1/${area}/**`, query: ['index'] })),
    { method: 'GET', path: '/v1/agent/**', query: ['hash'] },
    { method: 'GET', path: '/v1/agent/connect/**', query: ['index'] },
  ],
  examples: [
    'GET /v1/health/service/web?index=4711&wait=5m',
    'GET /v1/kv/config/web?index=12',
    'GET /v1/agent/service/web?hash=4ecd29c7bc647ca8',
    'GET /v1/agent/connect/ca/roots?index=9&wait=5m',
  ],
  ceilingRange: [0, 637.5],
  idleTimeoutAdvice: 360,
  source: 'hashicorp/consul website/content/api-docs/features/blocking.mdx',
  note: 'A sixteenth of the wait is added at random: an idle timeout of 300 s severs every idle hold.',
});

export const nomad = entry({
  id: 'nomad',
  product: 'Nomad blocking queries',
  ceiling: 300,
  spread: 18.75,
  releaseLaw: 'message-driven',
  routes: [
    'acl',
    'allocation',
    'allocations',
    'deployment',
    'deployments',
    'evaluation',
    'evaluations',
    'job',
    'jobs',
    'namespace',
    'namespaces',
    'node',
    'nodes',
    'plugin',
    'plugins',
    'quota',
    'quotas',
    'scaling',
    'sentinel',
    'service',
    'services',
    'var',
    'vars',
    'volume',
    'volumes',
  ].map((area) => ({ method: 'GET', path: `/v1/${area}/**`, query: ['index'] })),
  examples: [
    'GET /v1/jobs?index=1',
    'GET /v1/node/7b2c/allocations?index=88&wait=300s',
    'GET /v1/acl/policies?index=31',
    'GET /v1/plugins?index=5&type=csi',
  ],
  ceilingRange: [0, 318.75],
  idleTimeoutAdvice: 360,
  source: 'hashicorp/nomad nomad/structs/structs.go (DefaultBlockingRPCQueryTime, JitterFraction), nomad/rpc.go',
  note: 'A sixteenth of the wait is added at random: an idle timeout of 300 s severs every idle hold.',
});

export const nacos = entry({
  id: 'nacos',
  product: 'Nacos 1 configuration listener',
  ceiling: 29.5,
  releaseLaw: 'broadcast',
  routes: [{ method: 'POST', path: '/nacos/v1/cs/configs/listener' }],
  examples: ['POST /nacos/v1/cs/configs/listener'],
  // The wait that clients send, less 500 ms, is at least 10 s; what they send is theirs to set.
  ceilingRange: [10, FREE_SETTING[1]],
  idleTimeoutAdvice: 60,
  source: 'alibaba/nacos LongPollingService.java, api Constants (CONFIG_LONG_POLL_TIMEOUT)',
  note: 'Clients of version 2 use gRPC. The wait stands in a header, which access logs do not show.',
});

export const apollo = entry({
  id: 'apollo',
  product: 'Apollo configuration notifications',
  ceiling: 60,
  releaseLaw: 'broadcast',
  routes: [{ method: 'GET', path: '/notifications/v2' }],
  examples: ['GET /notifications/v2?appId=web&cluster=default&notifications=%5B%5D'],
  ceilingRange: [1, 90],
  idleTimeoutAdvice: 90,
  status: [304],
  clientTimeout: 90,
  source: 'apolloconfig/apollo BizConfig.java (DEFAULT_LONG_POLLING_TIMEOUT), DeferredResultWrapper.java',
  note: 'Holds as long as the default idle timeout of a load balancer: a race that some holds lose.',
});

export const couchdb = entry({
  id: 'couchdb',
  product: 'CouchDB changes feed',
  ceiling: 60,
  releaseLaw: 'message-driven',
  routes: ['longpoll', 'continuous', 'eventsource'].map((feed) => ({ path: '/*/_changes', query: [`feed=${feed}`] })),
  examples: ['GET /orders/_changes?feed=longpoll&since=now', 'POST /orders/_changes?feed=continuous'],
  idleTimeoutAdvice: 90,
  headers: 'early',
  source: 'apache/couchdb api/database/changes.rst, src/chttpd/src/chttpd_db.erl',
  note: 'With heartbeat there is no end to the hold.',
  refusal: headersEarly('CouchDB sends its headers and a line feed when the wait begins'),
});

export const kubernetesWatch = entry({
  id: 'kubernetes-watch',
  product: 'Kubernetes API server watches',
  ceiling: 1800,
  spread: 1800,
  releaseLaw: 'message-driven',
  routes: ['api', 'apis'].flatMap((root) =>
    ['1', 'true'].map((watch) => ({ method: 'GET', path: `/${root}/**`, query: [`watch=${watch}`] })),
  ),
  examples: ['GET /api/v1/pods?watch=1&timeoutSeconds=2400', 'GET /apis/apps/v1/deployments?watch=true'],
  idleTimeoutAdvice: 4000,
  headers: 'early',
  source: 'kube-apiserver reference (--min-request-timeout)',
  note: 'A stream that ends at a random time of at least 1800 s. Not confirmed in source: that headers come at once.',
  refusal: headersEarly('a watch is a stream whose headers come at once'),
});

export const opamp = entry({
  id: 'opamp',
  product: 'OpAMP over HTTP (collectors; Fleet Server from 9.4)',
  ceiling: 30,
  releaseLaw: 'message-driven',
  routes: [{ method: 'POST', path: '/v1/opamp' }],
  examples: ['POST /v1/opamp'],
  idleTimeoutAdvice: 60,
  held: false,
  source: 'elastic/fleet-server internal/pkg/config/timeouts.go',
  refusal: 'is not held: clients ask about every 30 s and are answered at once, so use traffic: requests',
});
