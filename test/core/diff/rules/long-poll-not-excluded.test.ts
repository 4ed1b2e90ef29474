import { describe, expect, it } from 'vitest';
import { printMarker } from '../../../../lib/core/alarms/marker.ts';
import { type AlarmRecord, Unresolved } from '../../../../lib/core/diff/model.ts';
import { aTarget } from '../../../constructs/_environment.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const target = aTarget();
const of = (...resources: string[]) =>
  resources.map((Value) => ({ Name: Value.startsWith('app/') ? 'LoadBalancer' : 'TargetGroup', Value }));
const { targetGroup, loadBalancer } = {
  targetGroup: target.targetGroup.fullName,
  loadBalancer: target.loadBalancer.fullName,
};
const GROUP = { Dimensions: of(loadBalancer, targetGroup) };
const found = (
  settings: object,
  options: Parameters<typeof findingsOf>[3] = { targets: [target] },
  beside: AlarmRecord[] = [],
) => findingsOf('long-poll-not-excluded', beside, [...beside, alarmOf({ ...GROUP, ...settings })], options);

describe('long-poll-not-excluded', () => {
  it('is an error where holds alone put a latency alarm in ALARM', () => {
    expect(found({})).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: `it reads p90 of the response times of the target group: idle holds of 270 to 300 s alone put it in ALARM (${targetGroup})`,
      },
    ]);
  });

  it('is an error of the load balancer of such a group', () => {
    expect(found({ Dimensions: of(loadBalancer) })[0]?.message).toContain('the whole load balancer');
  });

  it('warns where nobody can work out whether holds set it off', () => {
    const [finding] = found({ Threshold: new Unresolved(`\${Slow}`) });

    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.message).toContain('cannot be worked out');
  });

  it('knows of holds from the marker line of an alarm of holdband, without the config', () => {
    const marker = printMarker({ targetGroup, loadBalancer, hold: { ceilingSeconds: 300, spreadSeconds: -30 } });
    const beside = alarmOf({
      AlarmName: 'holdband-prod-fleet-slow-1m',
      AlarmDescription: marker,
      MetricName: 'RequestCount',
    });

    expect(found({}, {}, [beside])).toHaveLength(1);
    expect(found({}, {})).toEqual([]);
  });

  it('has nothing to say of a statistic that leaves holds out', () => {
    expect(found({ ExtendedStatistic: 'TC(0.8:240)' })).toEqual([]);
  });

  it('has nothing to say of groups that hold nothing, and of other groups', () => {
    expect(found({}, { targets: [aTarget({ traffic: 'requests' })] })).toEqual([]);
    expect(found({ Dimensions: of(loadBalancer, 'targetgroup/other/1') })).toEqual([]);
  });
});
