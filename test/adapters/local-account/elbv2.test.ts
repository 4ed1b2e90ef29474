import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  paginateDescribeTargetGroups,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { DATA, FLEET, LOAD_BALANCER, SEARCH, start } from './_account.ts';

const many = Array.from({ length: 450 }, (_, i) => ({
  arn: FLEET.replace('fleet', `group-${i}`),
  loadBalancer: LOAD_BALANCER,
}));

describe('Elastic Load Balancing', () => {
  it('shows load balancers by name', async () => {
    const { elb } = await start();
    const { LoadBalancers } = await elb.send(new DescribeLoadBalancersCommand({ Names: ['edge'] }));

    expect(LoadBalancers).toMatchObject([
      { LoadBalancerArn: LOAD_BALANCER, Type: 'application', State: { Code: 'active' } },
    ]);
  });

  it('shows the target groups of a load balancer, with their health checks', async () => {
    const { elb } = await start();
    const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ LoadBalancerArn: LOAD_BALANCER }));

    expect(TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn)).toEqual([FLEET, SEARCH]);
    expect(TargetGroups?.[0]).toMatchObject({
      LoadBalancerArns: [LOAD_BALANCER],
      HealthCheckIntervalSeconds: 30,
      Matcher: { HttpCode: '200' },
    });
  });

  it('gives 400 target groups a page, and the rest by marker', async () => {
    const { elb } = await start({ ...DATA, targetGroups: many });
    const pages: number[] = [];
    const seen = new Set<string | undefined>();
    for await (const page of paginateDescribeTargetGroups({ client: elb }, {})) {
      pages.push(page.TargetGroups?.length ?? 0);
      for (const { TargetGroupArn } of page.TargetGroups ?? []) seen.add(TargetGroupArn);
    }

    expect(pages).toEqual([400, 50]);
    expect(seen.size).toBe(450);
  });

  it('fills in the attributes that nobody changed', async () => {
    const { elb } = await start();
    const of = (Attributes: { Key?: string; Value?: string }[] | undefined, key: string) =>
      Attributes?.find(({ Key }) => Key === key)?.Value;
    const balancer = await elb.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn: LOAD_BALANCER }));
    const group = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: FLEET }));

    expect(of(balancer.Attributes, 'idle_timeout.timeout_seconds')).toBe('300');
    expect(of(balancer.Attributes, 'client_keep_alive.seconds')).toBe('3600');
    expect(of(group.Attributes, 'deregistration_delay.timeout_seconds')).toBe('300');
  });

  it('carries tags through XML unharmed', async () => {
    const tags = { note: 'a < b & "c"', html: '<script>alert(1)</script>', lines: 'one\r\ntwo', 'ä€😀': ' ]]> ' };
    const { elb } = await start({ ...DATA, loadBalancers: [{ arn: LOAD_BALANCER, tags }] });
    const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [LOAD_BALANCER, FLEET] }));

    const shown = TagDescriptions?.[0]?.Tags?.map(({ Key, Value }) => [Key, Value]);
    expect(Object.fromEntries(shown ?? [])).toEqual(tags);
    expect(TagDescriptions?.[1]).toMatchObject({ ResourceArn: FLEET });
  });

  it('shows the health of every target, and of those asked for', async () => {
    const { elb } = await start();
    const all = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: SEARCH }));
    const one = await elb.send(
      new DescribeTargetHealthCommand({ TargetGroupArn: SEARCH, Targets: [{ Id: '10.0.4.12' }] }),
    );

    expect(all.TargetHealthDescriptions).toHaveLength(2);
    expect(one.TargetHealthDescriptions).toMatchObject([
      { Target: { Id: '10.0.4.12', Port: 9200 }, TargetHealth: { State: 'unhealthy', Reason: 'Target.Timeout' } },
    ]);
  });

  it('leads from a load balancer by listener and rule to its target groups', async () => {
    const listener = `${LOAD_BALANCER.replace(':loadbalancer/', ':listener/')}/aaaaaaaaaaaaaaaa`;
    const rule = { arn: `${listener.replace(':listener/', ':listener-rule/')}/bbbbbbbbbbbbbbbb`, priority: 10 };
    const { elb } = await start({
      ...DATA,
      loadBalancers: [
        {
          arn: LOAD_BALANCER,
          listeners: [
            {
              arn: listener,
              port: 443,
              targetGroup: SEARCH,
              rules: [{ ...rule, paths: ['/api/fleet/*'], targetGroup: FLEET }],
            },
          ],
        },
      ],
    });
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: LOAD_BALANCER }));
    const { Rules } = await elb.send(new DescribeRulesCommand({ ListenerArn: Listeners?.[0]?.ListenerArn }));

    expect(Listeners).toMatchObject([{ Port: 443, Protocol: 'HTTPS' }]);
    expect(Rules?.map(({ Priority, IsDefault }) => [Priority, IsDefault])).toEqual([
      ['10', false],
      ['default', true],
    ]);
    expect(Rules?.map(({ Actions }) => Actions?.[0]?.TargetGroupArn)).toEqual([FLEET, SEARCH]);
    expect(Rules?.[0]?.Conditions?.[0]?.Values).toEqual(['/api/fleet/*']);
  });

  it('makes a listener where none is given', async () => {
    const { elb } = await start();
    const { Listeners } = await elb.send(new DescribeListenersCommand({ LoadBalancerArn: LOAD_BALANCER }));

    expect(Listeners?.[0]?.DefaultActions).toMatchObject([{ Type: 'forward', TargetGroupArn: FLEET }]);
  });

  it.each([
    [
      'more than 20 resources in DescribeTags',
      new DescribeTagsCommand({ ResourceArns: Array(21).fill(FLEET) }),
      'ValidationError',
    ],
    [
      'more than 20 load balancers',
      new DescribeLoadBalancersCommand({ LoadBalancerArns: Array(21).fill(LOAD_BALANCER) }),
      'ValidationError',
    ],
    ['a page of more than 400', new DescribeTargetGroupsCommand({ PageSize: 401 }), 'ValidationError'],
    ['a page of none', new DescribeTargetGroupsCommand({ PageSize: 0 }), 'ValidationError'],
    ['a marker it did not give', new DescribeTargetGroupsCommand({ Marker: 'garbage' }), 'ValidationError'],
    ['listeners of nothing', new DescribeListenersCommand({}), 'ValidationError'],
    [
      'rules of a listener that is not there',
      new DescribeRulesCommand({ ListenerArn: 'arn' }),
      'ListenerNotFoundException',
    ],
    [
      'a load balancer that is not there',
      new DescribeLoadBalancersCommand({ Names: ['other'] }),
      'LoadBalancerNotFoundException',
    ],
    [
      'a target group that is not there',
      new DescribeTargetHealthCommand({ TargetGroupArn: `${FLEET}0` }),
      'TargetGroupNotFoundException',
    ],
  ])('refuses %s', async (_, command, name) => {
    const { elb } = await start();

    await expect(elb.send(command as DescribeTagsCommand)).rejects.toMatchObject({ name });
  });
});
