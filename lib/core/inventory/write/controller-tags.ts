import type { DiscoveredGroup } from '../discovery.ts';

/**
 * Tags by which a controller in a cluster finds again what it made. Each kind has its stack and its resource; the cluster is
 * tagged beside them. Source: AWS Load Balancer Controller, pkg/deploy/tracking/provider.go and pkg/gateway/constants.
 */
const KINDS = ['ingress.k8s.aws', 'service.k8s.aws', 'gateway.k8s.aws.alb', 'gateway.k8s.aws.nlb'] as const;
const CLUSTER = 'elbv2.k8s.aws/cluster';

type Tags = Readonly<Record<string, string>>;

/**
 * The tags that name a target group for good: a Service that is made again gets a new target group with the same ones.
 *
 * @param all everything that was found
 * @returns `undefined` where no controller made it, or another target group with a load balancer carries the same tags: two
 *   clusters of one name, say
 */
export function controllerTags(
  { targetGroup, tags }: DiscoveredGroup,
  all: readonly DiscoveredGroup[],
): Tags | undefined {
  const own = trackingTags(tags ?? {});
  if (!own) return undefined;
  // One without a load balancer is a leftover, which a match passes over.
  const shared = all.some(
    (other) => other.targetGroup.arn !== targetGroup.arn && other.loadBalancer && carries(other.tags ?? {}, own),
  );
  return shared ? undefined : own;
}

function trackingTags(tags: Tags): Tags | undefined {
  const cluster = tags[CLUSTER];
  for (const kind of KINDS) {
    const [stack, resource] = [`${kind}/stack`, `${kind}/resource`];
    const [ofStack, ofResource] = [tags[stack], tags[resource]];
    if (cluster && ofStack && ofResource) return { [CLUSTER]: cluster, [stack]: ofStack, [resource]: ofResource };
  }
  return undefined;
}

function carries(tags: Tags, wanted: Tags): boolean {
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(tags, key) && tags[key] === value);
}
