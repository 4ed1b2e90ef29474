import { PutCompositeAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import type { RunbookAnswer } from '../../lambda/runbook/answer.ts';
import { printMarker } from '../../lib/core/alarms/marker.ts';
import {
  EDGE,
  FLEET,
  FLEET_PLAN,
  putForeign,
  SEARCH,
  SEARCH_PLAN,
  setAlarm,
  startRunbook,
  VERDICTS,
} from './_account.ts';
import { direct, eventBridge, sns } from './_events.ts';

const [FLEET_ALARM] = FLEET_PLAN.alarms as [(typeof FLEET_PLAN.alarms)[number]];
const PAGE = FLEET_PLAN.composite?.name as string;
const SEARCH_DIMENSIONS = { TargetGroup: SEARCH.fullName, LoadBalancer: EDGE.fullName };
const NEWEST = ['2026-11-20T10:04:00.000+0000', '2026-11-20T10:03:00.000+0000', '2026-11-20T10:02:00.000+0000'];
const READS = [
  ...['DescribeListeners', 'DescribeLoadBalancerAttributes', 'DescribeRules'],
  ...['DescribeTargetHealth', 'GetMetricData'],
];

/** Verdicts by target group. */
function verdicts({ results }: RunbookAnswer): Record<string, string> {
  return Object.fromEntries(results.map(({ verdict }) => [verdict.targetGroup, verdict.verdict]));
}

describe('The runbook, called by an alarm of holdband,', () => {
  it('judges by the hold and the bands of its description, without asking for alarms', async () => {
    const { answer, calls } = await startRunbook();

    const { results, alarm, problems } = await answer(
      direct(FLEET_ALARM.name, { description: FLEET_ALARM.description, evaluated: NEWEST }),
    );

    expect(results).toMatchObject([
      {
        headline: expect.stringContaining('Nothing is slow'),
        verdict: {
          targetGroup: FLEET.fullName,
          loadBalancer: EDGE.fullName,
          verdict: 'idle-long-polls',
          hold: { source: 'config', name: 'elastic-fleet', ceilingSeconds: 300, spreadSeconds: -30 },
          bands: { objective: 0.826446281 },
        },
      },
    ]);
    expect(alarm).toMatchObject({ name: FLEET_ALARM.name, ours: true, described: true });
    expect(problems).toEqual([]);
    expect(calls()).toEqual([...READS, 'Publish']);
  });

  it('finds the target of its page composite, whose event names none, by one DescribeAlarms, with what is open', async () => {
    const { answer, account } = await startRunbook();
    const [child] = FLEET_PLAN.composite?.children ?? [];

    const { trigger, alarm, results } = await answer(
      direct(PAGE, { rule: `ALARM("${child}")`, triggeredBy: [child as string] }),
    );

    expect(trigger).toBe('composite');
    expect(alarm).toMatchObject({ ours: true, described: false, openChildren: [{ name: child, state: 'ALARM' }] });
    expect(results).toMatchObject([{ verdict: { targetGroup: FLEET.fullName, verdict: 'idle-long-polls' } }]);
    const described = account.calls.filter(({ call }) => call === 'DescribeAlarms');
    expect(described.map(({ input }) => input)).toMatchObject([{ AlarmNamePrefix: 'holdband-prod-fleet-' }]);
  });

  it.each([
    ['EventBridge', eventBridge, 'eventbridge'],
    ['SNS', sns, 'sns'],
  ] as const)('answers the same where it comes through %s', async (_, make, trigger) => {
    const { answer } = await startRunbook();

    const found = await answer(make(FLEET_ALARM.name, { description: FLEET_ALARM.description }));

    expect(found.trigger).toBe(trigger);
    expect(verdicts(found)).toEqual({ [FLEET.fullName]: 'idle-long-polls' });
  });

  it('finds the target of a page composite behind SNS and EventBridge, too', async () => {
    const { answer } = await startRunbook();
    const rule = 'ALARM("any")';

    for (const event of [sns(PAGE, { rule }), eventBridge(PAGE, { rule })]) {
      expect(verdicts(await answer(event))).toEqual({ [FLEET.fullName]: 'idle-long-polls' });
    }
  });

  it('judges the target groups behind a load balancer that it watches as a whole, and says so', async () => {
    const { answer } = await startRunbook();
    const description = printMarker({ loadBalancer: EDGE.fullName });

    const found = await answer(direct('holdband-prod-edge-severed-holds', { description }));

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests', [FLEET.fullName]: 'idle-long-polls' });
    expect(found.results.find(({ verdict }) => verdict.hold)?.verdict.hold?.source).toBe('config');
    expect(found.problems).toEqual([expect.stringContaining(`watches all of load balancer ${EDGE.fullName}`)]);
  });

  it.each([
    ['below', 60, 'slow-requests'],
    ['above', 99, 'normal'],
  ])('takes slowness for slowness by the share that its target allows: %s what was slow', async (_, share, verdict) => {
    const { answer } = await startRunbook();
    const marker = { targetGroup: SEARCH.fullName, loadBalancer: EDGE.fullName };
    const description = printMarker({ ...marker, slow: { from: 0.826446281, sharePercent: share } });

    const found = await answer(direct('holdband-prod-search-slow-1m', { description, evaluated: NEWEST }));

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: verdict });
  });

  it('sees slowness of the newest three minutes, which the page is about, and calls them provisional', async () => {
    const { answer } = await startRunbook();
    const [alarm] = SEARCH_PLAN.alarms;

    const { results } = await answer(
      direct(alarm?.name as string, { description: alarm?.description ?? '', evaluated: NEWEST }),
    );

    expect(results).toMatchObject([
      {
        headline: expect.stringMatching(/^Genuine slowness/),
        verdict: {
          verdict: 'slow-requests',
          window: { end: '2026-11-20T10:05:00.000Z', provisionalFrom: '2026-11-20T10:02:00.000Z' },
        },
      },
    ]);
    const slow = results[0]?.verdict.counts.slow.value ?? 0;
    expect(slow).toBeGreaterThan(60);
    expect(slow).toBeLessThan(100);
  });
});

