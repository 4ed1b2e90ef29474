import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { nameOf } from './data.ts';
import { listenersOf, rulesOf, showLoadBalancer, showTargetGroup } from './elbv2-shapes.ts';
import { readInput, texts, wholeNumber } from './input.ts';
import { pageOf } from './paging.ts';
import { constraintError, ServiceError } from './service-error.ts';

/** Most that a page holds. Source: API references of the calls. */
const MAX_PAGE = 400;
/** Most load balancers named in one call. Source: API reference of DescribeLoadBalancers. */
const MAX_LOAD_BALANCERS = 20;

const PAGING = { Marker: z.string().optional(), PageSize: wholeNumber.optional() };
const LIST = texts.optional();

const LOAD_BALANCERS = z.object({ LoadBalancerArns: LIST, Names: LIST, ...PAGING });

/** DescribeLoadBalancers: all, or those of up to 20 ARNs or names. */
export function describeLoadBalancers(input: unknown, account: LocalAccount): object {
  const request = readInput(LOAD_BALANCERS, input);
  const { LoadBalancerArns: arns, Names: names } = request;
  if (arns && arns.length > MAX_LOAD_BALANCERS)
    throw constraintError(
      'loadBalancerArns',
      arns,
      `Member must have length less than or equal to ${MAX_LOAD_BALANCERS}`,
    );
  const all = account.data.loadBalancers;
  const missing = new ServiceError('LoadBalancerNotFound', 'One or more load balancers not found');
  const found = chosen(all, arns, names, missing);
  return page('LoadBalancers', found, request, (loadBalancer) => showLoadBalancer(loadBalancer, account));
}

const TARGET_GROUPS = z.object({
  LoadBalancerArn: z.string().optional(),
  TargetGroupArns: LIST,
  Names: LIST,
  ...PAGING,
});

/** DescribeTargetGroups: all, those of one load balancer, or those of ARNs or names. */
export function describeTargetGroups(input: unknown, account: LocalAccount): object {
  const request = readInput(TARGET_GROUPS, input);
  const { LoadBalancerArn: of, TargetGroupArns: arns, Names: names } = request;
  if ([of, arns, names].filter((given) => given !== undefined).length > 1)
    throw new ServiceError(
      'ValidationError',
      'Load balancer ARN, target group ARNs and names cannot be given together',
    );
  const all = account.data.targetGroups;
  if (of !== undefined) needLoadBalancer(of, account);
  const missing = new ServiceError('TargetGroupNotFound', 'One or more target groups not found');
  const found = of === undefined ? chosen(all, arns, names, missing) : all.filter((group) => group.loadBalancer === of);
  return page('TargetGroups', found, request, showTargetGroup);
}

const LISTENERS = z.object({ LoadBalancerArn: z.string().optional(), ListenerArns: LIST, ...PAGING });

/** DescribeListeners: of one load balancer, or by ARN. */
export function describeListeners(input: unknown, account: LocalAccount): object {
  const request = readInput(LISTENERS, input);
  const { LoadBalancerArn: of, ListenerArns: arns } = request;
  if ((of === undefined) === (arns === undefined))
    throw new ServiceError('ValidationError', 'You must specify either listener ARNs or a load balancer ARN');
  if (of !== undefined) needLoadBalancer(of, account);
  const missing = new ServiceError('ListenerNotFound', 'One or more listeners not found');
  const all = account.data.loadBalancers.flatMap((loadBalancer) => listenersOf(loadBalancer, account.data));
  const rows = all.map((listener) => ({ ...listener, arn: listener.ListenerArn }));
  const found = arns ? chosen(rows, arns, undefined, missing) : rows.filter((row) => row.LoadBalancerArn === of);
  return page('Listeners', found, request, ({ arn: _, ...listener }) => listener);
}

const RULES = z.object({ ListenerArn: z.string().optional(), RuleArns: LIST, ...PAGING });

/** DescribeRules: of one listener, or by ARN. The default rule comes last. */
export function describeRules(input: unknown, account: LocalAccount): object {
  const request = readInput(RULES, input);
  const { ListenerArn: of, RuleArns: arns } = request;
  if ((of === undefined) === (arns === undefined))
    throw new ServiceError('ValidationError', 'You must specify either listener rule ARNs or a listener ARN');
  const listeners = account.data.loadBalancers.flatMap((loadBalancer) => listenersOf(loadBalancer, account.data));
  if (of !== undefined && !listeners.some(({ ListenerArn }) => ListenerArn === of))
    throw new ServiceError('ListenerNotFound', 'One or more listeners not found');
  const all = account.data.loadBalancers.flatMap((loadBalancer) => rulesOf(loadBalancer, account.data));
  const missing = new ServiceError('RuleNotFound', 'One or more rules not found');
  const rows = all.map(({ listener, rule }) => ({ listener, rule, arn: rule.RuleArn }));
  const found = arns ? chosen(rows, arns, undefined, missing) : rows.filter(({ listener }) => listener === of);
  return page('Rules', found, request, ({ rule }) => rule);
}

/** @throws ServiceError where the account has no such load balancer */
export function needLoadBalancer(arn: string, { data }: LocalAccount) {
  const found = data.loadBalancers.find((loadBalancer) => loadBalancer.arn === arn);
  if (found) return found;
  throw new ServiceError('LoadBalancerNotFound', `Load balancers '[${arn}]' not found`);
}

/** @throws ServiceError where the account has no such target group */
export function needTargetGroup(arn: string, { data }: LocalAccount) {
  const found = data.targetGroups.find((group) => group.arn === arn);
  if (found) return found;
  throw new ServiceError('TargetGroupNotFound', `Target groups '${arn}' not found`);
}

/** By ARN or by name; one that is missing refuses the call. */
function chosen<T extends { readonly arn: string }>(
  all: readonly T[],
  arns: readonly string[] | undefined,
  names: readonly string[] | undefined,
  missing: ServiceError,
): readonly T[] {
  const pick = (wanted: readonly string[], keyOf: (one: T) => string) =>
    wanted.map((key) => {
      const found = all.find((one) => keyOf(one) === key);
      if (!found) throw missing;
      return found;
    });
  if (arns) return pick(arns, ({ arn }) => arn);
  if (names) return pick(names, ({ arn }) => nameOf(arn));
  return all;
}

function page<T>(
  key: string,
  all: readonly T[],
  request: { readonly Marker?: string | undefined; readonly PageSize?: number | undefined },
  show: (one: T) => object,
): object {
  const { Marker, PageSize = MAX_PAGE, ...filter } = request;
  if (PageSize < 1) throw constraintError('pageSize', PageSize, 'Member must have value greater than or equal to 1');
  if (PageSize > MAX_PAGE)
    throw constraintError('pageSize', PageSize, `Member must have value less than or equal to ${MAX_PAGE}`);
  const invalid = () => new ServiceError('ValidationError', `Invalid marker '${Marker}'`);
  const { items, next } = pageOf(all, PageSize, Marker, [key, filter], invalid);
  return { [key]: items.map(show), ...(next !== undefined && { NextMarker: next }) };
}
