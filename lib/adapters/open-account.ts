import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SNSClient } from '@aws-sdk/client-sns';
import { InputError } from '../core/errors.ts';
import type { OpenAccount } from '../core/inventory/account-writer.ts';
import { accountReader } from './account-reader.ts';
import { alarmWriter } from './cloudwatch/alarm-writer.ts';
import { listAlarmHistory, listAlarms } from './cloudwatch/alarms.ts';
import { readMath } from './cloudwatch/math.ts';
import { accountInventory } from './elbv2/inventory.ts';
import { paceDescribes, paceMetrics } from './pacing.ts';
import { limitPatience } from './patience.ts';
import { readTopicSubscriptions } from './sns/subscriptions.ts';

/**
 * Adaptive: whoever is throttled slows down, each client by itself. More attempts than the SDK's three, because a listing of
 * thousands is worth a wait where others use up the quota.
 */
const RETRIES = { retryMode: 'adaptive', maxAttempts: 6 } as const;

/**
 * Opens an account through the SDK's own chain of credentials, and sees at once that there is a Region and somebody to sign
 * as: without them every single call would fail, each in words of its own.
 */
export const openAccount: OpenAccount = async ({ region, profile }) => {
  const regionMissing = () => {
    const message = 'is missing: give --region, or a profile or AWS_REGION that has one';
    return new InputError('RegionMissing', { where: 'Region', message });
  };
  // The SDK would take an empty one for a fault of the program.
  if (region === '') throw regionMissing();
  const config = { ...RETRIES, ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
  const cloudWatch = new CloudWatchClient(config);
  const found = await cloudWatch.config.region().catch(() => {
    throw regionMissing();
  });
  const { credentials } = cloudWatch.config;
  await credentials().catch((error: unknown) => {
    // Its messages name files, profiles and what to log in to; no secrets are known yet.
    const why = error instanceof Error ? error.message.replace(/\s+/g, ' ').replace(/\.$/, '') : String(error);
    const message = `${profile === undefined ? 'there are none' : `profile ${profile} gives none`} (${why}); set AWS_PROFILE, log in, or give --profile`;
    throw new InputError('CredentialsMissing', { where: 'AWS credentials', message });
  });
  const elb = new ElasticLoadBalancingV2Client({ ...config, region: found, credentials });
  const sns = new SNSClient({ ...config, region: found, credentials });
  paceDescribes(elb);
  paceMetrics(cloudWatch);
  for (const client of [cloudWatch, elb, sns]) {
    limitPatience(client);
    // Nothing is logged, and yet it copies every answer for the log: of GetMetricData that is 100,000 data points.
    client.middlewareStack.remove('loggerMiddleware');
  }
  return {
    region: found,
    reader: {
      ...accountReader({ cloudWatch, elb }),
      ...accountInventory(elb),
      topicSubscriptions: (topicArn, signal) => readTopicSubscriptions(sns, topicArn, signal),
      everyAlarm: (signal) => listAlarms(cloudWatch, {}, signal),
      historyOfAll: (query, signal) => listAlarmHistory(cloudWatch, query, signal),
    },
    writer: alarmWriter(cloudWatch),
    math: (question) => readMath(cloudWatch, question),
    close() {
      cloudWatch.destroy();
      elb.destroy();
      sns.destroy();
    },
  };
};