describe('The runbook, called by an alarm of somebody else,', () => {
  const dimensions = SEARCH_DIMENSIONS;

  it.each([
    ['directly', direct],
    ['through EventBridge', eventBridge],
    ['through SNS', sns],
  ] as const)('%s judges the target group of its metric by its threshold', async (_, make) => {
    const { answer } = await startRunbook();

    const found = await answer(make('p95 too high', { dimensions, stat: 'p95', threshold: 2, evaluated: NEWEST }));

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests' });
    // The next edge at which CloudWatch counts exactly.
    expect(found.results[0]?.verdict.bands.objective).toBeCloseTo(2.14359, 4);
    expect(found.alarm?.ours).toBe(false);
  });

  it('takes hold and bands from holdband where it watches the same target group', async () => {
    const { answer } = await startRunbook();
    const group = { TargetGroup: FLEET.fullName, LoadBalancer: EDGE.fullName };

    const { results } = await answer(direct('count', { dimensions: group, stat: 'SampleCount', threshold: 2 }));

    expect(results[0]?.verdict).toMatchObject({ hold: { source: 'config' }, bands: { objective: 0.826446281 } });
    expect(results[0]?.openAlarms).toMatchObject([{ name: 'holdband-prod-fleet-slow-1m', state: 'ALARM' }]);
  });

  it('looks for a hold in the traffic where nothing says one, and says so', async () => {
    const { answer } = await startRunbook({ config: { environment: 'other' } });
    const group = { TargetGroup: FLEET.fullName, LoadBalancer: EDGE.fullName };

    const { results } = await answer(direct('mean', { dimensions: group, stat: 'Average', threshold: 0.8 }));

    expect(results[0]?.verdict.hold?.source).toBe('found');
    expect(results[0]?.verdict.limits).toContainEqual(expect.stringContaining('a hold was looked for in the traffic'));
  });

  it('judges both target groups of a composite with children of two', async () => {
    const { answer, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'search slow', SEARCH_DIMENSIONS);
    await putForeign(cloudWatch, 'fleet slow', { TargetGroup: FLEET.fullName, LoadBalancer: EDGE.fullName });
    const rule = 'ALARM("search slow") OR ALARM("fleet slow")';

    const found = await answer(direct('everything', { rule, triggeredBy: ['search slow'] }));

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests', [FLEET.fullName]: 'idle-long-polls' });
    expect(found.alarm?.openChildren).toHaveLength(2);
    expect(found.alarm?.ours).toBe(false);
  });

  it('reads the rule of a composite whose event has none, and composites below it', async () => {
    const { answer, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'search slow', SEARCH_DIMENSIONS);
    for (const [name, rule] of [
      ['inner', 'ALARM("search slow")'],
      ['outer', `ALARM("inner") OR ALARM("${PAGE}")`],
    ]) {
      await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: name, AlarmRule: rule }));
      await setAlarm(cloudWatch, name as string);
    }
    const event = direct('outer');
    const { configuration: _, ...alarmData } = event.alarmData;

    const found = await answer({ ...event, alarmData });

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests', [FLEET.fullName]: 'idle-long-polls' });
  });

  it('judges the target groups behind the load balancer that it watches', async () => {
    const { answer } = await startRunbook();

    const found = await answer(direct('all of it', { dimensions: { LoadBalancer: EDGE.fullName } }));

    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests', [FLEET.fullName]: 'idle-long-polls' });
    expect(found.problems).toEqual([expect.stringContaining('an alarm with the dimension TargetGroup tells which')]);
  });

  it.each([
    ['a metric alarm', direct('cpu', { namespace: 'AWS/EC2', dimensions: { InstanceId: 'i-1' } })],
    ['a composite', direct('cpus', { rule: 'ALARM("other")', triggeredBy: ['other'] })],
  ])('says that there is nothing to judge about %s on something else, and tells nobody', async (_, event) => {
    const { answer, account, lines, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'other', { LoadBalancer: 'net/inner/0123456789abcdef' });

    const found = await answer(event);

    expect(found.ignored).toMatch(/has to do with no target group/);
    expect(found.results).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(account.published).toEqual([]);
  });

  it('reads nothing of another account or Region, and says so', async () => {
    const { answer, calls } = await startRunbook({
      functionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:holdband-prod-runbook',
    });

    const { results, problems } = await answer(direct('p95', { dimensions }));

    expect(results).toEqual([]);
    expect(problems).toEqual([expect.stringContaining('in us-east-2, and this function reads')]);
    expect(calls()).toEqual(['Publish']);
  });
});

