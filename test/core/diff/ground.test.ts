import { describe, expect, it } from 'vitest';
import { alarmsOfAnswer } from '../../../lib/core/diff/alarm-records.ts';
import { groundSides } from '../../../lib/core/diff/ground.ts';
import type { Side } from '../../../lib/core/diff/model.ts';
import { sideOf } from './_sides.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:pages';
const DEPLOYED = {
  AlarmName: 'shop-Slow-1A2B3C4D5E6F',
  MetricName: 'TargetResponseTime',
  Dimensions: [
    { Name: 'LoadBalancer', Value: 'app/shop/1' },
    { Name: 'TargetGroup', Value: 'targetgroup/orders/2' },
  ],
  AlarmActions: ['arn:aws:sns:us-east-2:111122223333:fixed', TOPIC],
  Threshold: 1,
};
const account = (...alarms: object[]): Side => ({
  label: 'deployed',
  alarms: alarmsOfAnswer({ MetricAlarms: alarms }) ?? [],
  notes: [],
});
const template = (settings: object) =>
  sideOf(
    { Resources: { Slow: { Type: 'AWS::CloudWatch::Alarm', Properties: { ...DEPLOYED, ...settings } } } },
    { stack: 'shop' },
  );
const OPEN = {
  AlarmName: { 'Fn::GetAtt': 'Names.Slow' },
  Dimensions: [
    { Name: 'TargetGroup', Value: { 'Fn::GetAtt': 'Orders.TargetGroupFullName' } },
    { Name: 'LoadBalancer', Value: 'app/shop/1' },
  ],
  AlarmActions: [{ Ref: 'Topic' }, 'arn:aws:sns:us-east-2:111122223333:fixed'],
  Threshold: 2,
};

describe('a template beside the account it is deployed in', () => {
  it('gets from the account what it leaves open, and keeps what it says', () => {
    const [, head] = groundSides(account(DEPLOYED), template(OPEN));

    expect(head.alarms[0]?.name).toBe('shop-Slow-1A2B3C4D5E6F');
    expect(head.alarms[0]?.properties).toMatchObject({
      AlarmActions: ['arn:aws:sns:us-east-2:111122223333:fixed', TOPIC],
      Dimensions: [
        { Name: 'TargetGroup', Value: 'targetgroup/orders/2' },
        { Name: 'LoadBalancer', Value: 'app/shop/1' },
      ],
      Threshold: 2,
    });
  });

  it('gets it on either side', () => {
    const [base] = groundSides(template(OPEN), account(DEPLOYED));

    expect(base.alarms[0]?.properties.AlarmActions).toContain(TOPIC);
  });

  it('does not get actions that it has no place for', () => {
    const [, head] = groundSides(account(DEPLOYED), template({ ...OPEN, AlarmActions: [] }));

    expect(head.alarms[0]?.properties.AlarmActions).toEqual([]);
  });

  it('stays as it is where nobody knows more', () => {
    const [base, head] = [template(OPEN), template(OPEN)];

    expect(groundSides(base, head)).toEqual([base, head]);
    expect(groundSides(account(DEPLOYED), account(DEPLOYED))[1].alarms[0]?.properties).toEqual(
      account(DEPLOYED).alarms[0]?.properties,
    );
  });
});
