import type { LocalAccount, RecordedCall } from './account.ts';
import { deleteAlarms } from './delete-alarms.ts';
import { describeAlarmHistory, describeAlarms, setAlarmState } from './describe-alarms.ts';
import { describeListeners, describeLoadBalancers, describeRules, describeTargetGroups } from './elbv2.ts';
import {
  describeLoadBalancerAttributes,
  describeTags,
  describeTargetGroupAttributes,
  describeTargetHealth,
} from './elbv2-details.ts';
import { getMetricData } from './get-metric-data.ts';
import { listMetrics } from './list-metrics.ts';
import { putCompositeAlarm, putMetricAlarm } from './put-alarm.ts';
import { putMetricData } from './put-metric-data.ts';
import { getTopicAttributes, listSubscriptionsByTopic, publish } from './sns.ts';
import { sendMessage } from './sqs.ts';

/** Answers a call with its result; input is as it came over the wire. @throws ServiceError where the service refuses */
export type Handler = (input: unknown, account: LocalAccount) => object;

export type ServiceName = RecordedCall['service'];

/** Every call that a local account answers, by service and operation. */
export const CALLS: { readonly [service in ServiceName]: { readonly [call: string]: Handler } } = {
  CloudWatch: {
    DeleteAlarms: deleteAlarms,
    DescribeAlarmHistory: describeAlarmHistory,
    DescribeAlarms: describeAlarms,
    GetMetricData: getMetricData,
    ListMetrics: listMetrics,
    PutCompositeAlarm: putCompositeAlarm,
    PutMetricAlarm: putMetricAlarm,
    PutMetricData: putMetricData,
    SetAlarmState: setAlarmState,
  },
  ELBv2: {
    DescribeListeners: describeListeners,
    DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeRules: describeRules,
    DescribeTags: describeTags,
    DescribeTargetGroupAttributes: describeTargetGroupAttributes,
    DescribeTargetGroups: describeTargetGroups,
    DescribeTargetHealth: describeTargetHealth,
  },
  SNS: {
    GetTopicAttributes: getTopicAttributes,
    ListSubscriptionsByTopic: listSubscriptionsByTopic,
    Publish: publish,
  },
  SQS: { SendMessage: sendMessage },
};

/** Name of the service in IAM actions and in credential scopes. */
export const IAM_PREFIX: { readonly [service in ServiceName]: string } = {
  CloudWatch: 'cloudwatch',
  ELBv2: 'elasticloadbalancing',
  SNS: 'sns',
  SQS: 'sqs',
};
