import { describe, expect, it } from 'vitest';

import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (before: object, after: object) =>
  findingsOf('detection-slower', [alarmOf({ ...before })], [alarmOf({ ...after })]);

describe('detection-slower', () => {
  it('warns where more data points are needed', () => {
    expect(found({}, { EvaluationPeriods: 5 })).toEqual([
      {
        severity: 'warning',
        alarm: 'orders-slow',
        message: 'it pages after 5 min at the earliest, before after 3 min',
      },
    ]);
  });

  it('warns where periods are longer, and says seconds where they are no minutes', () => {
    expect(found({ Period: 10 }, { Period: 30 })[0]?.message).toBe(
      'it pages after 90 s at the earliest, before after 30 s',
    );
  });

  it('has nothing to say where it decides as soon, over more periods', () => {
    expect(found({}, { EvaluationPeriods: 5, DatapointsToAlarm: 3 })).toEqual([]);
    expect(found({ Period: 60 }, { Period: 180, EvaluationPeriods: 1 })).toEqual([]);
  });

  it('has nothing to say where it decides sooner', () => {
    expect(found({}, { EvaluationPeriods: 2 })).toEqual([]);
  });
});
