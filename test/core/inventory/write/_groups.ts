import fc from 'fast-check';
import { classify, FOUND_TRAFFIC } from '../../../../lib/core/inventory/discover-classify.ts';
import type { DiscoveredGroup, Discovery } from '../../../../lib/core/inventory/discovery.ts';
import { byHand, FLEET, HOUR } from '../../triage/scenarios.ts';

export const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
export const EDGE = `${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`;
export const arnOf = (name: string) => `${ELB}:targetgroup/${name}/943f017f100becff`;

const plain = classify(
  byHand(60, () => ({ answered: [[0.05, 20]] })),
  { objectiveSeconds: 0.8 },
);
const fullName = 'app/edge/50dc6c495c0c9188';

/** A target group with plain requests and no tags. */
export function found(name: string, more: Partial<DiscoveredGroup> = {}): DiscoveredGroup {
  return {
    ...plain,
    targetGroup: { arn: arnOf(name), fullName: `targetgroup/${name}/943f017f100becff`, name },
    loadBalancer: { arn: EDGE, fullName, name: 'edge' },
    tags: {},
    ...more,
  };
}

/** Tags as the AWS Load Balancer Controller gives them to what it made for a Service behind an Ingress of its own. */
export function ingressTags(service: string, ingress = 'team/web'): Readonly<Record<string, string>> {
  return {
    'elbv2.k8s.aws/cluster': 'blue',
    'ingress.k8s.aws/stack': ingress,
    'ingress.k8s.aws/resource': `${ingress}-${service}:80`,
    owner: 'a-team',
  };
}

export const HELD = { traffic: 'long-polls', hold: FLEET, idleTimeoutSeconds: 600 } as const;

export function discoveryOf(groups: readonly DiscoveredGroup[], more: Partial<Discovery> = {}): Discovery {
  const listed = new Set(groups.map(({ targetGroup }) => targetGroup.arn));
  return { region: 'us-east-2', window: HOUR, groups, leftOut: 0, problems: [], listed, ...more };
}

/** Any groups, with any words as evidence and in tags; some of them those of {@link generatedConfig}. */
export const generatedGroups: fc.Arbitrary<readonly DiscoveredGroup[]> = fc
  .uniqueArray(
    fc.record({
      name: fc.oneof(
        fc.constantFrom('t0', 't1', 't2', 't3', 'web', 'Web-2'),
        fc.stringMatching(/^[A-Za-z0-9]([A-Za-z0-9-]{0,20}[A-Za-z0-9])?$/),
      ),
      traffic: fc.constantFrom(...FOUND_TRAFFIC),
      text: fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('a\n- evil: true', 'holdband: not watched: x', '# x'),
      ),
      tags: fc.constantFrom('none', 'unread', 'ingress', 'odd'),
      owner: fc.string({ unit: 'grapheme', maxLength: 20 }),
      idle: fc.constantFrom(600, undefined),
      spare: fc.boolean(),
      excluded: fc.constantFrom(undefined, undefined, 'somebody else watches it'),
    }),
    { maxLength: 6, selector: ({ name }) => name },
  )
  .map((all) =>
    all.map(({ name, traffic, text, tags, owner, idle, spare, excluded }): DiscoveredGroup => {
      const held = traffic === 'long-polls' || traffic === 'mixed';
      const { loadBalancer, tags: _, ...group } = found(name, { traffic });
      return {
        ...group,
        evidence: [{ id: 'x', text, value: 0, unit: 's' }],
        ...(held && { hold: FLEET }),
        ...(idle !== undefined && { idleTimeoutSeconds: idle }),
        ...(loadBalancer && !(spare && !held && traffic !== 'requests') && { loadBalancer }),
        ...(tags !== 'unread' && {
          tags: tags === 'none' ? {} : tags === 'odd' ? { [owner]: owner, x: text } : ingressTags(`${name}${owner}`),
        }),
        ...(excluded !== undefined && { excluded }),
      };
    }),
  );
