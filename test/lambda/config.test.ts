import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/runbook/config.ts';

const QUEUE = 'https://sqs.us-gov-west-1.amazonaws.com/111122223333/dead-letters';
const TOPIC = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:verdicts';

describe('parseConfig', () => {
  it('reads the environment, the verdict topic and the dead-letter queue', () => {
    const variables = { HOLDBAND_ENVIRONMENT: 'prod', VERDICT_TOPIC_ARN: TOPIC, DEAD_LETTER_QUEUE_URL: QUEUE };

    expect(parseConfig(variables)).toEqual({
      environment: 'prod',
      verdictTopicArn: TOPIC,
      deadLetterQueueUrl: QUEUE,
    });
  });

  it('does without a verdict topic and a queue', () => {
    expect(parseConfig({ HOLDBAND_ENVIRONMENT: 'prod' })).toEqual({ environment: 'prod' });
  });

  it.each([
    ['missing', undefined, 'got: nothing'],
    ['empty', '', 'got: ""'],
    ['malformed', 'Prod East', 'got: "Prod East"'],
  ])('fails when HOLDBAND_ENVIRONMENT is %s', (_, value, got) => {
    expect(() => parseConfig({ HOLDBAND_ENVIRONMENT: value })).toThrow(
      `HOLDBAND_ENVIRONMENT must be small letters, digits and hyphens, ${got}`,
    );
  });

  it.each(['', 'verdicts', 'arn:aws:sqs:us-east-2:111122223333:verdicts'])(
    'fails when VERDICT_TOPIC_ARN is "%s"',
    (value) => {
      expect(() => parseConfig({ HOLDBAND_ENVIRONMENT: 'prod', VERDICT_TOPIC_ARN: value })).toThrow(
        `VERDICT_TOPIC_ARN must be the ARN of an SNS topic or not set, got: ${JSON.stringify(value)}`,
      );
    },
  );

  it.each(['', 'arn:aws:sqs:us-east-2:111122223333:dead-letters', 'https://example.com/queue'])(
    'fails when DEAD_LETTER_QUEUE_URL is "%s"',
    (value) => {
      expect(() => parseConfig({ HOLDBAND_ENVIRONMENT: 'prod', DEAD_LETTER_QUEUE_URL: value })).toThrow(
        `DEAD_LETTER_QUEUE_URL must be the URL of an SQS queue or not set, got: ${JSON.stringify(value)}`,
      );
    },
  );

  it('names every wrong variable at once', () => {
    expect(() => parseConfig({ VERDICT_TOPIC_ARN: 'x', DEAD_LETTER_QUEUE_URL: 'y' })).toThrow(
      /HOLDBAND_ENVIRONMENT .*; VERDICT_TOPIC_ARN .*; DEAD_LETTER_QUEUE_URL /,
    );
  });
});
