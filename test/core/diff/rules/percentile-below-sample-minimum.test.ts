import { describe, expect, it } from 'vitest';
import { alarmOf, findingsOf } from '../_alarms.ts';

const found = (settings: object) => findingsOf('percentile-below-sample-minimum', [], [alarmOf({ ...settings })]);

describe('percentile-below-sample-minimum', () => {
  it('tells how many samples a percentile needs, where few services have as many', () => {
    expect(found({ ExtendedStatistic: 'p99' })).toEqual([
      {
        severity: 'info',
        alarm: 'orders-slow',
        message: 'p99 over 60 s needs 1000 samples, 1000 a minute; with fewer it is hardly more than the maximum',
      },
    ]);
    expect(found({ ExtendedStatistic: 'p99.9', Period: 300 })[0]?.message).toContain('10000 samples, 2000 a minute');
  });

  it('tells the same of low percentiles', () => {
    expect(found({ ExtendedStatistic: 'p1' })[0]?.message).toContain('hardly more than the minimum');
  });

  it('says that the state stands still where few samples are ignored', () => {
    const settings = { ExtendedStatistic: 'p99', EvaluateLowSampleCountPercentile: 'ignore' };

    expect(found(settings)[0]?.message).toContain('with fewer its state stands still');
  });

  it('has nothing to say where fewer samples are enough', () => {
    expect(found({ ExtendedStatistic: 'p98.9' })).toEqual([]);
    expect(found({ ExtendedStatistic: 'p99', Period: 120 })).toEqual([]);
    expect(found({ ExtendedStatistic: 'p50' })).toEqual([]);
  });

  it('has nothing to say of the maximum by the name p100, and of other statistics', () => {
    expect(found({ ExtendedStatistic: 'p100' })).toEqual([]);
    expect(found({ ExtendedStatistic: 'tm99' })).toEqual([]);
  });
});
