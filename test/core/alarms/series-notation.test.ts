import { expect, it } from 'vitest';
import { parseSeriesNotation } from '../../../lib/core/alarms/series-notation.ts';

it.each([
  ['3x4', [3, 3, 3, 3]],
  ['1+2x3', [1, 3, 5]],
  ['2-0.5x3 _ 0.25', [2, 1.5, 1, Number.NaN, 0.25]],
  ['_x2 -1', [Number.NaN, Number.NaN, -1]],
  ['', []],
])('%s is written out', (text, values) => {
  expect([...parseSeriesNotation(text)]).toEqual(values);
});

it.each(['x3', '1x', '1+x2', 'one', '1x-2', '1x9999999'])('%s is refused by its word', (word) => {
  expect(() => parseSeriesNotation(`1 ${word}`)).toThrow(`"${word}" cannot be read`);
});