describe('The runbook, called by an alarm whose metric tells little,', () => {
  const INSIGHTS = 'SELECT AVG(TargetResponseTime) FROM SCHEMA("AWS/ApplicationELB", TargetGroup)';
  const ofExpression = (expression: string) => {
    const event = direct('over all');
    const configuration = { metrics: [{ id: 'q1', expression, returnData: true }] };
    return { ...event, alarmData: { ...event.alarmData, configuration } };
  };

  it('says that a query over load balancers names no target group, and tells it', async () => {
    const { answer, account } = await startRunbook();

    const found = await answer(ofExpression(INSIGHTS));

    expect(found).toMatchObject({ trigger: 'alarm', results: [] });
    expect(found.ignored).toBeUndefined();
    expect(found.problems).toEqual([expect.stringContaining(`names no target group: ${INSIGHTS}`)]);
    expect(account.published).toHaveLength(1);
  });

  it('has nothing to judge of a query over something else', async () => {
    const { answer, account } = await startRunbook();

    const found = await answer(ofExpression('SELECT MAX(CPUUtilization) FROM "AWS/EC2"'));

    expect(found.ignored).toContain('over all has to do with no target group');
    expect(account.published).toEqual([]);
  });

  it.each([
    ['directly', direct],
    ['through SNS', sns],
  ] as const)('says, called %s, what it watches that no verdict rests on', async (_, make) => {
    const { answer } = await startRunbook();

    const found = await answer(
      make('too many 4xx', { metric: 'HTTPCode_Target_4XX_Count', dimensions: SEARCH_DIMENSIONS }),
    );

    expect(Object.keys(verdicts(found))).toEqual([SEARCH.fullName]);
    expect(found.problems).toEqual([
      expect.stringMatching(/^too many 4xx watches HTTPCode_Target_4XX_Count, .*not judged/),
    ]);
  });

  it.each(['TargetResponseTime', 'HTTPCode_Target_5XX_Count', 'UnHealthyHostCount', 'RequestCount'])(
    'needs not say so of %s',
    async (metric) => {
      const { answer } = await startRunbook();

      expect((await answer(direct('judged', { metric, dimensions: SEARCH_DIMENSIONS }))).problems).toEqual([]);
    },
  );

  it('says of a child of a composite, too, what no verdict rests on', async () => {
    const { answer, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'search 4xx', SEARCH_DIMENSIONS, 'HTTPCode_Target_4XX_Count');

    const { problems } = await answer(direct('everything', { rule: 'ALARM("search 4xx")' }));

    expect(problems).toEqual([expect.stringMatching(/^search 4xx watches HTTPCode_Target_4XX_Count, .*not judged/)]);
  });

  it.each([
    ['whose alarms are not there', 'ALARM("nowhere")', 'none of nowhere is there'],
    ['whose rule it cannot read', 'MOST("nowhere")', 'its rule cannot be read'],
  ])('tells that it does not know what a composite is about %s', async (_, rule, why) => {
    const { answer, account } = await startRunbook();

    const found = await answer(direct('strange', { rule }));

    expect(found.ignored).toBeUndefined();
    expect(found.problems).toEqual([expect.stringContaining(why)]);
    expect(account.published).toHaveLength(1);
  });

  it('names composites that are too deep below another to be looked into', async () => {
    const { answer, cloudWatch } = await startRunbook();
    await putForeign(cloudWatch, 'search slow', SEARCH_DIMENSIONS);
    for (const [name, below] of [
      ['third', 'search slow'],
      ['second', 'third'],
      ['first', 'second'],
    ] as const) {
      await cloudWatch.send(new PutCompositeAlarmCommand({ AlarmName: name, AlarmRule: `ALARM("${below}")` }));
      await setAlarm(cloudWatch, name);
    }

    const found = await answer(direct('first', { rule: 'ALARM("second")', triggeredBy: ['second'] }));

    expect(found.ignored).toBeUndefined();
    expect(found.problems).toEqual([expect.stringContaining('third')]);
  });
});

