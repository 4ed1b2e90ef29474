import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { needLoadBalancer, needTargetGroup } from './elbv2.ts';
import { showTargetHealth } from './elbv2-shapes.ts';
import { readInput, wholeNumber } from './input.ts';
import { constraintError } from './service-error.ts';

/** Most resources named in one call. Source: API reference of DescribeTags. */
const MAX_TAGGED = 20;

/** What an application load balancer has where nobody changed it. Source: API reference of LoadBalancerAttribute. */
const LOAD_BALANCER_ATTRIBUTES = {
  'access_logs.s3.enabled': 'false',
  'access_logs.s3.bucket': '',
  'access_logs.s3.prefix': '',
  'client_keep_alive.seconds': '3600',
  'connection_logs.s3.enabled': 'false',
  'deletion_protection.enabled': 'false',
  'idle_timeout.timeout_seconds': '60',
  'load_balancing.cross_zone.enabled': 'true',
  'routing.http.desync_mitigation_mode': 'defensive',
  'routing.http.drop_invalid_header_fields.enabled': 'false',
  'routing.http2.enabled': 'true',
  'waf.fail_open.enabled': 'false',
};

/** What a target group has where nobody changed it. Source: API reference of TargetGroupAttribute. */
const TARGET_GROUP_ATTRIBUTES = {
  'deregistration_delay.timeout_seconds': '300',
  'load_balancing.algorithm.type': 'round_robin',
  'load_balancing.algorithm.anomaly_mitigation': 'off',
  'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
  'slow_start.duration_seconds': '0',
  'stickiness.enabled': 'false',
  'stickiness.type': 'lb_cookie',
  'stickiness.lb_cookie.duration_seconds': '86400',
};

/** DescribeLoadBalancerAttributes: of one load balancer, the service's defaults filled in. */
export function describeLoadBalancerAttributes(input: unknown, account: LocalAccount): object {
  const { LoadBalancerArn } = readInput(z.object({ LoadBalancerArn: z.string() }), input);
  const { attributes } = needLoadBalancer(LoadBalancerArn, account);
  return { Attributes: pairs({ ...LOAD_BALANCER_ATTRIBUTES, ...attributes }) };
}

/** DescribeTargetGroupAttributes: of one target group, the service's defaults filled in. */
export function describeTargetGroupAttributes(input: unknown, account: LocalAccount): object {
  const { TargetGroupArn } = readInput(z.object({ TargetGroupArn: z.string() }), input);
  const { attributes } = needTargetGroup(TargetGroupArn, account);
  return { Attributes: pairs({ ...TARGET_GROUP_ATTRIBUTES, ...attributes }) };
}

/** DescribeTags: of up to 20 load balancers and target groups. */
export function describeTags(input: unknown, account: LocalAccount): object {
  const { ResourceArns: arns } = readInput(z.object({ ResourceArns: z.array(z.string()).min(1) }), input);
  if (arns.length > MAX_TAGGED)
    throw constraintError('resourceArns', arns, `Member must have length less than or equal to ${MAX_TAGGED}`);
  const descriptions = arns.map((ResourceArn) => {
    const need = ResourceArn.includes(':targetgroup/') ? needTargetGroup : needLoadBalancer;
    return { ResourceArn, Tags: pairs(need(ResourceArn, account).tags ?? {}) };
  });
  return { TagDescriptions: descriptions };
}

const HEALTH = z.object({
  TargetGroupArn: z.string(),
  Targets: z.array(z.object({ Id: z.string(), Port: wholeNumber.optional() })).optional(),
});

/** DescribeTargetHealth: of all targets of a group, or of some. The service has no pages here. */
export function describeTargetHealth(input: unknown, account: LocalAccount): object {
  const { TargetGroupArn, Targets } = readInput(HEALTH, input);
  const group = needTargetGroup(TargetGroupArn, account);
  const targets = (group.targets ?? []).filter(
    ({ id, port }) => !Targets || Targets.some(({ Id, Port }) => Id === id && (Port === undefined || Port === port)),
  );
  return { TargetHealthDescriptions: showTargetHealth({ ...group, targets }) };
}

function pairs(values: Readonly<Record<string, string>>): object[] {
  return Object.entries(values).map(([Key, Value]) => ({ Key, Value }));
}
