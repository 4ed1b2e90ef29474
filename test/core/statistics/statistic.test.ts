import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../lib/core/errors.ts';
import { isStatistic, parseStatistic, printStatistic, type Statistic } from '../../../lib/core/statistics/statistic.ts';

/** The message a text is refused with; fails where it is accepted. */
function refusal(text: string): string {
  try {
    parseStatistic(text);
  } catch (error) {
    if (error instanceof InputError && error.code === 'StatisticRefused') return error.message;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('a statistic', () => {
  it.each<[string, Statistic]>([
    ['SampleCount', { kind: 'basic', name: 'SampleCount' }],
    ['Maximum', { kind: 'basic', name: 'Maximum' }],
    ['IQM', { kind: 'interquartile-mean' }],
    ['p99.9', { kind: 'percentile', percent: 99.9 }],
    ['p0', { kind: 'percentile', percent: 0 }],
    ['p100', { kind: 'percentile', percent: 100 }],
    ['tm90', { kind: 'percent-range', measure: 'TM', to: 90 }],
    ['WM(10%:90%)', { kind: 'percent-range', measure: 'WM', from: 10, to: 90 }],
    ['TS(80%:)', { kind: 'percent-range', measure: 'TS', from: 80 }],
    ['TC(0.8:240)', { kind: 'range', measure: 'TC', from: 0.8, to: 240 }],
    ['PR(:300)', { kind: 'range', measure: 'PR', to: 300 }],
    ['PR(10:)', { kind: 'range', measure: 'PR', from: 10 }],
    ['TC(0:0)', { kind: 'range', measure: 'TC', from: 0, to: 0 }],
    ['PR(8e-1:2.4E2)', { kind: 'range', measure: 'PR', from: 0.8, to: 240 }],
    ['TC(:2.5937424601)', { kind: 'range', measure: 'TC', to: 2.5937424601 }],
  ])('%s is read as what it means', (text, statistic) => {
    expect(parseStatistic(text)).toEqual(statistic);
  });

  it.each([
    ['average', 'case counts; write Average'],
    ['pr(0.8:240)', 'case counts; write PR(0.8:240)'],
    ['TM90', 'case counts; write tm90'],
    ['PR( 0.8:240)', 'spaces are not allowed'],
    [' p99', 'spaces are not allowed'],
    ['p101', 'a percentage from 0 to 100'],
    ['p-1', 'a percentage from 0 to 100'],
    ['p99.12345678901', 'at most ten decimals'],
    ['p100.0', '100 without any'],
    ['PR90', 'PR takes a range of values'],
    ['PR(10%:90%)', 'PR has no percent form'],
    ['TC(:)', 'at least one bound'],
    ['TC(10%:240)', 'mixes a percentage with a value'],
    ['WM(-1:0)', '"-1" is no bound'],
    ['TC(:0.7513148009015778)', 'at most ten decimals'],
    ['TC(:1e999)', '"1e999" is no bound'],
    ['TM(:101%)', '"101%" is no percentage'],
    ['TC(240:0.8)', 'the lower bound 240 is above the upper bound 0.8'],
    ['TM(90%:10%)', 'the lower bound 90% is above the upper bound 10%'],
    ['PR(0.8:240:1)', 'is no statistic of CloudWatch; allowed: SampleCount'],
    ['TC(240)', 'is no statistic of CloudWatch; allowed: SampleCount'],
    ['Median', 'is no statistic of CloudWatch; allowed: SampleCount'],
    ['', 'is no statistic of CloudWatch; allowed: SampleCount'],
  ])('%j is refused, and the message says what is allowed', (text, message) => {
    expect(refusal(text)).toContain(message);
    expect(refusal(text)).toContain(`statistic "${text}"`);
  });

  it.each([
    ['TM(:90%)', 'tm90'],
    ['PR(0.80:240.0)', 'PR(0.8:240)'],
    ['PR(8e-1:2.4E2)', 'PR(0.8:240)'],
    ['TM(25%:75%)', 'TM(25%:75%)'],
    ['PR(1e-12:)', 'PR(1e-12:)'],
    ['TC(:1E+30)', 'TC(:1e30)'],
    ['TC(:12345.6789012345e-20)', 'TC(:123456789012345e-30)'],
  ])('%s is printed as %s', (text, printed) => {
    expect(printStatistic(parseStatistic(text))).toBe(printed);
  });
});

const decimals = fc.integer({ min: 0, max: 10 });
const bound = fc
  .tuple(fc.integer({ min: 0, max: 1_000_000 }), decimals)
  .map(([digits, shift]) => Number((digits / 10 ** shift).toFixed(shift)));
const percent = fc.integer({ min: 0, max: 1000 }).map((permille) => permille / 10);
const ends = (end: typeof bound) =>
  fc
    .tuple(fc.option(end, { nil: undefined }), fc.option(end, { nil: undefined }))
    .filter(([a, b]) => (a !== undefined || b !== undefined) && !(a !== undefined && b !== undefined && a > b))
    .map(([from, to]) => ({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }));

const statistic: fc.Arbitrary<Statistic> = fc.oneof(
  fc
    .constantFrom('SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum')
    .map((name) => ({ kind: 'basic', name }) as const),
  percent.map((value) => ({ kind: 'percentile', percent: value }) as const),
  fc.constant({ kind: 'interquartile-mean' } as const),
  fc
    .tuple(fc.constantFrom('TM', 'TC', 'TS', 'WM', 'PR'), ends(bound))
    .map(([measure, range]) => ({ kind: 'range', measure, ...range }) as const),
  fc
    .tuple(fc.constantFrom('TM', 'TC', 'TS', 'WM'), ends(percent))
    .map(([measure, range]) => ({ kind: 'percent-range', measure, ...range }) as const),
);

/** The pattern AWS publishes (service model of CloudWatch, AnomalyDetectorMetricStat), without its undocumented o and u forms. */
const PUBLISHED = (() => {
  const p = String.raw`(\d{1,2}(\.\d{0,10})?|100(\.0{0,10})?)%`;
  const v = String.raw`(\d+(\.\d{0,10})?|(\d+(\.\d{0,10})?[Ee][+-]?\d+))`;
  return new RegExp(
    String.raw`^(?:(SampleCount|Average|Sum|Minimum|Maximum|IQM|(p|tc|tm|ts|wm)(\d{1,2}(\.\d{0,10})?|100))` +
      String.raw`|(TM|TC|TS|WM)\(((${p})?:${p}|${p}:(${p})?)\)|(TM|TC|TS|WM|PR)\((${v}:(${v})?|(${v})?:${v})\))$`,
  );
})();

describe('for every statistic', () => {
  it('reading what was printed gives it back', () => {
    fc.assert(
      fc.property(statistic, (one) => {
        expect(parseStatistic(printStatistic(one))).toEqual(one);
      }),
    );
  });

  it('printing what was read of a printed one changes no character', () => {
    fc.assert(
      fc.property(statistic, (one) => {
        const text = printStatistic(one);
        expect(printStatistic(parseStatistic(text))).toBe(text);
      }),
    );
  });

  it('what is printed fits the pattern AWS publishes', () => {
    fc.assert(
      fc.property(statistic, (one) => {
        expect(printStatistic(one)).toMatch(PUBLISHED);
      }),
    );
  });
});

it('a text is a statistic exactly where the pattern AWS publishes says so and its bounds are in order', () => {
  const number = fc.constantFrom(
    '',
    '0',
    '1',
    '0.8',
    '.5',
    '5.',
    '240',
    '100',
    '100.00',
    '101',
    '-1',
    '+1',
    '1e2',
    '1E-3',
    '0.12345678901',
  );
  const end = fc.tuple(number, fc.constantFrom('', '', '%', '%%', ' ')).map((parts) => parts.join(''));
  const name = fc.constantFrom('TM', 'TC', 'TS', 'WM', 'PR', 'tm', 'p', 'pr', 'XX', '');
  const text = fc.oneof(
    fc.tuple(name, end).map((parts) => parts.join('')),
    fc.tuple(name, end, fc.constantFrom(':', ':', '', '::'), end).map(([n, a, colon, b]) => `${n}(${a}${colon}${b})`),
  );
  const inOrder = (one: string) => {
    const [, from, to] = /\(([^:%]+)%?:([^:%]+)%?\)/.exec(one) ?? [];
    return from === undefined || to === undefined || Number(from) <= Number(to);
  };
  fc.assert(
    fc.property(text, (one) => {
      expect(isStatistic(one)).toBe(PUBLISHED.test(one) && inOrder(one));
    }),
    { numRuns: 2000 },
  );
});