describe('The runbook, called by an alarm whose target group is gone,', () => {
  const TargetGroup = 'targetgroup/gone/0123456789abcdef';

  it.each([
    ['with its load balancer', { TargetGroup, LoadBalancer: EDGE.fullName }],
    ['without', { TargetGroup }],
  ])('%s says so first, and what to do about the alarm', async (_, dimensions) => {
    const { answer } = await startRunbook();

    const { results } = await answer(direct('left over', { dimensions }));

    expect(results[0]?.verdict).toMatchObject({ verdict: 'no-data', confidence: 'low' });
    expect(results[0]?.verdict.evidence[0]?.text).toContain('There is no such target group');
    expect(results[0]?.verdict.nextSteps[0]).toContain('delete or move the alarms');
  });
});

describe('The runbook, asked by a person,', () => {
  it.each([
    ['ARN', SEARCH.arn],
    ['full name', SEARCH.fullName],
  ])('takes the %s of a target group', async (_, targetGroup) => {
    const { answer, account, calls } = await startRunbook({ config: { environment: 'other' } });

    const found = await answer({ targetGroup, start: '2026-11-20T09:30:00Z', end: '2026-11-20T10:05:00Z' });

    expect(found).toMatchObject({ trigger: 'manual', problems: [] });
    expect(verdicts(found)).toEqual({ [SEARCH.fullName]: 'slow-requests' });
    expect(found.results[0]?.verdict.window.start).toBe('2026-11-20T09:30:00.000Z');
    expect(found).not.toHaveProperty('alarm');
    expect(account.published).toEqual([]);
    expect(calls()).toContain('DescribeTargetGroups');
  });

  it('judges by what holdband knows of the target group', async () => {
    const { answer } = await startRunbook();

    const { results } = await answer({ targetGroup: FLEET.arn });

    expect(results[0]?.verdict.hold).toMatchObject({ source: 'config', name: 'elastic-fleet' });
  });

  it.each([
    ['a load balancer', EDGE.arn, /which is a load balancer; allowed is the ARN or the full name/],
    ['a name', 'fleet', /which is not the ARN of a target group/],
    ['another account', FLEET.arn.replace('111122223333', '999999999999'), /of account 999999999999/],
  ])('refuses %s', async (_, targetGroup, message) => {
    const { answer, calls } = await startRunbook();

    await expect(answer({ targetGroup })).rejects.toThrow(message);
    expect(calls()).toEqual([]);
  });
});

