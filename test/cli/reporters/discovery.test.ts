import { describe, expect, it } from 'vitest';
import { discoveryJson, discoveryReport } from '../../../lib/cli/reporters/discovery.ts';
import { discoveryYaml } from '../../../lib/cli/reporters/discovery-yaml.ts';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { CATALOGUE } from '../../../lib/core/holds/catalogue.ts';
import { holdTo } from '../../../lib/core/holds/profile.ts';
import { classify } from '../../../lib/core/inventory/discover-classify.ts';
import type { DiscoveredGroup, Discovery } from '../../../lib/core/inventory/discovery.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { byHand, FLEET, figuresFrom, HOUR, profileOf } from '../../core/triage/scenarios.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
const same = (text: string) => text;
const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
const SETTINGS = { objectiveSeconds: 0.8, idleTimeoutSeconds: 4000 };
const WATCHED = CATALOGUE.filter((entry) => entry.held && entry.headers === 'held' && entry.refusal === undefined);

const polls = (profile = FLEET) =>
  classify(
    figuresFrom({ seed: 7, idleTimeoutSeconds: 4000, holds: [{ profile, clients: 30 }] }, { source: 'metrics' }),
    SETTINGS,
  );
const requests = classify(
  byHand(60, () => ({ answered: [[0.05, 20]] })),
  SETTINGS,
);
const nothing = classify(
  byHand(1, () => ({})),
  SETTINGS,
);

function group(name: string, more: Partial<DiscoveredGroup> = {}): DiscoveredGroup {
  const fullName = `targetgroup/${name}/943f017f100becff`;
  const edge = 'app/edge/50dc6c495c0c9188';
  return {
    ...requests,
    targetGroup: { arn: `${ELB}:${fullName}`, fullName, name },
    loadBalancer: { arn: `${ELB}:loadbalancer/${edge}`, fullName: edge, name: 'edge' },
    ...more,
  };
}

const found = (groups: readonly DiscoveredGroup[], more: Partial<Discovery> = {}): Discovery => ({
  region: 'us-east-2',
  window: HOUR,
  groups,
  loadBalancers: 1,
  leftOut: 0,
  problems: [],
  ...more,
});
const report = (discovery: Discovery, columns = 100) => discoveryReport(discovery, { style, columns });

/** What the config makes of the printed targets. */
function asConfig(yaml: string): readonly Target[] {
  const indented = yaml.replace(/^(?=.)/gm, '    ');
  const head =
    'version: 1\nenvironments:\n  prod:\n    account: "111122223333"\n    region: us-east-2\n    notify: {}\n';
  return resolveEnvironments(readConfig(head + indented, 'holdband.yaml')).flatMap(({ targets }) => targets);
}

