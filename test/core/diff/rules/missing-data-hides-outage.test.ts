import { describe, expect, it } from 'vitest';
import { Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) =>
  findingsOf(
    'missing-data-hides-outage',
    [],
    [
      alarmOf({
        MetricName: 'HealthyHostCount',
        ExtendedStatistic: undefined,
        Statistic: 'Minimum',
        ComparisonOperator: 'LessThanThreshold',
        ...settings,
      }),
    ],
  );

describe('missing-data-hides-outage', () => {
  it('warns where an alarm on too little takes missing data for good', () => {
    expect(found({ TreatMissingData: 'notBreaching' })).toEqual([
      {
        severity: 'warning',
        alarm: 'orders-slow',
        message: 'it takes missing data as notBreaching: where HealthyHostCount stops altogether, it stays quiet',
      },
    ]);
    expect(found({ TreatMissingData: 'ignore' })).toHaveLength(1);
  });

  it('warns of the default of DynamoDB, which ignores missing data', () => {
    expect(found({ Namespace: 'AWS/DynamoDB', MetricName: 'ConsumedReadCapacityUnits' })).toHaveLength(1);
  });

  it('has nothing to say where missing data breach, or are seen as such', () => {
    expect(found({ TreatMissingData: 'breaching' })).toEqual([]);
    expect(found({})).toEqual([]);
  });

  it('has nothing to say of alarms on too much, which no data do not hide', () => {
    expect(found({ TreatMissingData: 'notBreaching', ComparisonOperator: 'GreaterThanThreshold' })).toEqual([]);
  });

  it('claims nothing where a template leaves the treatment open', () => {
    expect(found({ TreatMissingData: new Unresolved(`\${Treatment}`) })).toEqual([]);
  });
});
