import type { LocalAccount } from './account.ts';
import { type AccountData, type ListenerData, type LoadBalancerData, nameOf, type TargetGroupData } from './data.ts';

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
  return {
    TargetGroupArn: arn,
    TargetGroupName: nameOf(arn),
    Protocol: protocol,
    Port: port,
    HealthCheckProtocol: protocol,
    HealthCheckPort: 'traffic-port',
    HealthCheckEnabled: true,
    HealthCheckIntervalSeconds: healthCheck.intervalSeconds ?? 30,
    HealthCheckTimeoutSeconds: 5,
    HealthyThresholdCount: 5,
    UnhealthyThresholdCount: healthCheck.unhealthyThreshold ?? 2,
    HealthCheckPath: healthCheck.path ?? '/',
    Matcher: { HttpCode: healthCheck.codes ?? '200' },
    LoadBalancerArns: loadBalancer === undefined ? [] : [loadBalancer],
    TargetType: targetType,
    ProtocolVersion: 'HTTP1',
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
  return listenerData(loadBalancer, data).map(({ arn, port, protocol = 'HTTPS', targetGroup }) => ({
    ListenerArn: arn,
    LoadBalancerArn: loadBalancer.arn,
    Port: port,
    Protocol: protocol,
    DefaultActions: [forward(targetGroup)],
  }));
}

/** Rules of all listeners of a load balancer, by priority, the default rule last. */
export function rulesOf(loadBalancer: LoadBalancerData, data: AccountData) {
  return listenerData(loadBalancer, data).flatMap((listener) => {
    const prefix = listener.arn.replace(':listener/', ':listener-rule/');
    const own = [...(listener.rules ?? [])]
      .sort((a, b) => a.priority - b.priority)
      .map(({ arn, priority, paths, targetGroup }) => ({
        RuleArn: arn,
        Priority: String(priority),
        Conditions: [{ Field: 'path-pattern', Values: paths, PathPatternConfig: { Values: paths } }],
        Actions: [forward(targetGroup)],
        IsDefault: false,
      }));
    const last = {
      RuleArn: `${prefix}/${'0'.repeat(15)}d`,
      Priority: 'default',
      Conditions: [],
      Actions: [forward(listener.targetGroup)],
      IsDefault: true,
    };
    return [...own, last].map((rule) => ({ listener: listener.arn, rule }));
  });
}

function forward(targetGroup: string): object {
  return {
    Type: 'forward',
    TargetGroupArn: targetGroup,
    Order: 1,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: targetGroup, Weight: 1 }] },
  };
}
