import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS } from '../../../../lib/core/alarms/math/functions.ts';
import { type Points, pointsFrom } from './_evaluate.ts';

// Examples and sentences of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
const _ = null;

describe('comparison and logic, as AWS shows them', () => {
  const metrics = { metric1: [30, 20, 0, 0], metric2: [20, _, 20, _] };

  it.each<[string, Points]>([
    ['(metric1 < metric2)', [0, 0, 1, 0]],
    ['(metric1 >= 30)', [1, 0, 0, 0]],
    ['(metric1 > 15 AND metric2 > 15)', [1, 0, 0, 0]],
    ['(metric1 > 15 && metric2 > 15)', [1, 0, 0, 0]],
  ])('%s', (expression, points) => {
    expect(pointsFrom(expression, metrics)).toEqual(points);
  });
});

describe('IF, as AWS shows it', () => {
  const metrics = { metric1: [1, 1, 0, 0, _], metric2: [30, _, 0, 0, 30], metric3: [0, 0, 20, _, 20] };

  it.each<[string, Points]>([
    ['IF(metric1, metric2, metric3)', [30, 0, 20, _, _]],
    ['IF(metric1, 5, metric3)', [5, 5, 20, _, _]],
    ['IF(metric1, metric2, 5)', [30, 0, 5, 5, _]],
    ['IF(metric1, metric2)', [30, 0, _, _, _]],
    ['IF(1, metric2, metric3)', [30, _, 0, 0, 30]],
    ['IF(0, metric2, metric3)', [0, 0, 20, _, 20]],
    ['IF(0, metric2)', [_, _, _, _, _]],
    ['IF(metric2 < 20, metric2)', [_, _, 0, 0, _]],
    ['IF(metric2 < 20, 10, 2)', [2, _, 10, 10, 2]],
    ['IF(-metric1, 7, 8)', [7, 7, 8, 8, _]],
  ])('%s', (expression, points) => {
    expect(pointsFrom(expression, metrics)).toEqual(points);
  });
});

describe('functions, as AWS describes them', () => {
  const metrics = { m1: [2, -4, _, 8], m2: [1, _, _, 2] };

  it.each<[string, Points]>([
    ['PERIOD(m1)/60 * m1', [2, -4, _, 8]],
    ['5 * m1', [10, -20, _, 40]],
    ['m1 - m2', [1, -4, _, 6]],
    ['SUM(100/[m1, m2])', [150, -25, _, 62.5]],
    ['AVG([m1, m2]/m2)', [1.5, _, _, 2.5]],
    ['SUM(METRICS()*100)', [300, -400, _, 1000]],
    ['-5*m1', [-10, 20, _, -40]],
    ['SUM(-[m1, m2])', [-3, 4, _, -10]],
    ['ABS(m1 - m2)', [1, 4, _, 6]],
    ['MIN(ABS([m1, m2]))', [1, 4, _, 2]],
    ['CEIL(m1/3)', [1, -1, _, 3]],
    ['FLOOR(m1/3)', [0, -2, _, 2]],
    ['LOG10(m1*50)', [2, _, _, Math.log10(400)]],
    ['LOG(m2)', [0, _, _, Math.log(2)]],
    ['MAX(m1)/m1', [4, -2, _, 1]],
    ['MAX(METRICS())', [2, -4, _, 8]],
    ['m1 - MIN(m1)', [6, 0, _, 12]],
    ['m1 - AVG(m1)', [0.5, -5.5, _, 6.5]],
    ['AVG(METRICS())', [1.5, -2, _, 5]],
    ['SUM(METRICS("m2"))', [1, _, _, 2]],
    ['SUM([METRICS("1"), METRICS("2")])', [3, -4, _, 10]],
    ['SUM(METRICS())/SUM(m2)', [1, -4 / 3, _, 10 / 3]],
    ['TIME_SERIES(MAX(m1))', [8, 8, 8, 8]],
    ['TIME_SERIES(10)', [10, 10, 10, 10]],
    ['DIFF(m1)', [_, -6, _, 12]],
    ['m2/STDDEV(m2)', [2, _, _, 4]],
    ['STDDEV(METRICS())', [0.5, 0, _, 3]],
    ['FILL(m1, 10)', [2, -4, 10, 8]],
    ['SUM(FILL(METRICS(), 0))', [3, -4, 0, 10]],
    ['FILL(m2, m1)', [1, -4, _, 2]],
    ['FILL(m1, MIN(m1))', [2, -4, -4, 8]],
    ['FILL(m1, REPEAT)', [2, -4, -4, 8]],
    ['FILL(m1, LINEAR)', [2, -4, 2, 8]],
    ['m1^2', [4, 16, _, 64]],
  ])('%s', (expression, points) => {
    expect(pointsFrom(expression, metrics)).toEqual(points);
  });
});

