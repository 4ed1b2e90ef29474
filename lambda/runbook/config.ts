import { HoldbandError } from '../../lib/core/errors.ts';

/** What the runbook is told by its environment variables. */
export interface RunbookConfig {
  /** `HOLDBAND_ENVIRONMENT`: name of the environment whose alarms call it. */
  readonly environment: string;
  /** `VERDICT_TOPIC_ARN`: topic for verdicts. @default - none: they stand in the log only */
  readonly verdictTopicArn?: string;
  /** `DEAD_LETTER_QUEUE_URL`: queue for verdicts that the topic did not take. @default - none: they stand in the log only */
  readonly deadLetterQueueUrl?: string;
}

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}(?:\.fifo)?$/;
const QUEUE_URL = /^https?:\/\/[^\s/]+\/\d{12}\/[A-Za-z0-9_-]{1,80}(?:\.fifo)?$/;
const NAME = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/**
 * Reads the whole environment once, at cold start.
 *
 * @throws HoldbandError `InvalidEnvironment` with every variable that is wrong
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): RunbookConfig {
  const problems: string[] = [];
  const {
    HOLDBAND_ENVIRONMENT: environment,
    VERDICT_TOPIC_ARN: verdictTopicArn,
    DEAD_LETTER_QUEUE_URL: deadLetterQueueUrl,
  } = env;
  if (environment === undefined || !NAME.test(environment)) {
    problems.push(`HOLDBAND_ENVIRONMENT must be small letters, digits and hyphens, got: ${quote(environment)}`);
  }
  if (verdictTopicArn !== undefined && !TOPIC_ARN.test(verdictTopicArn)) {
    problems.push(`VERDICT_TOPIC_ARN must be the ARN of an SNS topic or not set, got: ${quote(verdictTopicArn)}`);
  }
  if (deadLetterQueueUrl !== undefined && !QUEUE_URL.test(deadLetterQueueUrl)) {
    problems.push(
      `DEAD_LETTER_QUEUE_URL must be the URL of an SQS queue or not set, got: ${quote(deadLetterQueueUrl)}`,
    );
  }
  if (environment === undefined || problems.length > 0) {
    throw new HoldbandError('InvalidEnvironment', problems.join('; '));
  }
  return {
    environment,
    ...(verdictTopicArn !== undefined && { verdictTopicArn }),
    ...(deadLetterQueueUrl !== undefined && { deadLetterQueueUrl }),
  };
}

function quote(value: string | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
