// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import { describe, expect, it } from 'vitest';
import { backtest } from '../../../lib/core/backtest/backtest.ts';
import { historyReads } from '../../../lib/core/backtest/live/reads.ts';
import { Unresolved } from '../../../lib/core/diff/model.ts';
import { aComposite, anAlarm, DIMENSIONS, historyOf, minute } from './_history.ts';

const fine = [0.1, 0.2];
const slow = [2, 3];

describe('the backtest of a metric alarm', () => {
  it('counts each stay in ALARM once, with when it was and how bad', () => {
    const history = historyOf([fine, slow, slow, fine, fine, slow, fine]);

    const { alarms } = backtest([anAlarm('p95')], history);

    expect(alarms).toMatchObject([
      {
        name: 'p95',
        targetGroup: 'targetgroup/orders/943f017f100becff',
        pages: 2,
        minutesInAlarm: 3,
        minutesObserved: 7,
        episodes: [
          { start: minute(2), end: minute(4), paged: true },
          { start: minute(6), end: minute(7), paged: true },
        ],
      },
    ]);
    expect(alarms[0]?.episodes[0]?.peak).toBeGreaterThan(2.5);
  });

  it('reads a percentile over five minutes from the samples of all five', () => {
    const calm = Array.from({ length: 4 }, () => Array.from({ length: 24 }, () => 0.1));
    const history = historyOf([...calm, [...(calm[0] as number[]).slice(4), 3, 3, 3, 3], ...calm, ...calm]);
    const p95 = (period: number) => anAlarm(`p95-${period}`, { Period: period });

    const { alarms } = backtest([p95(60), p95(300)], history);

    expect(alarms.map(({ name, pages }) => [name, pages])).toEqual([
      ['p95-60', 1],
      ['p95-300', 0],
    ]);
  });

  it('does not call a gap quiet', () => {
    const minutes = [fine, fine, undefined, undefined, undefined, fine, fine];
    const gaps = [{ from: minute(2), to: minute(5) }];

    expect(backtest([anAlarm('p95')], historyOf(minutes)).alarms[0]).toMatchObject({ minutesObserved: 7 });
    expect(backtest([anAlarm('p95')], historyOf(minutes, gaps)).alarms[0]).toMatchObject({ minutesObserved: 4 });
  });

  it('takes a target group that is not there yet for no outage, and says since when it is', () => {
    const minutes = [
      ...Array.from({ length: 20 }, () => undefined),
      fine,
      ...Array.from({ length: 10 }, () => undefined),
    ];
    const alarm = anAlarm('p95', { TreatMissingData: 'breaching', EvaluationPeriods: 2 });

    const [replay] = backtest([alarm], historyOf(minutes)).alarms;
    expect(replay?.episodes).toHaveLength(1);
    expect(replay?.episodes[0]?.start).toBeGreaterThan(minute(21));
    expect(replay?.notes).toContain(
      'Nothing is known before 2026-11-16T09:20Z of what it watches: as if that had not been there.',
    );
  });

  it('counts the first request of a target group where it is too slow', () => {
    const minutes = [...Array.from({ length: 20 }, () => undefined), slow, fine, fine];
    const alarm = anAlarm('p95', { EvaluationPeriods: 3, DatapointsToAlarm: 1 });

    expect(backtest([alarm], historyOf(minutes)).alarms[0]?.episodes).toMatchObject([{ start: minute(21) }]);
  });

  it('does not take the metric of a whole load balancer for that of a target group it does not know', () => {
    const open = new Unresolved('${Orders.TargetGroupFullName}');
    const dimensions = (target: unknown) => [
      { Name: 'LoadBalancer', Value: DIMENSIONS.LoadBalancer },
      { Name: 'TargetGroup', Value: target },
    ];
    const alarms = [open, DIMENSIONS.TargetGroup].map((target, i) =>
      anAlarm(`p95-${i}`, { Dimensions: dimensions(target) }),
    );
    const replays = backtest(alarms, historyOf([slow, slow, slow])).alarms;

    expect(replays[0]?.unknown).toBe(
      'the template leaves the TargetGroup of TargetResponseTime open: ${Orders.TargetGroupFullName}',
    );
    expect(replays[1]).toMatchObject({ pages: 1 });
    expect(historyReads(alarms).map(({ dimensions: read }) => read)).toEqual([DIMENSIONS]);
  });

  it('counts minutes of insufficient data', () => {
    const minutes = [fine, ...Array.from({ length: 12 }, () => undefined)];
    const alarm = anAlarm('p95', { TreatMissingData: 'missing' });

    expect(backtest([alarm], historyOf(minutes)).alarms[0]?.minutesInsufficientData).toBeGreaterThan(3);
  });

  it('calls nobody where actions are missing or disabled, and says so', () => {
    const history = historyOf([fine, slow, fine]);
    const silent = [anAlarm('none', { AlarmActions: [] }), anAlarm('off', { ActionsEnabled: false })];

    for (const replay of backtest(silent, history).alarms) {
      expect(replay).toMatchObject({ pages: 0, minutesInAlarm: 1, episodes: [{ paged: false }] });
      expect(replay.notes.join(' ')).toContain('calls nobody');
    }
  });

  it.each([
    ['an anomaly band', { ComparisonOperator: 'GreaterThanUpperThreshold', ThresholdMetricId: 'band' }, /learned/],
    ['a metric that history does not have', { MetricName: 'HealthyHostCount' }, /history does not have p95/],
    ['a period below a minute', { Period: 10 }, /period is 10 s/],
    [
      'a search',
      {
        Metrics: [{ Id: 'e', Expression: "SEARCH('x', 'Sum', 60)", Period: 60 }],
        MetricName: undefined,
        Period: undefined,
      },
      /SEARCH/,
    ],
  ])('says why it cannot replay %s, and runs the rest', (_, properties, reason) => {
    const history = historyOf([fine, slow, fine]);

    const [unknown, known] = backtest([anAlarm('odd', properties), anAlarm('p95')], history).alarms;

    expect(unknown?.unknown).toMatch(reason);
    expect(known).toMatchObject({ pages: 1 });
  });
});

