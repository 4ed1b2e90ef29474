import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAccount } from './account.ts';
import {
  type AccountData,
  type ListenerData,
  type LoadBalancerData,
  nameOf,
  type RuleData,
  type TargetGroupData,
} from './data.ts';

// How Elastic Load Balancing shows its resources, with its defaults filled in.

export function showLoadBalancer({ arn, type, scheme }: LoadBalancerData, account: LocalAccount): object {
  return {
    LoadBalancerArn: arn,
    LoadBalancerName: nameOf(arn),
    DNSName: account.dnsNameOf(arn),
    Scheme: scheme ?? 'internet-facing',
    State: { Code: 'active' },
    Type: type ?? 'application',
    AvailabilityZones: ['a', 'b'].map((zone) => ({ ZoneName: `${account.region}${zone}` })),
    IpAddressType: 'ipv4',
  };
}

export function showTargetGroup(group: TargetGroupData): object {
  const { arn, loadBalancer, port = 443, protocol = 'HTTPS', targetType = 'ip', healthCheck = {} } = group;
  const { protocolVersion = 'HTTP1' } = group;
  const overHttp = protocol.startsWith('HTTP');
  const codes = healthCheck.codes ?? '200';
  return {
    TargetGroupArn: arn,
    TargetGroupName: nameOf(arn),
    // Functions are invoked, not connected to.
    ...(targetType !== 'lambda' && {
      Protocol: protocol,
      Port: port,
      HealthCheckProtocol: protocol,
      HealthCheckPort: 'traffic-port',
      ...(overHttp && { ProtocolVersion: protocolVersion }),
    }),
    HealthCheckEnabled: targetType !== 'lambda',
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds ?? 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold ?? 2,
    ...((overHttp || targetType === 'lambda') && {
      HealthCheckPath: healthCheck.path ?? '/',
      Matcher: protocolVersion === 'GRPC' ? { GrpcCode: codes } : { HttpCode: codes },
    }),
    LoadBalancerArns: loadBalancer === undefined ? [] : [loadBalancer],
    TargetType: targetType,
    IpAddressType: 'ipv4',
  };
}

export function showTargetHealth({ targets = [] }: TargetGroupData): object[] {
  return targets.map(({ id, port, state = 'healthy', reason }) => ({
    Target: { Id: id, Port: port },
    HealthCheckPort: String(port),
    TargetHealth: { State: state, ...(reason !== undefined && { Reason: reason }) },
  }));
}

/** Listeners of a load balancer; where none is given, one on port 443 that forwards to its first target group. */
function listenerData(loadBalancer: LoadBalancerData, { targetGroups }: AccountData): readonly ListenerData[] {
  if (loadBalancer.listeners) return loadBalancer.listeners;
  const group = targetGroups.find((one) => one.loadBalancer === loadBalancer.arn);
  if (!group) return [];
  const arn = `${loadBalancer.arn.replace(':loadbalancer/', ':listener/')}/${'0'.repeat(15)}1`;
  return [{ arn, port: 443, targetGroup: group.arn }];
}

export function listenersOf(loadBalancer: LoadBalancerData, data: AccountData) {
  return listenerData(loadBalancer, data).map((listener) => ({
    ListenerArn: listener.arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: listener.port,
    Protocol: listener.protocol ?? 'HTTPS',
    DefaultActions: actionsOf(listener),
  }));
}

/** Rules of all listeners of a load balancer, by priority, the default rule last. */
export function rulesOf(loadBalancer: LoadBalancerData, data: AccountData) {
  return listenerData(loadBalancer, data).flatMap((listener) => {
    const prefix = listener.arn.replace(':listener/', ':listener-rule/');
    const own = [...(listener.rules ?? [])]
      .sort((a, b) => a.priority - b.priority)
      .map((rule) => ({
        RuleArn: rule.arn,
        Priority: String(rule.priority),
        Conditions: conditionsOf(rule),
        Actions: actionsOf(rule),
        IsDefault: false,
      }));
    const last = {
      RuleArn: `${prefix}/${'0'.repeat(15)}d`,
      Priority: 'default',
      Conditions: [],
      Actions: actionsOf(listener),
      IsDefault: true,
    };
    return [...own, last].map((rule) => ({ listener: listener.arn, rule }));
  });
}

/** Host and path conditions are shown twice: with the older `Values` and with the configuration of their kind. */
function conditionsOf({ paths, conditions = [] }: RuleData): RuleCondition[] {
  const byPath: RuleCondition[] = paths ? [{ Field: 'path-pattern', PathPatternConfig: { Values: [...paths] } }] : [];
  return [...byPath, ...conditions].map((condition) => {
    const { HostHeaderConfig, PathPatternConfig, Values } = condition;
    const older = Values ?? (HostHeaderConfig ?? PathPatternConfig)?.Values;
    return { ...condition, ...(older && { Values: older }) };
  });
}

function actionsOf({ actions, targetGroup }: ListenerData | RuleData): readonly Action[] {
  return actions ?? (targetGroup === undefined ? [] : [forward(targetGroup)]);
}

function forward(targetGroup: string): Action {
  return {
    Type: 'forward',
    TargetGroupArn: targetGroup,
    Order: 1,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroup, Weight: 1 }] },
  };
}
