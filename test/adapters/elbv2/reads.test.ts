import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { accountReader } from '../../../lib/adapters/account-reader.ts';
import { accountInventory } from '../../../lib/adapters/elbv2/inventory.ts';
import { inWords } from '../../../lib/adapters/elbv2/listener-rules.ts';
import type { RuleData } from '../../../lib/adapters/local-account/data.ts';
import { DATA, FLEET, LOAD_BALANCER, SEARCH, start } from '../local-account/_account.ts';

const LISTENER = `${LOAD_BALANCER.replace(':loadbalancer/', ':listener/')}/f2f7dc8efc522ab2`;
const COGNITO = { UserPoolArn: 'arn:aws:cognito-idp:…', UserPoolClientId: 'c', UserPoolDomain: 'd' };
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

describe('Listener rules of every kind', () => {
  const conditions = [
    { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
    { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Env', Values: ['dev', 'a & <b>'] } },
    { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['POST'] } },
    { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'index', Value: '*' }, { Value: 'wait' }] } },
    { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8', 'fd00::/8'] } },
  ];
  const weighted = [
    { TargetGroupArn: FLEET, Weight: 9 },
    { TargetGroupArn: SEARCH, Weight: 1 },
  ];

  async function rows(rules: readonly RuleData[]) {
    const listeners = [{ arn: LISTENER, port: 443, targetGroup: SEARCH, rules }];
    const { cloudWatch, elb } = await start({ ...DATA, loadBalancers: [{ arn: LOAD_BALANCER, listeners }] });
    return accountReader({ cloudWatch, elb }).listenerRules(LOAD_BALANCER);
  }

  it('come over the wire with all their conditions', async () => {
    const [first] = await rows([{ arn: RULE, priority: 1, paths: ['/v1/*'], conditions, targetGroup: FLEET }]);

    expect(first?.conditions).toEqual([
      'path /v1/*',
      'host *.example.com',
      'header X-Env: dev or a & <b>',
      'method POST',
      'query index=* or wait',
      'source 10.0.0.0/8 or fd00::/8',
    ]);
  });

  it('lead to every target group that they share requests out to', async () => {
    const shared: Action[] = [{ Type: 'forward', ForwardConfig: { TargetGroups: weighted } }];
    const [first] = await rows([{ arn: RULE, priority: 1, actions: shared }]);

    expect(first?.targetGroupArns).toEqual([FLEET, SEARCH]);
  });

  it('lead to the target group behind a login', async () => {
    const actions: Action[] = [
      { Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: COGNITO },
      { Type: 'forward', Order: 2, TargetGroupArn: FLEET },
    ];
    const [first] = await rows([{ arn: RULE, priority: 1, actions }]);

    expect(first).toMatchObject({ priority: '1', targetGroupArns: [FLEET] });
  });

  it.each<Action>([
    { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } },
    { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } },
  ])('lead nowhere where the load balancer answers itself: $Type', async (action) => {
    const found = await rows([{ arn: RULE, priority: 1, actions: [action] }]);

    expect(found.map(({ priority }) => priority)).toEqual(['default']);
  });
});

describe('Target groups of every kind', () => {
  it('are told with what there is of protocol and health check', async () => {
    const arn = (name: string) => FLEET.replace('/fleet/', `/${name}/`);
    const { elb } = await start({
      ...DATA,
      targetGroups: [
        { arn: arn('function'), targetType: 'lambda' },
        { arn: arn('rpc'), protocolVersion: 'GRPC', healthCheck: { codes: '0-99' } },
        { arn: arn('tcp'), protocol: 'TCP' },
        { arn: arn('geneve'), protocol: 'GENEVE' },
      ],
    });
    const { items } = await accountInventory(elb).targetGroups();

    expect(items.map(({ name, protocol, healthCheck }) => [name, protocol, healthCheck.codes])).toEqual([
      ['function', undefined, '200'],
      ['rpc', 'HTTPS', '0-99'],
      ['tcp', 'TCP', undefined],
      ['geneve', 'GENEVE', undefined],
    ]);
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
