import { describe, expect, it } from 'vitest';
import { accountReader } from '../../../lib/adapters/account-reader.ts';
import { accountInventory } from '../../../lib/adapters/elbv2/inventory.ts';
import { inWords } from '../../../lib/adapters/elbv2/listener-rules.ts';
import { DATA, FLEET, LOAD_BALANCER, SEARCH, start } from '../local-account/_account.ts';

const LISTENER = `${LOAD_BALANCER.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2`;
const RULE = `${LISTENER.replace(':listener/', ':listener-rule/')}/9683b2d02a6cabee`;

async function read() {
  const { cloudWatch, elb } = await start({
    ...DATA,
    loadBalancers: [
      {
        arn: LOAD_BALANCER,
        attributes: { 'idle_timeout.timeout_seconds': '300' },
        listeners: [
          {
            arn: LISTENER,
            port: 8443,
            targetGroup: SEARCH,
            rules: [{ arn: RULE, priority: 10, paths: ['/api/fleet/*', '/api/status'], targetGroup: FLEET }],
          },
        ],
      },
    ],
  });
  return accountReader({ cloudWatch, elb });
}

describe('Elastic Load Balancing', () => {
  it('tells which listener rules lead to which target groups', async () => {
    expect(await (await read()).listenerRules(LOAD_BALANCER)).toEqual([
      {
        listenerPort: 8443,
        priority: '10',
        conditions: ['path /api/fleet/* or /api/status'],
        targetGroupArns: [FLEET],
      },
      { listenerPort: 8443, priority: 'default', conditions: [], targetGroupArns: [SEARCH] },
    ]);
  });

  it('tells the health of every target, with its reason', async () => {
    expect(await (await read()).targetHealth(SEARCH)).toEqual([
      { id: '10.0.3.41', port: 9200, state: 'healthy' },
      { id: '10.0.4.12', port: 9200, state: 'unhealthy', reason: 'Target.Timeout' },
    ]);
  });

  it('tells the load balancer and the health check of a target group', async () => {
    expect(await (await read()).targetGroup(FLEET)).toEqual({
      arn: FLEET,
      name: 'fleet',
      loadBalancerArns: [LOAD_BALANCER],
      healthCheck: { intervalSeconds: 30, unhealthyThreshold: 2, codes: '200' },
      protocol: 'HTTPS',
    });
  });

  it('tells the attributes of a load balancer by key', async () => {
    const attributes = await (await read()).loadBalancerAttributes(LOAD_BALANCER);

    expect(attributes.get('idle_timeout.timeout_seconds')).toBe('300');
    expect(attributes.get('access_logs.s3.enabled')).toBe('false');
  });

  it.each([
    ['targetGroup', 'elasticloadbalancing:DescribeTargetGroups'],
    ['targetHealth', 'elasticloadbalancing:DescribeTargetHealth'],
    ['loadBalancerAttributes', 'elasticloadbalancing:DescribeLoadBalancerAttributes'],
    ['listenerRules', 'elasticloadbalancing:DescribeListeners'],
  ] as const)('says that %s is not there', async (question, action) => {
    const reader = await read();

    await expect(reader[question](`${FLEET}-gone`)).rejects.toMatchObject({ action, failure: 'not-found' });
  });
});

describe('The inventory of an account', () => {
  const many = Array.from({ length: 850 }, (_, i) => ({
    arn: `${FLEET.slice(0, FLEET.lastIndexOf('/fleet/'))}/web-${i}/${String(i).padStart(16, '0')}`,
    loadBalancer: LOAD_BALANCER,
    protocol: 'HTTP',
  }));
  const large = { ...DATA, targetGroups: many };

  it('lists every target group over as few pages as there can be', async () => {
    const { elb, account } = await start(large);
    const { items, failed } = await accountInventory(elb).targetGroups();

    expect(items.map(({ arn }) => arn)).toEqual(many.map(({ arn }) => arn));
    expect(items[0]).toMatchObject({ name: 'web-0', loadBalancerArns: [LOAD_BALANCER], protocol: 'HTTP' });
    expect(failed).toBeUndefined();
    expect(account.calls.filter(({ call }) => call === 'DescribeTargetGroups')).toHaveLength(3);
  });

  it('keeps the pages before one that is denied, and says why there are no more', async () => {
    const { elb } = await start(large, {
      faults: [{ call: 'DescribeTargetGroups', fault: 'access-denied', after: 1 }],
    });
    const { items, failed } = await accountInventory(elb).targetGroups();

    expect(items).toHaveLength(400);
    expect(failed).toMatchObject({ action: 'elasticloadbalancing:DescribeTargetGroups', failure: 'denied' });
  });

  it('fails where not even the first page comes', async () => {
    const { elb } = await start(DATA, { faults: [{ call: 'DescribeLoadBalancers', fault: 'access-denied' }] });

    await expect(accountInventory(elb).loadBalancers()).rejects.toMatchObject({
      action: 'elasticloadbalancing:DescribeLoadBalancers',
      failure: 'denied',
    });
  });

  it('tells load balancers with their type', async () => {
    const { elb } = await start(DATA);

    expect(await accountInventory(elb).loadBalancers()).toEqual({
      items: [{ arn: LOAD_BALANCER, name: 'edge', type: 'application' }],
    });
  });

  it('tells tags by ARN, none where there are none', async () => {
    const { elb } = await start(DATA);

    expect(await accountInventory(elb).tags([LOAD_BALANCER, FLEET])).toEqual(
      new Map([
        [LOAD_BALANCER, { 'elbv2.k8s.aws/cluster': 'prod', note: 'a < b & "c"' }],
        [FLEET, {}],
      ]),
    );
  });

  it('says what it may not read of the tags', async () => {
    const { elb } = await start(DATA, { faults: [{ call: 'DescribeTags', fault: 'access-denied' }] });

    await expect(accountInventory(elb).tags([FLEET])).rejects.toMatchObject({
      action: 'elasticloadbalancing:DescribeTags',
      failure: 'denied',
    });
  });
});

describe('A condition of a rule', () => {
  it.each([
    [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example', 'b.example'] } }, 'host a.example or b.example'],
    [{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/api/.*$'] } }, 'path /^/api/.*$/'],
    [{ Field: 'path-pattern', Values: ['/old'] }, 'path /old'],
    [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Env', Values: ['dev'] } }, 'header X-Env: dev'],
    [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET', 'PUT'] } }, 'method GET or PUT'],
    [
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'feed', Value: 'longpoll' }, { Value: 'x' }] } },
      'query feed=longpoll or x',
    ],
    [{ Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } }, 'source 10.0.0.0/8'],
    [{ Field: 'something-new', Values: ['1'] }, 'something-new 1'],
  ])('reads as a person says it', (condition, words) => {
    expect(inWords(condition)).toBe(words);
  });
});