describe('missing points', () => {
  it('count as 0 beside a point of another series, and make nothing where all are missing', () => {
    const metrics = { a: [1, 1, _, _], b: [2, _, 2, _] };

    expect(pointsFrom('a + b', metrics)).toEqual([3, 1, 2, _]);
    expect(pointsFrom('a * b', metrics)).toEqual([2, 0, 0, _]);
    expect(pointsFrom('a OR b', metrics)).toEqual([1, 1, 1, _]);
    expect(pointsFrom('a == b', metrics)).toEqual([0, 0, 0, _]);
    expect(pointsFrom('a != b', metrics)).toEqual([1, 1, 1, _]);
  });

  it('stay missing beside a number', () => {
    expect(pointsFrom('a + 1', { a: [1, _] })).toEqual([2, _]);
    expect(pointsFrom('0 < a', { a: [1, _] })).toEqual([1, _]);
  });

  it('become points beside TIME_SERIES', () => {
    expect(pointsFrom('TIME_SERIES(0) + a', { a: [1, _] })).toEqual([1, 0]);
  });

  it('are all there is where a series has none', () => {
    const metrics = { a: [_, _] };

    for (const expression of [
      'a + a',
      'a > 1',
      'IF(a, 1, 2)',
      'a - AVG(a)',
      'TIME_SERIES(MAX(a))',
      'FILL(a, REPEAT)',
    ]) {
      expect(pointsFrom(expression, metrics), expression).toEqual([_, _]);
    }
  });

  it('at the ends of a series have nothing to be filled from', () => {
    expect(pointsFrom('FILL(a, REPEAT)', { a: [_, 1, _] })).toEqual([_, 1, 1]);
    expect(pointsFrom('FILL(a, LINEAR)', { a: [_, 1, _, _, 4, _] })).toEqual([_, 1, 2, 3, 4, _]);
  });

  it('are passed over by DIFF', () => {
    expect(pointsFrom('DIFF(a)', { a: [_, 1, _, _, 4, 5] })).toEqual([_, _, _, _, 3, 1]);
  });
});

describe('what is no number', () => {
  it('is dropped: a division by zero, by a missing point too', () => {
    expect(pointsFrom('a/b', { a: [1, 0, 1, _], b: [0, 0, _, 2] })).toEqual([_, _, _, 0]);
    expect(pointsFrom('a/0', { a: [1] })).toEqual([_]);
  });

  it('is dropped: a logarithm of 0 or less, a root of a negative, an overflow', () => {
    expect(pointsFrom('LOG(a)', { a: [0, -1] })).toEqual([_, _]);
    expect(pointsFrom('a^0.5', { a: [4, -4] })).toEqual([2, _]);
    expect(pointsFrom('a*a', { a: [1e300] })).toEqual([_]);
  });
});

describe('docs/metric-math.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/metric-math.md'), 'utf8');
  const [, table = ''] = /## What is computed\n([^#]*)/.exec(page) ?? [];

  it.each([...FUNCTIONS.keys()])('has %s among what is computed', (name) => {
    expect(table).toMatch(new RegExp(`\\b${name}\\b`));
  });
});
