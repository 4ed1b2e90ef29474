import { type App, Stack, Validations } from 'aws-cdk-lib';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { anApp } from '../constructs/_environment.ts';
import { VARIANTS } from '../constructs/_variants.ts';

/** Synthesises under cdk-nag; throws with the findings where one is not acknowledged. */
function checked(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

describe('cdk-nag, AwsSolutions', () => {
  it.each(Object.entries(VARIANTS))('finds nothing that is not acknowledged: %s', (_, environment) => {
    const app = anApp();
    LatencyAlarmsStack.forEnvironment(app, environment);

    expect(() => checked(app)).not.toThrow();
  });

  it('would find something', () => {
    const app = anApp();
    new CfnQueue(new Stack(app, 'Stack'), 'Queue');

    expect(() => checked(app)).toThrow(/AwsSolutions-SQS/);
  });

  it('would find the wildcards of the runbook, were they not acknowledged', () => {
    const app = anApp();
    const [stack] = LatencyAlarmsStack.forEnvironment(app, VARIANTS.example as never);
    const role = stack?.runbook?.node.findChild('Role');
    (role?.node as unknown as { _metadata: unknown[] })._metadata = [];

    expect(() => checked(app)).toThrow(/AwsSolutions-IAM5/);
  });
});
