import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../lambda/runbook/config.ts';

const TOPIC = 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:verdicts';

describe('parseConfig', () => {
  it('reads the environment and the verdict topic', () => {
    expect(parseConfig({ HOLDBAND_ENVIRONMENT: 'prod', VERDICT_TOPIC_ARN: TOPIC })).toEqual({
      environment: 'prod',
      verdictTopicArn: TOPIC,
    });
  });

  it('does without a verdict topic', () => {
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

  it('names every wrong variable at once', () => {
    expect(() => parseConfig({ VERDICT_TOPIC_ARN: 'x' })).toThrow(/HOLDBAND_ENVIRONMENT .*; VERDICT_TOPIC_ARN /);
  });
});
