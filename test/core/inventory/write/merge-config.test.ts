import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lock, readConfig } from '../../../../lib/core/config/config.ts';
import { InputError } from '../../../../lib/core/errors.ts';
import type { Discovery } from '../../../../lib/core/inventory/discovery.ts';
import { mergeConfig } from '../../../../lib/core/inventory/write/merge-config.ts';
import { generatedConfig } from '../../config/_generated.ts';
import { arnOf, discoveryOf, EDGE, found, generatedGroups, HELD, ingressTags } from './_groups.ts';

const FILE = 'holdband.yaml';
const HEAD = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
`;
const target = (name: string, rest = 'traffic: requests') => `      - name: ${name}
        loadBalancer: ${EDGE}
        targetGroup: ${arnOf(name)}
        ${rest}
`;
const matched = (name: string, tag: string) => `      - name: ${name}
        match: { tags: { app: ${tag} } }
        traffic: requests
`;

function merge(text: string, discovery: Discovery, more: { readonly lock?: Lock; readonly date?: string } = {}) {
  const config = readConfig(text, FILE);
  return mergeConfig({ text, config, environment: 'prod', discovery, date: '2026-11-21', ...more });
}

const WEB = HEAD + target('web');
const web = found('web');

describe('Merging a discovery into a config', () => {
  it('gives what it gave when it is done again', () => {
    fc.assert(
      fc.property(generatedConfig, generatedGroups, ({ text }, groups) => {
        fc.pre(groups.length > 0);
        const once = merge(text, discoveryOf(groups));
        const twice = merge(once.text, discoveryOf(groups), { date: '2026-12-24' });

        expect(twice.text).toBe(once.text);
        expect(twice.added).toEqual([]);
        expect(twice.gone.some(({ marked }) => marked)).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('watches everything whose traffic is known, and nothing else', () => {
    fc.assert(
      fc.property(generatedGroups, (groups) => {
        fc.pre(groups.length > 0);
        const { config, left, unread } = merge(HEAD + target('first'), discoveryOf(groups));
        const names = config.settings.environments.prod?.targets.length ?? 0;
        const excluded = groups.filter((group) => group.excluded !== undefined);

        expect(names - 1 + left.length + unread.length + excluded.length).toBe(groups.length);
        for (const { group } of left) expect(['unknown', 'no-traffic']).toContain(group.traffic);
      }),
      { numRuns: 30 },
    );
  });

  it('adds a target group that holds with hold, idle timeout and evidence', () => {
    const evidence = [
      { id: 'a', text: 'A band.', value: 1, unit: 's' },
      { id: 'b', text: 'A spread.', value: 1, unit: 's' },
    ];
    const { text } = merge(WEB, discoveryOf([web, found('fleet', { ...HELD, confidence: 'high', evidence })]));

    expect(text).toBe(`${WEB}      # Confidence high: A band.
      #   A spread.
      #   Yours to add: clients, how many of them poll here.
      - name: fleet
        loadBalancer: ${EDGE}
        targetGroup: ${arnOf('fleet')}
        traffic: long-polls
        hold: elastic-fleet
        idleTimeout: 600s
`);
  });

  it('names what a controller made by its tags, so that the next one is found, too', () => {
    const { config } = merge(WEB, discoveryOf([web, found('k8s-team-api-1234567890', { tags: ingressTags('api') })]));

    expect(config.settings.environments.prod?.targets[1]).toEqual({
      name: 'team-api',
      match: {
        tags: {
          'elbv2.k8s.aws/cluster': 'blue',
          'ingress.k8s.aws/stack': 'team/web',
          'ingress.k8s.aws/resource': 'team/web-api:80',
        },
      },
      traffic: 'requests',
    });
  });

  it('names two target groups with the same tags by their ARNs', () => {
    const tags = ingressTags('api');
    const { config } = merge(WEB, discoveryOf([web, found('old', { tags }), found('new', { tags })]));

    expect(config.settings.environments.prod?.targets.map(({ targetGroup }) => targetGroup)).toEqual(
      ['web', 'old', 'new'].map(arnOf),
    );
  });

  it('says in the entry who a rule says is told', () => {
    const notify = { page: 'arn:aws:sns:us-east-2:111122223333:team' };
    const { config } = merge(WEB, discoveryOf([web, found('api', { notify })]));

    expect(config.settings.environments.prod?.targets[1]?.notify).toEqual(notify);
  });

  it('adds nothing that a match means, that the lock names, that a rule leaves out, or another environment has', () => {
    const other = `${HEAD}${matched('by-tag', 'x')}${matched('by-lock', 'y')}  test:
    account: "111122223333"
    region: us-east-2
    targets:
