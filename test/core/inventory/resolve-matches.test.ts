import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/core/config/config.ts';
import { type ListedGroup, resolveMatches } from '../../../lib/core/inventory/resolve-matches.ts';
import { configText, LOAD_BALANCER, TARGET_GROUP } from '../config/_files.ts';

type Target = Record<string, unknown>;

function environment(...targets: Target[]) {
  const own = targets.map((target) => ({ traffic: 'requests', ...target }));
  const { settings } = readConfig(configText({ environment: { targets: own } }), 'f');
  return settings.environments.prod as NonNullable<(typeof settings.environments)[string]>;
}

/** As the AWS Load Balancer Controller tags the target group of a Service in an Ingress, and names it. */
function ofIngress(service: string, hash: string, changes: Partial<ListedGroup> = {}): ListedGroup {
  const name = `k8s-elastics-${service.slice(0, 8)}-${hash}`;
  return {
    name,
    arn: `arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/${name}/${hash}000000`,
    tags: {
      'elbv2.k8s.aws/cluster': 'prod-1',
      'ingress.k8s.aws/stack': 'elastic-system/eck',
      'ingress.k8s.aws/resource': `elastic-system/eck-${service}:8220`,
    },
    loadBalancer: LOAD_BALANCER,
    ...changes,
  };
}

const FLEET = ofIngress('fleetserver', '3fa9c21d07');
const SEARCH = ofIngress('elasticsearch', '84f3e7cd35');
const BY_RESOURCE = { tags: { 'ingress.k8s.aws/resource': 'elastic-system/eck-fleetserver:8220' } };
const fleet = { name: 'fleet-server', match: BY_RESOURCE };

function resolve(targets: Target[], groups: readonly ListedGroup[], complete = true) {
  return resolveMatches(environment(...targets), { groups, complete });
}

const kinds = (answer: ReturnType<typeof resolve>) => answer.problems.map(({ target, kind }) => `${target}: ${kind}`);

describe('matches in an account', () => {
  it("find the target group of an Ingress by the controller's tags", () => {
    expect(resolve([fleet], [SEARCH, FLEET])).toEqual({
      resolved: { 'fleet-server': { match: BY_RESOURCE, targetGroup: FLEET.arn, loadBalancer: LOAD_BALANCER } },
      problems: [],
    });
  });

  it('find it again when the Service was made anew, under another name', () => {
    const anew = ofIngress('fleetserver', '90bb1c52ee');
    expect(resolve([fleet], [SEARCH, anew]).resolved['fleet-server']?.targetGroup).toBe(anew.arn);
  });

  it('take the one with a load balancer while the old one is still there without', () => {
    const { loadBalancer: _, ...left } = ofIngress('fleetserver', '90bb1c52ee');
    expect(resolve([fleet], [left, FLEET]).resolved['fleet-server']?.targetGroup).toBe(FLEET.arn);
  });

  it('say which of several target groups they found', () => {
    const second = ofIngress('fleetserver', '90bb1c52ee');
    const { resolved, problems } = resolve([fleet], [FLEET, second]);
    expect(resolved).toEqual({});
    expect(problems).toEqual([
      {
        target: 'fleet-server',
        kind: 'two-matches',
        message:
          'fleet-server: match tag ingress.k8s.aws/resource=elastic-system/eck-fleetserver:8220 finds 2 target groups: k8s-elastics-fleetser-3fa9c21d07, k8s-elastics-fleetser-90bb1c52ee; make it narrower.',
        targetGroups: [FLEET.arn, second.arn],
      },
    ]);
  });

  it('say that there is none', () => {
    expect(kinds(resolve([fleet], [SEARCH]))).toEqual(['fleet-server: no-match']);
  });

  it('say that no load balancer forwards to what they found', () => {
    const { loadBalancer: _, ...alone } = FLEET;
    expect(kinds(resolve([fleet], [alone]))).toEqual(['fleet-server: no-load-balancer']);
  });

  it.each([
    ['a Network Load Balancer', { loadBalancer: LOAD_BALANCER.replace('/app/', '/net/') }],
    ['a Gateway Load Balancer', { loadBalancer: LOAD_BALANCER.replace('/app/', '/gwy/') }],
    ['another account', { arn: FLEET.arn.replace('111122223333', '444455556666') }],
    ['another Region', { arn: FLEET.arn.replace('us-east-2', 'us-east-1') }],
  ])('do not find target groups of %s', (_, changes) => {
    expect(kinds(resolve([fleet], [{ ...FLEET, ...changes }]))).toEqual(['fleet-server: no-match']);
  });

  it('say nothing but that from a list that broke off', () => {
    expect(kinds(resolve([fleet], [SEARCH], false))).toEqual(['fleet-server: unread']);
    expect(kinds(resolve([fleet], [FLEET], false))).toEqual(['fleet-server: unread']);
  });

  it('know that two are too many even from a list that broke off', () => {
    const second = ofIngress('fleetserver', '90bb1c52ee');
    expect(kinds(resolve([fleet], [FLEET, second], false))).toEqual(['fleet-server: two-matches']);
  });

  it('say nothing but that where the tags of one that may be meant are not known', () => {
    const { tags: _, ...blind } = ofIngress('fleetserver', '90bb1c52ee');
    expect(kinds(resolve([fleet], [blind]))).toEqual(['fleet-server: unread']);
    expect(kinds(resolve([fleet], [FLEET, blind]))).toEqual(['fleet-server: unread']);
  });

  it('do not mind unknown tags where they ask for none, or the name differs', () => {
    const { tags: _, ...blind } = SEARCH;
    const byName = { name: 'fleet-server', match: { name: 'k8s-*-fleetser-*' } };
    const both = { name: 'fleet-server', match: { ...byName.match, ...BY_RESOURCE } };
    expect(resolve([byName], [FLEET, blind]).problems).toEqual([]);
    const { tags: __, ...untold } = FLEET;
    expect(resolve([byName], [untold]).problems).toEqual([]);
    expect(resolve([both], [FLEET, blind]).problems).toEqual([]);
  });

  it('are refused where two of them find one target group, and where the config names it already', () => {
    const again = { name: 'again', match: { name: 'k8s-*-fleetser-*' } };
    const named = { name: 'named', loadBalancer: LOAD_BALANCER, targetGroup: FLEET.arn };
    const answer = resolve([fleet, again, named], [FLEET]);
    expect(answer.resolved).toEqual({});
    expect(kinds(answer)).toEqual(['fleet-server: taken', 'again: taken']);
    expect(answer.problems[0]?.message).toContain(
      'finds the target group of named and again; one target a target group.',
    );
  });

  it('leave targets alone that name their ARNs', () => {
    const named = { name: 'api', loadBalancer: LOAD_BALANCER, targetGroup: TARGET_GROUP };
    expect(resolve([named], [])).toEqual({ resolved: {}, problems: [] });
  });

  it('never print what an account says as it is', () => {
    const odd = { name: 'odd', match: { tags: { team: '\u001b[2J' } } };
    expect(resolve([odd], []).problems[0]?.message).toContain('team=\\u001b[2J');
  });
});