describe('the backtest of a composite', () => {
  const history = historyOf([fine, slow, slow, slow, fine, fine, fine]);
  const child = anAlarm('child', { AlarmActions: [] });
  const rule = 'ALARM("child") OR ALARM("other")';
  const other = anAlarm('other', { Threshold: 100, AlarmActions: [] });

  it('pages once while any child is in ALARM, and its children do not', () => {
    const { alarms } = backtest([aComposite('page', rule), child, other], history);

    expect(alarms.map(({ name, pages }) => [name, pages])).toEqual([
      ['page', 1],
      ['child', 0],
      ['other', 0],
    ]);
    expect(alarms[0]?.episodes).toEqual([{ start: minute(2), end: minute(5), paged: true }]);
  });

  it('finds children by ARN and through other composites', () => {
    const inner = aComposite('inner', 'ALARM("arn:aws:cloudwatch:us-east-2:111122223333:alarm:child")');

    const { alarms } = backtest([aComposite('outer', 'ALARM("inner")'), inner, child], history);

    expect(alarms[0]).toMatchObject({ name: 'outer', pages: 1 });
  });

  it('says where it goes without a child that cannot be replayed', () => {
    const [page] = backtest([aComposite('page', rule), child], history).alarms;

    expect(page).toMatchObject({ pages: 1, notes: [expect.stringContaining('As if other had never been in ALARM')] });
  });

  it('is not known where no child is', () => {
    expect(backtest([aComposite('page', rule)], history).alarms[0]?.unknown).toContain('child, other');
  });

  it('does not run in a circle', () => {
    const circle = [aComposite('a', 'ALARM("b")'), aComposite('b', 'ALARM("a")')];

    expect(backtest(circle, history).alarms.map(({ unknown }) => unknown)).toEqual([
      'its rule refers to itself',
      'its rule refers to itself',
    ]);
  });

  describe('with a suppressor', () => {
    const suppressor = (threshold: number) => anAlarm('deploying', { Threshold: threshold, AlarmActions: [] });
    const suppressed = (properties: Readonly<Record<string, unknown>>) =>
      aComposite('page', 'ALARM("child")', { ActionsSuppressor: 'deploying', ...properties });

    it('pages nobody while the suppressor is in ALARM', () => {
      expect(backtest([suppressed({}), child, suppressor(0.8)], history).alarms[0]).toMatchObject({
        pages: 0,
        minutesInAlarm: 3,
        episodes: [{ paged: false }],
      });
    });

    it('pages where the suppressor is not', () => {
      expect(backtest([suppressed({}), child, suppressor(100)], history).alarms[0]).toMatchObject({ pages: 1 });
    });

    it('says where there is no history of the suppressor', () => {
      const [page] = backtest([suppressed({}), child], history).alarms;

      expect(page).toMatchObject({ pages: 1, notes: [expect.stringContaining('its suppressor deploying')] });
    });

    it('waits for it first, and pages if it does not come', () => {
      const waiting = (wait: number) => suppressed({ ActionsSuppressorWaitPeriod: wait });

      expect(backtest([waiting(120), child, suppressor(100)], history).alarms[0]).toMatchObject({ pages: 1 });
      expect(backtest([waiting(600), child, suppressor(100)], history).alarms[0]).toMatchObject({ pages: 0 });
    });
  });
});

describe('incidents', () => {
  const history = historyOf([
    fine,
    slow,
    fine,
    fine,
    fine,
    fine,
    ...Array.from({ length: 30 }, () => fine),
    slow,
    fine,
  ]);

  it('are caught or missed, and pages outside them are false', () => {
    const incidents = [
      { start: minute(1), end: minute(2), note: 'slow disk' },
      { start: minute(4), end: minute(5), note: 'nobody saw it' },
    ];

    const [replay] = backtest([anAlarm('p95')], history, incidents).alarms;

    expect(replay).toMatchObject({ caught: 1, missed: 1, falsePages: 1, medianDelaySeconds: 60 });
  });

  it('outside the history are nobody’s miss', () => {
    const incidents = [{ start: minute(-100), end: minute(-90), note: 'before' }];

    expect(backtest([anAlarm('p95')], history, incidents).alarms[0]).toMatchObject({ caught: 0, missed: 0 });
  });

  it('are not scored where there are none given', () => {
    expect(backtest([anAlarm('p95')], history).alarms[0]).not.toHaveProperty('caught');
  });
});