describe('the report of a discovery', () => {
  it('gives the reasons of what needs a word, and of nothing else', () => {
    const text = report(found([group('held', polls()), group('web')]));

    expect(text).toContain('held\n  ');
    expect(text).toContain('Elastic Fleet Server');
    expect(text).not.toContain('no narrow band');
  });

  it('says by which rules requests come, three of many', () => {
    const rule = (path: string) => ({ listenerPort: 443, priority: '1', conditions: [path], targetGroupArns: [] });
    const few = { listenerPort: 80, priority: 'default', conditions: [], targetGroupArns: [] };
    const many = ['host a.example.com', 'path /b', 'path /c', 'path /d', 'path /e'].map(rule);
    const text = report(
      found([group('one', { ...polls(), listenerRules: [few] }), group('two', { ...polls(), listenerRules: many })]),
      200,
    );

    expect(text).toContain('Requests come by port 80: all other requests.');
    expect(text).toContain('by port 443: host a.example.com; port 443: path /b; port 443: path /c; and 2 more rules.');
  });

  it('names what contradicts the config', () => {
    const [target] = asConfig(discoveryYaml(found([group('web')]), []));
    if (!target) throw new RangeError('no target');
    const configured = { environment: 'prod', target, contradiction: 'The config says traffic: requests, but not so.' };
    const text = report(found([group('web', { ...polls(), configured })]));

    expect(text).toContain('prod/web (!)');
    expect(text).toContain('The config says traffic: requests, but not so.');
  });

  it('draws response times where there is room for it', () => {
    const discovery = found([group('held', polls())]);

    expect(report(discovery, 119)).not.toMatch(/[▁▂▃▄▅▆▇█]/);
    expect(report(discovery, 120)).toMatch(/[▁▂▃▄▅▆▇█]{11}/);
  });

  it('obeys nothing that a problem carries, and shows ten of many', () => {
    const problems = Array.from({ length: 12 }, (_, i) => `web-${i}: \u001b[31mred`);
    const text = report(found([], { problems }));

    expect(text).not.toContain('\u001b');
    expect(text).toContain('12 problems');
    expect(text).toContain('and 2 more');
    expect(discoveryJson(found([], { problems })).problems).toHaveLength(12);
  });

  it('names what rules leave out, by the reason', () => {
    const names = ['canary-1', 'canary-2', 'canary-3', 'canary-4', 'canary-5', 'canary-6', 'probe'];
    const groups = names.map((name) => group(name, { excluded: name === 'probe' ? 'Ours.' : 'Probes\u001b only.' }));
    const text = report(found([group('web'), ...groups]));

    expect(text).toContain('canary-1, canary-2, canary-3, canary-4, canary-5 and 1 more: Probes\\u001b only.');
    expect(text).toContain('probe: Ours.');
    expect(text).toMatch(/^canary-1 +excluded +- +- +- +-$/m);
    expect(discoveryJson(found(groups)).targetGroups.map(({ excluded }) => excluded)).toContain('Ours.');
    expect(discoveryJson(found([group('web')])).targetGroups[0]).not.toHaveProperty('excluded');
  });

  it('tells JSON what is not known', () => {
    const { loadBalancers, ...rest } = found([group('web')]);
    const json = discoveryJson(rest);

    expect(loadBalancers).toBe(1);
    expect(json.loadBalancers).toBeNull();
    expect(json.targetGroups).toMatchObject([{ name: 'web', idleTimeoutSeconds: null, tags: null }]);
    expect(json.targetGroups[0]).not.toHaveProperty('hold');
  });
});

describe('the targets to copy', () => {
  it.each(WATCHED.map(({ id }) => id))('are what the config takes for %s, with a hold of the same length', (id) => {
    const classified = polls(profileOf(id));
    const targets = asConfig(discoveryYaml(found([group('held', { ...classified, idleTimeoutSeconds: 4000 })]), []));
    const longest = holdTo(profileOf(id));

    expect(targets).toMatchObject([{ name: 'held', traffic: classified.traffic, idleTimeoutSeconds: 4000 }]);
    expect(Math.abs(holdTo(targets[0]?.hold ?? FLEET) - longest)).toBeLessThan(0.1 * longest);
  });

  it('have names that the config takes, each once, and none that is taken', () => {
    const yaml = discoveryYaml(found([group('Web'), group('web'), group('api')]), ['api']);

    expect(asConfig(yaml).map(({ name }) => name)).toEqual(['web', 'web-2', 'api-2']);
  });

  it('leave out what is unknown or idle, and say why', () => {
    const yaml = discoveryYaml(found([group('web'), group('idle', nothing)]), []);

    expect(asConfig(yaml)).toHaveLength(1);
    expect(yaml).toContain('# Not proposed:\n# idle: no-traffic. Nobody sent a request');
  });

  it('are a comment where there are none', () => {
    const yaml = discoveryYaml(found([group('idle', nothing)]), []);

    expect(yaml).toMatch(/^(#.*\n)+$/);
  });

  it('stay as they are whatever the evidence says', () => {
    const evidence = [{ id: 'x', text: 'one\ntargets: []\n- evil', value: 0, unit: 's' }];
    const yaml = discoveryYaml(found([group('web', { evidence }), group('idle', { ...nothing, evidence })]), []);

    expect(asConfig(yaml)).toMatchObject([{ name: 'web' }]);
  });
});
