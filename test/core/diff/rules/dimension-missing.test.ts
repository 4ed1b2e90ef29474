import { describe, expect, it } from 'vitest';
import { Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object, ...names: string[]) =>
  findingsOf(
    'dimension-missing',
    [],
    [alarmOf({ Dimensions: names.map((Name) => ({ Name, Value: 'x' })), ...settings })],
  );

describe('dimension-missing', () => {
  it('is an error where a metric is never published with these dimensions', () => {
    expect(found({ MetricName: 'HealthyHostCount' }, 'TargetGroup')).toEqual([
      {
        severity: 'error',
        alarm: 'orders-slow',
        message:
          'HealthyHostCount is never published with TargetGroup: it has LoadBalancer and TargetGroup, or AvailabilityZone and LoadBalancer and TargetGroup',
      },
    ]);
    expect(found({})[0]?.message).toContain('is never published with no dimension');
    expect(found({ MetricName: 'HTTPCode_ELB_504_Count' }, 'LoadBalancer', 'TargetGroup')).toHaveLength(1);
  });

  it('has nothing to say of dimensions it is published with, in any order', () => {
    expect(found({}, 'TargetGroup', 'LoadBalancer')).toEqual([]);
    expect(found({ MetricName: 'RequestCountPerTarget' }, 'TargetGroup')).toEqual([]);
  });

  it('has nothing to say of values that a template leaves open, as long as the names are there', () => {
    const Dimensions = ['LoadBalancer', 'TargetGroup'].map((Name) => ({ Name, Value: new Unresolved(`\${${Name}}`) }));

    expect(found({ Dimensions })).toEqual([]);
    expect(found({ Dimensions: new Unresolved(`\${All}`) })).toEqual([]);
  });

  it('claims nothing of metrics it does not know', () => {
    expect(found({ Namespace: 'Shop' })).toEqual([]);
  });
});
