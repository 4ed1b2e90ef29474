import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { IAM_PREFIX } from '../../lib/adapters/local-account/calls.ts';
import { RunbookFunction } from '../../lib/constructs/runbook-function.ts';
import { EDGE, FLEET, FLEET_PLAN, putForeign, SEARCH, startRunbook, VERDICTS } from '../lambda/_account.ts';
import { direct, eventBridge, sns } from '../lambda/_events.ts';

/** What the function's role may do besides the calls of its code: its log, its dead letters, the key of its topic. */
const BESIDES = ['kms:Decrypt', 'kms:GenerateDataKey*', 'logs:CreateLogStream', 'logs:PutLogEvents', 'sqs:SendMessage'];

function granted(): string[] {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new Stack(app, 'Stack', { env: { account: '111122223333', region: 'us-east-2' } });
  new RunbookFunction(stack, 'Runbook', {
    environmentName: 'prod',
    verdictTopic: Topic.fromTopicArn(stack, 'Verdicts', VERDICTS),
    verdictKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-2:111122223333:key/1'),
  });
  const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  const statements: { Action: string | string[] }[] = policies.flatMap(
    (each) => each.Properties.PolicyDocument.Statement,
  );
  return statements.flatMap(({ Action }) => Action).toSorted();
}

describe('The role of the runbook', () => {
  it('may do what its calls over all shapes of events need, and write its log and dead letters; no more, no less', async () => {
    const { invoke, account, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'search slow', { TargetGroup: SEARCH.fullName, LoadBalancer: EDGE.fullName });
    account.calls.length = 0;
    const [alarm] = FLEET_PLAN.alarms;
    const page = FLEET_PLAN.composite?.name as string;
    const ours = { description: alarm?.description ?? '' };
    const foreign = { dimensions: { TargetGroup: SEARCH.fullName, LoadBalancer: EDGE.fullName } };
    const several = { rule: `ALARM("search slow") OR ALARM("${page}")` };
    const whole = { dimensions: { LoadBalancer: EDGE.fullName } };
    for (const make of [direct, eventBridge, sns]) {
      await invoke(make(alarm?.name as string, ours));
      await invoke(make(page, { rule: 'ALARM("any")' }));
      await invoke(make('search slow', foreign));
      await invoke(make('several', several));
      await invoke(make('whole', whole));
    }
    await invoke({ targetGroup: FLEET.arn });
    await invoke({ targetGroup: FLEET.arn, widgetContext: {} });
    await invoke({ describe: true });
    const unwatched = await startRunbook({ config: { environment: 'other' } });
    await unwatched.invoke({ targetGroup: FLEET.arn });

    const recorded = [...account.calls, ...unwatched.account.calls];
    const needed = recorded.map(({ service, call }) => `${IAM_PREFIX[service]}:${call}`);
    expect(granted()).toEqual([...new Set([...needed, ...BESIDES])].toSorted());
  });
});
