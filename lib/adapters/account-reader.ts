import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { AccountReader } from '../core/inventory/account.ts';
import { readAlarmHistory, readAlarms } from './cloudwatch/alarms.ts';
import { readMetrics } from './cloudwatch/metrics.ts';
import { readListenerRules } from './elbv2/listener-rules.ts';
import {
  readLoadBalancerAttributes,
  readTargetGroup,
  readTargetGroupAttributes,
  readTargetHealth,
} from './elbv2/target-group.ts';

/** SDK clients of one account and Region. They try again by themselves, as configured. */
export interface AccountClients {
  readonly cloudWatch: CloudWatchClient;
  readonly elb: ElasticLoadBalancingV2Client;
}

/** Reads an AWS account through the SDK. */
export function accountReader({ cloudWatch, elb }: AccountClients): AccountReader {
  return {
    metrics: (request, signal) => readMetrics(cloudWatch, request, signal),
    alarms: (selection, signal) => readAlarms(cloudWatch, selection, signal),
    alarmHistory: (query, signal) => readAlarmHistory(cloudWatch, query, signal),
    targetGroup: (arn, signal) => readTargetGroup(elb, arn, signal),
    targetHealth: (arn, signal) => readTargetHealth(elb, arn, signal),
    loadBalancerAttributes: (arn, signal) => readLoadBalancerAttributes(elb, arn, signal),
    targetGroupAttributes: (arn, signal) => readTargetGroupAttributes(elb, arn, signal),
    listenerRules: (arn, signal, listeners) => readListenerRules(elb, arn, signal, listeners),
  };
}