${target('elsewhere')}`;
    const targets = { 'by-lock': { match: { tags: { app: 'y' } }, loadBalancer: EDGE, targetGroup: arnOf('locked') } };
    const groups = [
      found('tagged', { tags: { app: 'x' } }),
      found('locked', { tags: {} }),
      found('out', { excluded: 'not ours' }),
      found('elsewhere'),
    ];

    expect(
      merge(other, discoveryOf(groups), { lock: { version: 1, environments: { prod: { targets } } } }).added,
    ).toEqual([]);
  });

  it('lists what is unknown or idle in a comment, and takes the line away when it is watched', () => {
    const idle = found('idle', { traffic: 'no-traffic', evidence: [] });
    const { text, left } = merge(WEB, discoveryOf([web, idle]));
    const watched = merge(text + target('idle'), discoveryOf([web, idle]));

    expect(left).toHaveLength(1);
    expect(text).toBe(
      `${WEB}      # holdband: not watched: ${arnOf('idle')} (no-traffic): Nothing is known of its traffic.\n`,
    );
    expect(watched.text).toBe(WEB + target('idle'));
  });

  it('keeps the line of what is still unknown, whatever the figures are', () => {
    const unknown = (text: string) =>
      found('odd', { traffic: 'unknown', evidence: [{ id: 'x', text, value: 0, unit: 's' }] });
    const { text } = merge(WEB, discoveryOf([web, unknown('One thing.')]));

    expect(merge(text, discoveryOf([web, unknown('Another.')])).text).toBe(text);
  });

  it('says what the idle timeout is where another target says something else', () => {
    const { text, config } = merge(
      HEAD + target('web', 'traffic: requests\n        idleTimeout: 300s'),
      discoveryOf([web, found('fleet', HELD)]),
    );

    expect(config.settings.environments.prod?.targets[1]?.idleTimeout).toBeUndefined();
    expect(text).toContain(
      '# Another target says idleTimeout: 300s; the load balancer has 600s.'.replace('# ', '#   '),
    );
  });

  it('leaves out an entry that the config would refuse, and says why', () => {
    const strict = `defaults:\n  objective: 200s\n${WEB}`;
    const { left, added } = merge(strict, discoveryOf([web, found('fleet', HELD), found('api')]));

    expect(added.map(({ name }) => name)).toEqual(['api']);
    expect(left.map(({ reason }) => reason)).toEqual([expect.stringContaining('The config would not take it: ')]);
  });
});

describe('A target whose target group is gone', () => {
  const api = found('api');

  it('is marked above its entry, once', () => {
    const { text, gone } = merge(HEAD + target('api') + target('web'), discoveryOf([api]));

    const mark = `the account has no target group targetgroup/web/943f017f100becff; its alarms see nothing`;
    expect(text).toBe(`${HEAD}${target('api')}      # holdband: 2026-11-21: ${mark}\n${target('web')}`);
    expect(gone).toEqual([{ target: 'web', text: mark, marked: true }]);
    expect(merge(text, discoveryOf([api]), { date: '2027-01-01' })).toMatchObject({ text, gone: [{ marked: false }] });
  });

  it('has its mark taken away when it is back', () => {
    const marked = merge(WEB, discoveryOf([api])).text;
    const { text, back } = merge(marked, discoveryOf([api, web]));

    expect(back).toEqual(['web']);
    expect(text).not.toContain('# holdband');
    expect(text.startsWith(WEB)).toBe(true);
  });

  it('is marked where its match finds nothing', () => {
    const { gone } = merge(HEAD + matched('shop', 'shop'), discoveryOf([found('x', { excluded: 'not ours' })]));

    expect(gone.map(({ text }) => text)).toEqual(['the account has no target group with tag app=shop']);
  });

  it.each([
    ['not everything could be listed', { listed: undefined as never }, {}],
    ['tags could not be read', {}, { tags: undefined as never }],
  ])('is not marked where %s', (_, more, unread) => {
    const text = HEAD + matched('shop', 'shop');
    const { listed, ...discovery } = discoveryOf([found('x', { excluded: 'not ours', ...unread })]);
    const merged = merge(text, { ...discovery, ...('listed' in more ? {} : listed && { listed }) });

    expect(merged).toMatchObject({ text, gone: [], back: [] });
  });
});

describe('Nothing is merged', () => {
  const refusal = (text: string, discovery: Discovery) => {
    try {
      return merge(text, discovery).text;
    } catch (error) {
      return error instanceof InputError ? error.message : error;
    }
  };

  it('from another account', () => {
    expect(
      refusal(
        WEB.replace('111122223333"', '444455556666"').replaceAll(':111122223333:', ':444455556666:'),
        discoveryOf([web]),
      ),
    ).toBe('environments.prod: is account 444455556666, and the credentials are of 111122223333; nothing was written');
  });

  it('from another Region', () => {
    expect(refusal(WEB, discoveryOf([web], { region: 'eu-west-1' }))).toContain(
      'is in us-east-2, and eu-west-1 was looked at',
    );
  });

  it('from an account that shows no target group at all', () => {
    expect(refusal(WEB, discoveryOf([]))).toContain('nothing says whether the credentials are of account 111122223333');
  });

  it('into a list that another environment uses by an anchor', () => {
    const shared = WEB.replace('targets:', 'targets: &all').concat(
      '  test:\n    account: "111122223333"\n    region: us-east-2\n    targets: *all\n',
    );

    expect(refusal(shared, discoveryOf([web, found('api')]))).toContain('would change other settings, too');
  });
});
