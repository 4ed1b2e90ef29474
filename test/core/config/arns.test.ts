import { describe, expect, it } from 'vitest';
import { partitionOf } from '../../../lib/core/config/arns.ts';
import { complaints, configText, environmentsOf, LOAD_BALANCER, TARGET_GROUP } from './_files.ts';

const REGIONS = [
  ['aws', 'us-east-2'],
  ['aws', 'ap-southeast-7'],
  ['aws', 'mx-central-1'],
  ['aws-cn', 'cn-northwest-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-eusc', 'eusc-de-east-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
] as const;

describe('partitions', () => {
  it.each(REGIONS)('%s has Region %s, with ARNs of load balancers, topics and keys', (partition, region) => {
    const here = (arn: string) => arn.replace('arn:aws:', `arn:${partition}:`).replace('us-east-2', region);
    const text = configText({
      target: { loadBalancer: here(LOAD_BALANCER), targetGroup: here(TARGET_GROUP) },
      environment: undefined,
    }).replace(
      '"region": "us-east-2"',
      `"region": "${region}", "notify": "${here('arn:aws:sns:us-east-2:111122223333:all')}"`,
    );
    expect(environmentsOf(text)[0]?.partition).toBe(partition);
    expect(partitionOf(region)).toBe(partition);
  });

  it.each(['useast2', 'us-east', 'US-EAST-2', 'us-east-2a', ''])('refuses %j as a Region', (region) => {
    expect(complaints(configText({ environment: { region } }))).toContain(
      `region is ${region === '' ? '""' : region}, allowed: a Region, such as us-east-2`,
    );
  });
});

describe('ARNs of a target', () => {
  const saying = (target: Record<string, unknown>) => complaints(configText({ target }));

  it.each([
    ['loadbalancer/net/front/50dc6c495c0c9188', 'a Network Load Balancer'],
    ['loadbalancer/gwy/front/50dc6c495c0c9188', 'a Gateway Load Balancer'],
    ['loadbalancer/front', 'a Classic Load Balancer'],
    ['targetgroup/api/943f017f100becff', 'a target group'],
    ['listener/app/front/50dc6c495c0c9188/0467ef3c8400ae65', 'a listener'],
    ['loadbalancer/app/front', 'not the ARN of a load balancer'],
  ])('refuse %s as a load balancer and say what it is', (resource, what) => {
    const loadBalancer = LOAD_BALANCER.replace(/loadbalancer\/.*/, resource);
    expect(saying({ loadBalancer })).toEqual([expect.stringContaining(`loadBalancer is ${what}`)]);
  });

  it.each(['app/front/50dc6c495c0c9188', 'arn:aws:s3:::bucket', 'front'])('refuse %s, which is no such ARN', (text) => {
    expect(saying({ loadBalancer: text })).toEqual([
      'loadBalancer is not the ARN of a load balancer, allowed: an Application Load Balancer, arn:…:loadbalancer/app/<name>/<id>',
    ]);
  });

  it('refuse a load balancer where a target group is wanted', () => {
    expect(saying({ targetGroup: LOAD_BALANCER })).toEqual([expect.stringContaining('targetGroup is a load balancer')]);
  });

  it.each([
    ['us-east-2', 'us-east-1', 'Region'],
    ['111122223333', '999988887777', 'account'],
    ['arn:aws:', 'arn:aws-cn:', 'partition'],
  ])('are of the environment: %s, not %s', (right, wrong, part) => {
    expect(saying({ targetGroup: TARGET_GROUP.replace(right, wrong) })).toEqual([
      expect.stringContaining(`targetGroup: ARN is of ${part} `),
    ]);
  });

  it('are both needed where nothing is matched, and refused where something is', () => {
    expect(saying({ loadBalancer: undefined, targetGroup: undefined })).toEqual([
      'loadBalancer is missing, needed: its ARN, or match',
      'targetGroup is missing, needed: its ARN, or match',
    ]);
    expect(saying({ targetGroup: undefined, match: { name: 'k8s-*' } })).toEqual([
      'loadBalancer is given beside match, allowed: one or the other',
    ]);
  });

  it('are not looked for by an empty match', () => {
    expect(saying({ loadBalancer: undefined, targetGroup: undefined, match: {} })).toEqual([
      'match is empty, needed: name, tags or both',
    ]);
  });
});

describe('ARNs of an environment', () => {
  const saying = (environment: Record<string, unknown>) => complaints(configText({ environment }));

  it('may name a topic of another account', () => {
    expect(saying({ notify: { page: 'arn:aws:sns:us-east-2:999988887777:on-call' } })).toEqual([]);
  });

  it.each(['page', 'ticket', 'verdict'])('name a %s topic of the same Region', (key) => {
    expect(saying({ notify: { [key]: 'arn:aws:sns:us-east-1:111122223333:on-call' } })).toEqual([
      'ARN is of Region us-east-1, allowed: us-east-2, that of the environment',
    ]);
  });

  it('name a key of the same Region, and a boundary of the same account', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    expect(saying({ notify: { key } })).toEqual([expect.stringContaining('ARN is of Region us-east-1')]);
    expect(saying({ permissionsBoundary: 'arn:aws:iam::999988887777:policy/boundary' })).toEqual([
      'ARN is of account 999988887777, allowed: 111122223333, that of the environment',
    ]);
  });

  it('may name a boundary that AWS manages', () => {
    expect(saying({ permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess' })).toEqual([]);
  });
});
