import { describe, expect, it } from 'vitest';
import { aTarget } from '../../../constructs/_environment.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const on = (Value: string) => alarmOf({ Dimensions: [{ Name: 'TargetGroup', Value }] });
const found = (exempt: { reason: string } | undefined, group = aTarget().targetGroup.fullName) =>
  findingsOf('exempt-without-reason', [], [on(group)], {
    targets: [aTarget({ traffic: 'exempt', ...(exempt && { exempt }) })],
  });

describe('exempt-without-reason', () => {
  it('is an error where nobody wrote down why a group is exempt', () => {
    const expected = [
      {
        severity: 'error',
        alarm: 'orders-slow',
        message: 'fleet-server is exempt in the config, and no reason is given',
      },
    ];

    expect(found(undefined)).toEqual(expected);
    expect(found({ reason: ' ' })).toEqual(expected);
  });

  it('has nothing to say where there is a reason', () => {
    expect(found({ reason: 'moves next month' })).toEqual([]);
  });

  it('has nothing to say of alarms on other groups', () => {
    expect(found(undefined, 'targetgroup/other/1')).toEqual([]);
  });
});
