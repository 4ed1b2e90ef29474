import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunbookAnswer } from '../../lambda/runbook/answer.ts';
import type { LocalEndpoint } from '../../lib/adapters/local-account/endpoint.ts';
import { startLocalAccount } from '../../lib/adapters/local-account/endpoint.ts';
import { environmentAccount } from '../../lib/adapters/local-account/incident.ts';
import { LambdaProcess } from '../../lib/adapters/local-account/lambda-process.ts';
import { loadAlarms } from '../../lib/adapters/local-account/load-alarms.ts';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { bundleRunbook } from '../../lib/constructs/private/bundle.ts';
import { readConfig, resolveEnvironments } from '../../lib/core/config/config.ts';
import { dop833Day } from '../../lib/core/traffic/dop833.ts';

const ROOT = join(import.meta.dirname, '../..');
const START = Date.UTC(2026, 10, 16) / 1000;

let folder: string;
let endpoint: LocalEndpoint;
let lambda: LambdaProcess;
const log: string[] = [];

/** The day of DOP-833 in an account, the example's own template over it, and its bundled runbook. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'holdband-day-'));
  bundleRunbook(folder);
  const [environment] = resolveEnvironments(
    readConfig(readFileSync(join(ROOT, 'holdband.yaml'), 'utf8'), 'holdband.yaml'),
  );
  if (!environment) throw new Error('the example has no environment');
  const app = new App({ outdir: join(folder, 'cdk.out') });
  LatencyAlarmsStack.forEnvironment(app, environment);
  const day = dop833Day({ seed: 1, day: START });
  endpoint = await startLocalAccount(environmentAccount(environment, day, 1), {
    now: () => day.day.to,
    invoke: (_, event) => lambda.invoke(event),
  });
  const { account, variables } = endpoint;
  const loaded = app
    .synth()
    .stacks.map(({ template, stackName, templateFile }) => loadAlarms(account, template, templateFile, stackName));
  const env = Object.assign(
    {},
    variables,
    ...loaded.flatMap(({ functions }) => functions.map((one) => one.environment)),
  );
  lambda = new LambdaProcess({ folder, env, onLog: (line) => log.push(line) });
  await account.runner.run({ from: day.day.from, to: day.day.to, delaySeconds: 60 });
}, 120_000);

afterAll(async () => {
  await lambda?.close();
  await endpoint?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the day of DOP-833 from template to verdict', () => {
  it('evaluates every alarm of the template', () => {
    expect([...endpoint.account.runner.notEvaluated]).toEqual([]);
    expect(endpoint.account.alarms.all().length).toBeGreaterThan(15);
  });

  it('pages once, for the search that was slow, and not for the policy change', () => {
    const pages = endpoint.account.invocations.map(({ event }) => event.alarmData.alarmName);

    expect(pages).toEqual(['holdband-prod-elasticsearch-page']);
    expect(
      endpoint.account.alarms.history.filter(({ alarm, type }) => alarm.includes('fleet') && type === 'Action'),
    ).toEqual([]);
  });

  it('explains the page: slow requests, proven, of the search', () => {
    const [invocation] = endpoint.account.invocations;
    if (invocation?.outcome.kind !== 'answered') throw new Error(JSON.stringify(invocation?.outcome ?? log));
    const answer = invocation.outcome.body as RunbookAnswer;

    expect(answer.trigger).toBe('composite');
    expect(answer.results.map(({ verdict }) => verdict.verdict)).toEqual(['slow-requests']);
    expect(answer.results[0]?.verdict.targetGroup).toContain('elastics-elastics');
    expect(answer.problems).toEqual([]);
  });

  it('tells the verdict topic, and logs the verdict first', () => {
    const verdicts = endpoint.account.published.filter(({ message }) => message.includes('client-markdown'));

    expect(verdicts).toHaveLength(1);
    expect(log.some((line) => line.includes('"message":"verdict"'))).toBe(true);
  });

  it('pages the topic of the example, with the notification that CloudWatch sends', () => {
    const paged = endpoint.account.published.filter(({ message }) => message.includes('"NewStateValue":"ALARM"'));

    expect(paged).toHaveLength(1);
    expect(JSON.parse(paged[0]?.message ?? '{}')).toMatchObject({ AlarmName: 'holdband-prod-elasticsearch-page' });
  });
});