describe('The runbook, asked by a dashboard,', () => {
  const event = { targetGroup: FLEET.fullName, widgetContext: { theme: 'dark', width: 400 } };

  it('answers with HTML and tells nobody', async () => {
    const { invoke, account } = await startRunbook();

    expect(await invoke(event)).toMatch(/^<div .*Nothing is slow/s);
    expect(account.published).toEqual([]);
  });

  it('shows which alarms of the target group are open, and since when', async () => {
    const { invoke } = await startRunbook();

    const html = String(await invoke(event));
    expect(html).toMatch(/Open alarms.*holdband-prod-fleet-slow-1m<.*>ALARM<.*2026-11-20 10:05 UTC/s);
  });

  it('asks AWS once a minute however often it is looked at', async () => {
    const { invoke, account, pass } = await startRunbook();
    const looks = () => account.calls.filter(({ call }) => call === 'GetMetricData').length;

    await invoke(event);
    await invoke(event);
    expect(looks()).toBe(1);
    await invoke({ ...event, targetGroup: SEARCH.fullName });
    expect(looks()).toBe(2);
    pass(60);
    await invoke(event);
    expect(looks()).toBe(3);
  });

  it('asks once a minute for a dashboard that shows more days than are judged, too', async () => {
    const { invoke, account } = await startRunbook();
    const end = Date.UTC(2026, 10, 20, 10, 5);
    const days = { ...event, widgetContext: { timeRange: { start: end - 3 * 86_400_000, end } } };

    expect(await invoke(days)).toContain('only its last 24 hours were looked at');
    const reads = account.calls.length;
    expect(await invoke(days)).toContain('only its last 24 hours were looked at');
    expect(account.calls).toHaveLength(reads);
    const day = { ...event, widgetContext: { timeRange: { start: end - 86_400_000, end } } };
    expect(await invoke(day)).not.toContain('only its last 24 hours');
  });

  it('does not show an answer with gaps again', async () => {
    const { invoke, account } = await startRunbook({
      faults: [{ call: 'DescribeRules', fault: 'throttle', times: 1 }],
    });

    await invoke(event);
    await invoke(event);
    expect(account.calls.filter(({ call }) => call === 'GetMetricData')).toHaveLength(2);
  });

  it('documents itself and does nothing else', async () => {
    const { invoke, calls, lines } = await startRunbook();

    expect(await invoke({ describe: true })).toContain('```yaml');
    expect([calls(), lines]).toEqual([[], []]);
  });

  it('shows why it cannot answer', async () => {
    const { invoke } = await startRunbook();

    const html = await invoke({ ...event, targetGroup: '<b>fleet</b>' });

    expect(html).toMatch(/^<div .*not the ARN of a target group/s);
    expect(html).not.toContain('<b>fleet');
  });
});

