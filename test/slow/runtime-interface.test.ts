import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunbookAnswer } from '../../lambda/runbook/answer.ts';
import type { LocalEndpoint } from '../../lib/adapters/local-account/endpoint.ts';
import { startLocalAccount } from '../../lib/adapters/local-account/endpoint.ts';
import { eventBridgeEvent, lambdaEvent, type StateChange } from '../../lib/adapters/local-account/events.ts';
import { environmentAccount } from '../../lib/adapters/local-account/incident.ts';
import { loadAlarms } from '../../lib/adapters/local-account/load-alarms.ts';
import { alarmNotification, snsEvent } from '../../lib/adapters/local-account/sns-events.ts';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { bundleRunbook } from '../../lib/constructs/private/bundle.ts';
import { readConfig, resolveEnvironments } from '../../lib/core/config/config.ts';
import { dop833Day } from '../../lib/core/traffic/dop833.ts';
import { FunctionUnderTest, runtimeInterfaceClient } from './_runtime-interface.ts';

const client = runtimeInterfaceClient();
let folder: string;
const open: FunctionUnderTest[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdband-ric-'));
  bundleRunbook(folder);
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<FunctionUnderTest> {
  const made = await FunctionUnderTest.start(client ?? '', folder, { HOLDBAND_ENVIRONMENT: 'prod', ...env });
  open.push(made);
  return made;
}

describe("the bundle under AWS's runtime interface client", () => {
  if (client === undefined) {
    it('is not tried', () => console.log('skipped: the registry has no aws-lambda-ric for us'));
    return;
  }

  it('reports a wrong environment as a failed initialisation', async () => {
    const lambda = await start({ HOLDBAND_ENVIRONMENT: 'No Name' });

    const outcome = await lambda.invoke({});

    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(lambda.initError).toMatchObject({ errorMessage: expect.stringContaining('HOLDBAND_ENVIRONMENT') });
  });

  describe('with an account', () => {
    let account: LocalEndpoint;
    let change: StateChange;
    let composite: StateChange;
    let lambda: FunctionUnderTest;
    const SEARCH = 'targetgroup/k8s-elastics-elastics-84f3e7cd35/a540128a211cfd00';
    const START = Date.UTC(2026, 10, 16) / 1000;

    beforeAll(async () => {
      const example = readFileSync(join(import.meta.dirname, '../../holdband.yaml'), 'utf8');
      const [environment] = resolveEnvironments(readConfig(example, 'holdband.yaml'));
      if (!environment) throw new Error('the example has no environment');
      const day = dop833Day({ seed: 1, day: START });
      account = await startLocalAccount(environmentAccount(environment, day, 1), { now: () => day.day.to });
      const app = new App({ outdir: join(folder, 'cdk.out') });
      LatencyAlarmsStack.forEnvironment(app, environment);
      for (const { template, templateFile } of app.synth().stacks) loadAlarms(account.account, template, templateFile);
      // Up to half past eleven at night, in the middle of the slowdown.
      await account.account.runner.run({ from: START, to: START + 84_600 });
      change = changeOf(account, 'holdband-prod-elasticsearch-slow-1m');
      composite = changeOf(account, 'holdband-prod-elasticsearch-page');
      lambda = await start({
        ...account.variables,
        VERDICT_TOPIC_ARN: 'arn:aws:sns:us-east-2:111122223333:verdicts',
        DEAD_LETTER_QUEUE_URL: account.account.queueUrl('dead-letters'),
      });
    });
    afterAll(() => account.close());

    const topic = 'arn:aws:sns:us-east-2:111122223333:on-call';
    it.each<[string, () => unknown]>([
      ['alarm', () => lambdaEvent(change)],
      ['composite', () => lambdaEvent(composite)],
      ['eventbridge', () => eventBridgeEvent(change)],
      ['sns', () => snsEvent(topic, alarmNotification(change), change.alarm.stateChangedAt)],
      ['manual', () => ({ targetGroup: SEARCH, start: '2026-11-16T22:30:00Z', end: '2026-11-16T23:30:00Z' })],
    ])('answers the shape %s with the verdict', async (trigger, event) => {
      const outcome = await lambda.invoke(event());

      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
      const answer = outcome.body as RunbookAnswer;
      expect(answer).toMatchObject({ trigger, problems: [] });
      expect(answer.results.map(({ verdict }) => [verdict.targetGroup, verdict.verdict])).toEqual([
        [SEARCH, 'slow-requests'],
      ]);
    });

    it('answers a widget with HTML, and its documentation with Markdown', async () => {
      const widgetContext = {
        timeRange: { start: (START + 81_000) * 1000, end: (START + 84_600) * 1000 },
        theme: 'dark',
      };

      const widget = await lambda.invoke({ targetGroup: SEARCH, widgetContext });
      const docs = await lambda.invoke({ describe: true, widgetContext });

      expect(widget).toMatchObject({
        kind: 'answered',
        body: expect.stringMatching(/slow requests[\s\S]*<svg/),
      });
      expect(docs).toMatchObject({ kind: 'answered', body: expect.stringContaining('```yaml') });
    });

    it('tells the verdict topic once a page, and nobody when a person asks', async () => {
      const before = account.account.published.length;
      await lambda.invoke(lambdaEvent(composite));
      await lambda.invoke({ targetGroup: SEARCH, start: '2026-11-16T22:30:00Z', end: '2026-11-16T23:30:00Z' });

      const [told, ...others] = account.account.published.slice(before);
      expect(others).toEqual([]);
      expect(JSON.parse(told?.message ?? '{}')).toMatchObject({
        source: 'custom',
        content: { textType: 'client-markdown' },
      });
    });

    it('keeps a verdict that the topic does not take in the dead-letter queue', async () => {
      account.account.faults.set([{ call: 'Publish', fault: 'access-denied' }]);
      const outcome = await lambda.invoke(lambdaEvent(composite));
      account.account.faults.set([]);

      expect(outcome.kind).toBe('answered');
      expect(account.account.sent.map(({ queueUrl }) => queueUrl)).toEqual([account.account.queueUrl('dead-letters')]);
      expect(lambda.log).toContain('VerdictPublishFailures');
    });

    it('answers within its time limit while CloudWatch hangs, and says what is missing', async () => {
      account.account.faults.set([{ call: 'GetMetricData', fault: 'slow', seconds: 60 }]);
      const outcome = await lambda.invoke(
        { targetGroup: SEARCH, start: '2026-11-16T20:30:00Z', end: '2026-11-16T21:30:00Z' },
        6,
      );
      account.account.faults.set([]);

      if (outcome.kind !== 'answered') throw new Error(JSON.stringify(outcome));
      const answer = outcome.body as RunbookAnswer;
      expect(answer.results.map(({ verdict }) => [verdict.verdict, verdict.confidence])).toEqual([['no-data', 'low']]);
      expect(JSON.stringify(answer)).toContain('GetMetricData');
    });

    it('is killed where it has no time at all, and begins anew', async () => {
      expect(
        await lambda.invoke({ targetGroup: SEARCH, start: '2026-11-16T19:30:00Z', end: '2026-11-16T20:30:00Z' }, 0.001),
      ).toEqual({ kind: 'timed-out' });
      const before = lambda.coldStarts;

      expect(await lambda.invoke(lambdaEvent(change))).toMatchObject({ kind: 'answered' });
      expect(await lambda.invoke(lambdaEvent(change))).toMatchObject({ kind: 'answered' });
      expect(lambda.coldStarts).toBe(before + 1);
    });
  });

  it('reports an event of no known shape as an error, and lives on', async () => {
    const lambda = await start();

    const first = await lambda.invoke({ hello: 'world' });
    const second = await lambda.invoke({ hello: 'world' });

    expect(first).toMatchObject({ kind: 'failed', errorMessage: expect.stringContaining('accepted') });
    expect(second).toEqual(first);
    expect(lambda.coldStarts).toBe(1);
  });
});

/** The change that put an alarm of the account into the state it is in. */
function changeOf({ account }: LocalEndpoint, name: string): StateChange {
  const alarm = account.alarms.get(name);
  if (alarm?.state !== 'ALARM') throw new Error(`${name} is ${alarm?.state}`);
  return { alarm, previous: { state: 'OK', reason: '', stateChangedAt: alarm.stateChangedAt - 60 } };
}
