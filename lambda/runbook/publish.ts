import { attempt } from '../../lib/core/triage/live/reads.ts';
import type { RunbookConfig } from './config.ts';

/** How verdicts leave the function. Each rejects with a ReadFailedError that names the call. */
export interface Delivery {
  readonly config: RunbookConfig;
  /** `sns:Publish`. */
  readonly publish: (topicArn: string, message: string, signal: AbortSignal) => Promise<void>;
  /** `sqs:SendMessage`. */
  readonly deadLetter: (queueUrl: string, message: string, signal: AbortSignal) => Promise<void>;
  /** Writes one line of the log. */
  readonly log: (line: string) => void;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** What is told to the verdict topic. */
export interface Notice {
  /** Id of the verdict. */
  readonly id: string;
  /** Text that goes to the topic as it is. */
  readonly message: string;
  /** Topic that the call came through. @default - none */
  readonly calledThrough?: string;
}

/** Namespace and name of the metric that counts notices that no topic got. */
export const FAILURES = { namespace: 'holdband', metric: 'VerdictPublishFailures' } as const;

/**
 * Tells the verdict topic, which is a convenience: the verdict stands in the log already. So nothing here fails the run,
 * which would be tried again and judged twice. A notice that the topic does not take is counted, and kept in the dead-letter
 * queue, whose depth has an alarm.
 *
 * @param within signal that ends a step which still runs then; asked once a step
 */
export async function tell({ id, message, calledThrough }: Notice, delivery: Delivery, within: () => AbortSignal) {
  const { config, publish, deadLetter, log, now } = delivery;
  const { verdictTopicArn: topicArn, deadLetterQueueUrl: queueUrl } = config;
  if (topicArn === undefined) return;
  const line = (fields: object): void => log(JSON.stringify({ schema: 1, ...fields, id, topicArn }));
  if (topicArn === calledThrough) {
    return line({
      message: 'verdict-not-published',
      reason: 'the verdict topic is the one that called: it would call again',
    });
  }
  const signal = within();
  const told = await attempt('sns:Publish', () => publish(topicArn, message, signal), signal);
  if (!('failed' in told)) return;
  const reason = told.failed.message;
  line({ message: 'verdict-not-published', reason, ...oneFailure(config.environment, now()) });
  if (queueUrl === undefined) return;
  const last = within();
  const kept = JSON.stringify({ schema: 1, message: 'verdict-not-published', id, topicArn, reason, notice: message });
  const sent = await attempt('sqs:SendMessage', () => deadLetter(queueUrl, kept, last), last);
  if ('failed' in sent) line({ message: 'dead-letter-not-sent', reason: sent.failed.message });
}

/**
 * CloudWatch makes a metric of a line that has these keys; no call and no permission is needed.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
function oneFailure(environment: string, now: number): object {
  const { namespace, metric } = FAILURES;
  const Metrics = [{ Name: metric, Unit: 'Count' }];
  const CloudWatchMetrics = [{ Namespace: namespace, Dimensions: [['Environment']], Metrics }];
  return { _aws: { Timestamp: Math.round(now * 1000), CloudWatchMetrics }, Environment: environment, [metric]: 1 };
}
