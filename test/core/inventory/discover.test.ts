import { describe, expect, it } from 'vitest';
import { readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { CredentialsFailedError, ReadFailedError } from '../../../lib/core/inventory/account.ts';
import { discover } from '../../../lib/core/inventory/discover.ts';
import { classify } from '../../../lib/core/inventory/discover-classify.ts';
import { mostInterestingFirst } from '../../../lib/core/inventory/discovery.ts';
import { denied, LOAD_BALANCER } from '../triage/live/_reader.ts';
import { FLEET, figuresFrom, HOUR, type Traffic } from '../triage/scenarios.ts';
import { accountOf, arnOf, discovered, group } from './_discover.ts';

const NETWORK = 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/net/wire/50dc6c495c0c9188';

/** Environments of a config with these targets, in account and Region of the fake. */
function environments(targets: string) {
  const text = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    notify: {}
    targets:
${targets}`;
  return resolveEnvironments(readConfig(text, 'holdband.yaml'));
}

const target = (name: string, rest: string) => `
      - name: ${name}
        loadBalancer: ${LOAD_BALANCER.arn}
        targetGroup: ${arnOf(name)}
        ${rest}`;

describe('Discovery', () => {
  it('looks at target groups of Application Load Balancers, and counts what it leaves out', async () => {
    const { groups, leftOut } = await discovered(
      accountOf([
        group('web'),
        group('wire', { loadBalancerArns: [NETWORK], protocol: 'TCP' }),
        group('behind-wire', { loadBalancerArns: [NETWORK] }),
        group('spare-wire', { loadBalancerArns: [], protocol: 'TLS' }),
      ]),
    );

    expect(groups.map(({ targetGroup }) => targetGroup.name)).toEqual(['web']);
    expect(leftOut).toBe(3);
  });

  it('tells the traffic, the load balancer, its idle timeout and the tags', async () => {
    const { groups, problems, loadBalancers } = await discovered(accountOf([group('web')]));

    expect(groups).toMatchObject([
      {
        traffic: 'requests',
        confidence: 'medium',
        requests: 600,
        loadBalancer: { name: 'edge' },
        idleTimeoutSeconds: 300,
        tags: { owner: 'a-team' },
      },
    ]);
    expect(problems).toEqual([]);
    expect(loadBalancers).toBe(1);
  });

  it('asks no metrics of a target group that no load balancer forwards to', async () => {
    const reader = accountOf([group('spare', { loadBalancerArns: [] })], {
      metrics: denied('cloudwatch:GetMetricData'),
    });
    const { groups, problems } = await discovered(reader);

    expect(groups).toMatchObject([{ traffic: 'no-traffic', evidence: [{ id: 'no-load-balancer' }] }]);
    expect(problems).toEqual([]);
  });

  it('tells which listener rules lead to a group, and no others', async () => {
    const { groups } = await discovered(accountOf([group('fleet'), group('web')]));
    const rules = groups.map(({ targetGroup, listenerRules }) => [targetGroup.name, listenerRules?.length]);

    expect(rules).toEqual([
      ['fleet', 1],
      ['web', 0],
    ]);
    expect(groups[0]?.listenerRules).toMatchObject([{ conditions: ['path /api/fleet/*'] }]);
  });

  describe('with rules', () => {
    const TOPIC = 'arn:aws:sns:us-east-2:111122223333:search';
    const web = target('web', 'traffic: requests');
    const ruled = environments(`${web}
    discover:
      - { name: canary-*, exclude: Probes only. }
      - { name: web, exclude: The config has it. }
      - { tags: { owner: a-team }, notify: ${TOPIC} }`);

    it('reads nothing of what is left out, says why, and puts it last', async () => {
      const reader = accountOf([group('canary-1')], {
        metrics: denied('cloudwatch:GetMetricData'),
        targetGroupAttributes: denied('elasticloadbalancing:DescribeTargetGroupAttributes'),
      });
      const { groups, problems } = await discover(reader, {
        region: 'us-east-2',
        now: HOUR.end,
        windowSeconds: 3600,
        environments: ruled.map((environment) => ({ ...environment, targets: [] })),
        read: { targetGroupAttributes: 'all' },
      });

      expect(groups).toMatchObject([{ excluded: 'Probes only.', traffic: 'unknown', requests: 0, tags: {} }]);
      expect(problems).toEqual([]);
      const both = await discovered(accountOf([group('canary-1'), group('idle', { loadBalancerArns: [] })]), ruled);
      expect(both.groups.map(({ targetGroup }) => targetGroup.name)).toEqual(['idle', 'canary-1']);
    });

    it('says who hears of a group, and looks at what the config watches in spite of them', async () => {
      const { groups } = await discovered(accountOf([group('web'), group('api')]), ruled);

      expect(groups.map(({ targetGroup: { name }, excluded, notify }) => [name, excluded, notify])).toEqual([
        ['api', undefined, { page: TOPIC, ticket: TOPIC }],
        ['web', undefined, undefined],
      ]);
    });

    it('reads tags where a rule asks for them', async () => {
      const { groups } = await discover(accountOf([group('api')]), {
        region: 'us-east-2',
        now: HOUR.end,
        windowSeconds: 3600,
        environments: ruled,
        read: { tags: false },
      });

      expect(groups[0]?.notify).toEqual({ page: TOPIC, ticket: TOPIC });
    });
  });

  it.each([
    ['all', ['api', 'web']],
    ['configured', ['web']],
    ['held', []],
    ['none', []],
  ] as const)('reads the attributes of target groups of %s, as it is told', async (whose, names) => {
    const { groups } = await discover(accountOf([group('web'), group('api')]), {
      region: 'us-east-2',
      now: HOUR.end,
      windowSeconds: 3600,
      environments: environments(target('web', 'traffic: requests')),
      read: { targetGroupAttributes: whose },
    });
    const read = groups.filter(({ targetGroupAttributes }) => targetGroupAttributes !== undefined);

    expect(read.map(({ targetGroup }) => targetGroup.name).sort()).toEqual(names);
  });

  it('reads nothing beside the metrics that it is not to read', async () => {
    const never = denied('elasticloadbalancing:Describe');
    const { problems, groups } = await discover(
      accountOf([group('web')], {
        tags: never,
        loadBalancerAttributes: never,
        listenerRules: never,
        targetGroupAttributes: never,
      }),
      {
        region: 'us-east-2',
        now: HOUR.end,
        windowSeconds: 3600,
        read: { tags: false, loadBalancerAttributes: false, listenerRules: false, targetGroupAttributes: 'none' },
      },
    );

    expect(problems).toEqual([]);
    expect(groups).toMatchObject([{ traffic: 'requests' }]);
  });

  it('asks for the tags of twenty at a time', async () => {
    const batches: number[] = [];
    const groups = Array.from({ length: 45 }, (_, i) => group(`web-${i}`));
    const tags = async (arns: readonly string[]) => {
      batches.push(arns.length);
      return new Map(arns.map((arn) => [arn, {}]));
    };
    await discovered(accountOf(groups, { tags }));

    expect(batches).toEqual([20, 20, 5]);
  });

  it('has a few reads of metrics in flight, never more', async () => {
    let [now, most] = [0, 0];
    const plain = accountOf([]);
    const groups = Array.from({ length: 600 }, (_, i) => group(`web-${i}`));
    const metrics: typeof plain.metrics = async (request) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return plain.metrics(request);
    };
    await discovered(accountOf(groups, { metrics }));

    expect(most).toBe(3);
  });

  it('tells how many target groups were read, and how many calls were made', async () => {
    const told: string[] = [];
    const progress = (read: number, of: number, { done, planned }: { done: number; planned: number }) =>
      void told.push(`${read}/${of} ${done}/${planned}`);
    await discover(accountOf([group('a'), group('b')]), {
      region: 'us-east-2',
      now: HOUR.end,
      windowSeconds: 3600,
      progress,
    });

    expect(told[0]).toBe('0/2 2/6');
    expect(told.at(-1)).toBe('2/2 7/7');
  });
});

describe('A read that fails', () => {
  it('of the metrics of one group costs that group, and is listed', async () => {
    const plain = accountOf([]);
    const refused = new ReadFailedError('cloudwatch:GetMetricData', 'refused', 'It was refused.');
    const metrics: typeof plain.metrics = (request) =>
      request.queries.some(({ dimensions }) => JSON.stringify(dimensions).includes('/broken/'))
        ? Promise.reject(refused)
        : plain.metrics(request);
    const names = ['api', 'broken', 'shop', 'web', 'www'];
    const { groups, problems } = await discovered(
      accountOf(
        names.map((name) => group(name)),
        { metrics },
      ),
    );

    expect(groups.map(({ targetGroup: { name }, traffic }) => [name, traffic])).toEqual([
      ['broken', 'unknown'],
      ['api', 'requests'],
      ['shop', 'requests'],
      ['web', 'requests'],
      ['www', 'requests'],
    ]);
    expect(problems).toEqual(['broken: no metrics: It was refused.']);
  });

  it.each([
    ['loadBalancers', 'elasticloadbalancing:DescribeLoadBalancers'],
    ['tags', 'elasticloadbalancing:DescribeTags'],
    ['loadBalancerAttributes', 'elasticloadbalancing:DescribeLoadBalancerAttributes'],
    ['listenerRules', 'elasticloadbalancing:DescribeRules'],
  ] as const)('of %s costs no more than that, and is listed', async (read, action) => {
    const { groups, problems } = await discovered(accountOf([group('web')], { [read]: denied(action) }));

    expect(groups).toMatchObject([{ traffic: 'requests' }]);
    expect(problems).toEqual([expect.stringContaining(`${action} was denied`)]);
  });

  it.each(['loadBalancers', 'targetGroups'] as const)('of a later page of %s keeps those before it', async (read) => {
    const failed = new ReadFailedError('elasticloadbalancing:Describe', 'throttled', 'It was throttled.');
    const plain = accountOf([group('web')]);
    const cut = { ...plain, [read]: async () => ({ ...(await plain[read]()), failed }) };
    const { groups, problems } = await discovered(cut, environments(target('gone', 'traffic: requests')));

    expect(groups).toHaveLength(1);
    expect(problems[0]).toMatch(/^Not all (load balancers|target groups) could be listed.*It was throttled\.$/);
    // What was not listed is not gone.
    expect(problems).toHaveLength(read === 'targetGroups' ? 1 : 2);
  });

  it('of the whole list of target groups is the answer', async () => {
    const action = 'elasticloadbalancing:DescribeTargetGroups';

    await expect(discovered(accountOf([], { targetGroups: denied(action) }))).rejects.toMatchObject({ action });
  });

  it('for want of accepted credentials is the answer, whichever read it was', async () => {
    const expired = () => Promise.reject(new CredentialsFailedError('cloudwatch:GetMetricData', 'denied', 'Expired.'));

    await expect(discovered(accountOf([group('web')], { metrics: expired }))).rejects.toThrow('Expired.');
  });
});

describe('What the config has', () => {
  it('is marked with its name', async () => {
    const { groups } = await discovered(
      accountOf([group('web'), group('other')]),
      environments(target('web', 'traffic: requests')),
    );
    const names = groups.map(({ targetGroup, configured }) => [targetGroup.name, configured?.target.name]);

    expect(names).toEqual([
      ['other', undefined],
      ['web', 'web'],
    ]);
  });

  it('is named where the account does not have it', async () => {
    const { problems } = await discovered(accountOf([group('web')]), environments(target('gone', 'traffic: requests')));

    expect(problems).toEqual([expect.stringContaining('prod/gone: the account has no target group targetgroup/gone/')]);
  });

  it('is not compared with another account, which is named instead', async () => {
    const other = group('web', { arn: arnOf('web').replace('111122223333', '444455556666') });
    const { problems } = await discovered(accountOf([other]), environments(target('gone', 'traffic: requests')));

    expect(problems).toEqual(['prod is account 111122223333, and the credentials are of 444455556666.']);
  });
});

describe('A contradiction of the config', () => {
  const traffic: Traffic = { seed: 1, idleTimeoutSeconds: 4000, holds: [{ profile: FLEET, clients: 30 }] };
  const SETTINGS = { objectiveSeconds: 0.8, idleTimeoutSeconds: 4000 };
  const found = (of: Traffic) => classify(figuresFrom(of, { source: 'metrics' }), SETTINGS);
  const configured = (rest: string) => {
    const [only] = environments(target('web', rest))[0]?.targets ?? [];
    if (!only) throw new RangeError('no target');
    return only;
  };
  const plain: Traffic = { seed: 1, requests: { ratePerMinute: 60 } };

  it('comes before all else, and what is as configured comes late', async () => {
    const hold = found(traffic);
    const requests = found(plain);
    const of = (name: string, what: typeof hold, config?: string, contradiction?: string) => ({
      ...what,
      targetGroup: { arn: arnOf(name), fullName: `targetgroup/${name}/1`, name },
      ...(config && {
        configured: { environment: 'prod', target: configured(config), ...(contradiction && { contradiction }) },
      }),
    });
    const groups = mostInterestingFirst([
      of('idle', { ...requests, traffic: 'no-traffic' }),
      of('as-configured', requests, 'traffic: requests'),
      of('new-requests', requests),
      of('doubtful', { ...requests, traffic: 'unknown', confidence: 'low' }),
      of('new-holds', hold),
      of('wrong', hold, 'traffic: requests', 'It is wrong.'),
    ]);

    expect(groups.map(({ targetGroup }) => targetGroup.name)).toEqual([
      'wrong',
      'new-holds',
      'doubtful',
      'new-requests',
      'as-configured',
      'idle',
    ]);
  });
});
