import { describe, expect, it } from 'vitest';
import type { AlarmRecord } from '../../../../lib/core/diff/model.ts';
import { alarmOf, findingsOf, report } from '../_alarms.ts';

const OLD = 'targetgroup/k8s-shop-web-95a4f8de46/943f017f100becff';
const NEW = 'targetgroup/k8s-shop-web-0b1c2d3e4f/a540128a211cfd00';
const EDGE = 'app/k8s-shop-c3d4e5f6a7/70fe8e6b7e2eb3aa';

const on = (group: string, name = 'slow', settings: Readonly<Record<string, unknown>> = {}, balancer = EDGE) => {
  const Dimensions = [
    { Name: 'LoadBalancer', Value: balancer },
    { Name: 'TargetGroup', Value: group },
  ];
  return alarmOf({ AlarmName: name, Dimensions, ...settings });
};
const COUNT = { MetricName: 'RequestCount', ExtendedStatistic: undefined, Statistic: 'Sum' };
const found = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  findingsOf('watches-successor', before, after);
const lost = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  findingsOf('coverage-lost', before, after);

describe('watches-successor', () => {
  it('says once which alarms follow a target group that was made anew', () => {
    const before = [on(OLD, 'slow'), on(OLD, 'busy', COUNT)];
    const after = [on(NEW, 'slow'), on(NEW, 'busy', COUNT)];

    expect(found(before, after)).toEqual([
      {
        severity: 'info',
        alarm: 'busy',
        message: `it and 1 more watch ${NEW} now instead of ${OLD} (no alarm reads that one any more)`,
      },
    ]);
    expect(lost(before, after)).toEqual([]);
  });

  it('takes the change for neutral and says what is watched now', () => {
    const [change] = report([on(OLD)], [on(NEW)]).changes;

    expect(change).toMatchObject({ direction: 'neutral', follows: [{ before: OLD, after: NEW }] });
    expect(change?.consequence).toContain(`watches ${NEW} now, was ${OLD}; fires when`);
  });

  it('still tells a loosened threshold on the way', () => {
    const [change] = report([on(OLD)], [on(NEW, 'slow', { Threshold: 2 })]).changes;

    expect(change?.direction).toBe('looser');
  });

  it('knows a load balancer that was made anew as well', () => {
    const anew = EDGE.replace('70fe8e6b7e2eb3aa', '810f9f7c8f3fc4bb');
    const [change] = report([on(OLD)], [on(NEW, 'slow', {}, anew)]).changes;

    expect(change?.direction).toBe('neutral');
    expect(found([on(OLD)], [on(NEW, 'slow', {}, anew)])).toHaveLength(2);
  });

  it.each([
    ['the same name with another id', 'targetgroup/web/1', 'targetgroup/web/2'],
    [
      'a name that CloudFormation made up',
      'targetgroup/shop-Targe-1KZ0Q9XWVT3B/1',
      'targetgroup/shop-Targe-9AQ2MZ7YBC1D/2',
    ],
  ])('knows the service by %s', (_, before, after) => {
    expect(found([on(before)], [on(after)])).toHaveLength(1);
  });

  it.each([
    ['another name', 'targetgroup/web-blue/1', 'targetgroup/web-green/2'],
    ['another Service of the controller', OLD, 'targetgroup/k8s-shop-api-0b1c2d3e4f/2'],
  ])('leaves %s to coverage-lost', (_, before, after) => {
    expect(found([on(before)], [on(after)])).toEqual([]);
    expect(lost([on(before)], [on(after)])).toHaveLength(1);
    expect(report([on(before)], [on(after)]).changes[0]?.direction).toBe('unknown');
  });

  it('is none where an alarm still reads the old one', () => {
    const left = on(OLD, 'busy', COUNT);

    expect(found([on(OLD), left], [on(NEW), left])).toEqual([]);
  });

  it('is none where somebody read the new one before', () => {
    const both = on(NEW, 'busy', COUNT);

    expect(found([on(OLD), both], [on(NEW), both])).toEqual([]);
  });

  it('is none where the dimension goes', () => {
    const whole = alarmOf({ AlarmName: 'slow', Dimensions: [{ Name: 'LoadBalancer', Value: EDGE }] });

    expect(report([on(OLD)], [whole]).changes[0]?.direction).toBe('unknown');
  });

  it('is none where two end in one', () => {
    const third = OLD.replace('943f', '0000');

    expect(found([on(OLD), on(third, 'other')], [on(NEW), on(NEW, 'other')])).toEqual([]);
    expect(lost([on(OLD), on(third, 'other')], [on(NEW), on(NEW, 'other')])).toHaveLength(2);
  });

  it('does not hide an alarm that went while the others followed', () => {
    const before = [on(OLD), on(OLD, 'busy', COUNT)];

    expect(lost(before, [on(NEW)])).toMatchObject([{ alarm: 'busy' }]);
  });
});