describe('The verdict', () => {
  const event = direct(FLEET_ALARM.name, { description: FLEET_ALARM.description });

  it('is logged as one line before anybody is told', async () => {
    const { answer, lines, order, account } = await startRunbook();

    const found = await answer(event);

    expect(order).toEqual(['verdict', 'publish']);
    expect(lines).toEqual([JSON.parse(JSON.stringify(found))]);
    expect(account.published).toMatchObject([{ topicArn: VERDICTS }]);
    expect(JSON.parse(account.published[0]?.message ?? '')).toMatchObject({ source: 'custom', id: found.id });
  });

  it('has the same id for the same event, and another for another change of state', async () => {
    const { answer } = await startRunbook();

    const first = await answer(event);
    expect((await answer(event)).id).toBe(first.id);
    const later = direct(FLEET_ALARM.name, {
      description: FLEET_ALARM.description,
      since: '2026-11-20T10:04:12.301+0000',
    });
    expect((await answer(later)).id).not.toBe(first.id);
  });

  it('is the same whichever way the same change of state came', async () => {
    const { answer } = await startRunbook();
    const options = { description: FLEET_ALARM.description };

    const ids = await Promise.all(
      [direct, eventBridge, sns].map(async (make) => (await answer(make(FLEET_ALARM.name, options))).id),
    );
    expect(new Set(ids).size).toBe(1);
  });

  it.each([
    ['OK', { state: 'OK' }, 'is in state OK: only ALARM is judged'],
    ['INSUFFICIENT_DATA', { state: 'INSUFFICIENT_DATA' }, 'only ALARM is judged'],
    ['suppressed', { suppressedBy: 'WaitPeriod' }, 'are suppressed (WaitPeriod), so it paged nobody'],
  ])('is none for an alarm that is %s: nothing is read, nobody is told', async (_, options, why) => {
    const { answer, calls, lines } = await startRunbook();

    const found = await answer(direct(FLEET_ALARM.name, { description: FLEET_ALARM.description, ...options }));

    expect(found).toMatchObject({ results: [], problems: [] });
    expect(found.ignored).toContain(why);
    expect(calls()).toEqual([]);
    expect(lines).toHaveLength(1);
  });

  it('does not go to the topic that called', async () => {
    const { answer, account, lines } = await startRunbook();

    await answer(sns(FLEET_ALARM.name, { description: FLEET_ALARM.description }, VERDICTS));

    expect(account.published).toEqual([]);
    expect(lines[1]).toMatchObject({ message: 'verdict-not-published', reason: expect.stringContaining('call again') });
  });

  it('goes nowhere but into the log where there is no topic', async () => {
    const { answer, lines } = await startRunbook({ config: { verdictTopicArn: undefined } });

    await answer(event);
    expect(lines.map(({ message }) => message)).toEqual(['verdict']);
  });

  it('is counted and kept where the topic does not take it, and the run succeeds', async () => {
    const { answer, lines, letters } = await startRunbook({ faults: [{ call: 'Publish', fault: 'access-denied' }] });

    const found = await answer(event);

    expect(found.results).toHaveLength(1);
    expect(lines[1]).toMatchObject({
      message: 'verdict-not-published',
      id: found.id,
      reason: expect.stringContaining('sns:Publish was denied'),
      VerdictPublishFailures: 1,
      Environment: 'prod',
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: 'holdband',
            Dimensions: [['Environment']],
            Metrics: [{ Name: 'VerdictPublishFailures', Unit: 'Count' }],
          },
        ],
      },
    });
    expect(letters).toMatchObject([{ id: found.id, topicArn: VERDICTS, notice: expect.stringContaining('"custom"') }]);
  });
});
