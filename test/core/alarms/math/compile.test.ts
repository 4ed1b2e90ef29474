import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Compiled, compileQueries, isUnknown, type MathQuery } from '../../../../lib/core/alarms/math/compile.ts';
import { printExpression } from '../../../../lib/core/alarms/math/print.ts';
import { InputError } from '../../../../lib/core/errors.ts';
import { minutes, pointsOf } from './_evaluate.ts';
import { expressions } from './_expressions.ts';

const metric = (id: string): MathQuery => ({ id, returnData: false });

function compiled(queries: readonly MathQuery[]): Compiled {
  const result = compileQueries(queries);
  if (isUnknown(result)) throw new Error(`unknown: ${result.unknown.join(', ')}`);
  return result;
}

function unknownIn(expression: string): readonly string[] {
  const result = compileQueries([metric('m1'), metric('m2'), { id: 'e1', expression }]);
  if (!isUnknown(result)) throw new Error(`known: ${expression}`);
  return result.unknown;
}

describe('queries of an alarm', () => {
  it('may come in any order', () => {
    const queries: MathQuery[] = [
      { id: 'e2', expression: 'e1*2' },
      { id: 'e1', expression: 'm1 + 1', returnData: false },
      metric('m1'),
    ];

    for (const order of [queries, queries.toReversed()]) {
      expect(pointsOf(compiled(order).evaluate(new Map([['m1', minutes([1, null])]])))).toEqual([4, null]);
    }
  });

  it('may be one metric', () => {
    const given = minutes([1, 2]);
    const { values } = compiled([{ id: 'm1' }]).evaluate(new Map([['m1', given]]));

    expect(values).toEqual(given.values);
    expect(values).not.toBe(given.values);
  });

  it('may pass a list from one to another', () => {
    const queries = [metric('m1'), metric('m2'), { id: 'e1', expression: 'METRICS()*2', returnData: false }];

    const result = compiled([...queries, { id: 'e2', expression: 'SUM(e1)' }]);
    const inputs = new Map([
      ['m1', minutes([1])],
      ['m2', minutes([2])],
    ]);
    expect(pointsOf(result.evaluate(inputs))).toEqual([6]);
  });

  it('name the metrics they need, and no others', () => {
    const queries = ['m3', 'm1', 'm2'].map(metric);

    expect(compiled([...queries, { id: 'e1', expression: 'm1 + m3' }]).metrics).toEqual(['m3', 'm1']);
    expect(compiled([...queries, { id: 'e1', expression: 'TIME_SERIES(PERIOD(m2))' }]).metrics).toEqual(['m2']);
  });

  it('cover the time of all series', () => {
    const result = compiled([metric('a'), metric('b'), { id: 'e', expression: 'a + b' }]).evaluate(
      new Map([
        ['a', minutes([1, 1], 120)],
        ['b', minutes([5, 5], 60)],
      ]),
    );

    expect(result.start).toBe(60);
    expect(pointsOf(result)).toEqual([5, 6, 1]);
  });

  it.each<[string, MathQuery[], string]>([
    [
      'with a circle',
      [
        { id: 'e1', expression: 'e2 + 1' },
        { id: 'e2', expression: '2*e1', returnData: false },
      ],
      'e1: it needs itself: e1 → e2 → e1',
    ],
    ['with an id that no query has', [metric('m1'), { id: 'e1', expression: 'm1 + m9' }], 'no query has the id m9'],
    ['with an id that starts with a capital', [{ id: 'Errors' }], 'Errors: an id starts with a lower-case letter'],
    ['with an id twice', [metric('m1'), { id: 'm1' }], 'm1: two queries have this id'],
    ['where two return data', [{ id: 'm1' }, { id: 'm2' }], 'queries: one returns data, not m1 and m2'],
    ['where none returns data', [metric('m1')], 'queries: one returns data, not none'],
    ['that end in a number', [metric('m1'), { id: 'e1', expression: 'AVG(m1)' }], 'e1: it makes one number'],
    ['that end in a list', [metric('m1'), { id: 'e1', expression: '[m1]' }], 'e1: it makes several series'],
    ['where text is no expression', [metric('m1'), { id: 'e1', expression: 'm1 +' }], 'e1:1:5: expected'],
    ['with too few arguments', [metric('m1'), { id: 'e1', expression: 'ABS()' }], 'e1: ABS takes 1 argument, not 0'],
    ['with too many arguments', [metric('m1'), { id: 'e1', expression: 'IF(m1, m1, m1, m1)' }], 'e1: IF takes 2 or 3'],
    ['with a word out of place', [metric('m1'), { id: 'e1', expression: 'SUM(m1, AVG)' }], 'SUM takes 1 argument'],
    ['with another filling', [metric('m1'), { id: 'e1', expression: 'FILL(m1, LAST)' }], 'REPEAT or LINEAR, not LAST'],
    [
      'with the period of an expression',
      [metric('m1'), { id: 'e1', expression: 'm1/PERIOD(m1*2)' }],
      'the id of a metric',
    ],
    [
      'with a part of no id',
      [metric('m1'), { id: 'e1', expression: 'SUM(METRICS("x"))' }],
      'no metric for METRICS("x")',
    ],
  ])('are refused %s', (_, queries, message) => {
    expect(() => compileQueries(queries)).toThrow(InputError);
    expect(() => compileQueries(queries)).toThrow(message);
  });

  it.each([
    ["SEARCH('{AWS/EC2,InstanceId} MetricName=\"CPUUtilization\"', 'Average', 300)", ['SEARCH']],
    ['m1 > FIRST(ANOMALY_DETECTION_BAND(m1, 2))', ['FIRST', 'ANOMALY_DETECTION_BAND']],
    ['SORT(METRICS(), AVG, DESC, 10)', ['SORT']],
    ['RATE(m1) + RATE(m2)', ['RATE']],
    ['SELECT MAX(CPUUtilization) FROM SCHEMA("AWS/EC2")', ['SELECT']],
    ['m1 AND m2 OR m1', ['AND beside OR without parentheses']],
    ['m1 + 1e3', ['the way the number 1e3 is written']],
    ['ABS(5)*m1', ['ABS of a number']],
    ['TIME_SERIES(m1)', ['TIME_SERIES of a series']],
    ['METRICS() > 5', ['> on a list']],
    ['SUM(METRICS() + [m1])', ['+ on lists of 2 and 1']],
    ['IF(METRICS(), m1)', ['IF of a list']],
    ['IF(1, 2, m1)', ['IF of a number that chooses a number']],
    ['SUM([m1, 5])', ['a number in a list']],
  ])(
    'are unknown, with the names, where AWS documents no result or holdband computes none: %s',
    (expression, names) => {
      expect(unknownIn(expression)).toEqual(names);
    },
  );

  it('do not mind an unknown function that the result does not need', () => {
    const queries = [{ id: 'm1' }, { id: 'e1', expression: 'SEARCH("x")', returnData: false }];

    expect(isUnknown(compileQueries(queries))).toBe(false);
  });

  it('are compiled, unknown or refused, whatever they say', () => {
    fc.assert(
      fc.property(expressions, (expression) => {
        try {
          const result = compileQueries([
            { id: 'a', returnData: false },
            { id: 'e', expression: printExpression(expression) },
          ]);
          if (isUnknown(result)) expect(result.unknown.length).toBeGreaterThan(0);
          else expect(result.evaluate(new Map([['a', minutes([1, null, 0])]])).values).toHaveLength(3);
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});

describe('series', () => {
  const sum = compiled([metric('a'), metric('b'), { id: 'e', expression: 'a + b' }]);

  it.each([
    ['one is missing', new Map([['a', minutes([1])]]), 'b: no series is given for this metric'],
    [
      'periods differ',
      new Map([
        ['a', minutes([1])],
        ['b', { ...minutes([1]), periodSeconds: 300 }],
      ]),
      'b: its period is 300 s, that of a 60 s',
    ],
    [
      'periods start at other times',
      new Map([
        ['a', minutes([1])],
        ['b', minutes([1], 30)],
      ]),
      'b: its periods start at other times than those of a',
    ],
  ])('are refused where %s', (_, inputs, message) => {
    expect(() => sum.evaluate(inputs)).toThrow(message);
  });

  it('must be there for an expression without metrics too: they say what time it is', () => {
    expect(() => compiled([{ id: 'e', expression: 'TIME_SERIES(1)' }]).evaluate(new Map())).toThrow(
      /no time to evaluate/,
    );
  });
});
