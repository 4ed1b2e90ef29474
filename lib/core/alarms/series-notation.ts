import { InputError } from '../errors.ts';

const WORD = /^(?:(_)|(-?\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?)(?:x(\d{1,6}))?$/;

/**
 * Expands the notation of scenario files: `3x4` is 3 four times, `1+2x3` is `1 3 5`, `_` is a missing datapoint (`NaN`).
 *
 * @throws InputError code `NotationRefused` naming the word that could not be read
 */
export function parseSeriesNotation(text: string): Float64Array {
  return Float64Array.from(text.split(/\s+/).filter(Boolean).flatMap(expand));
}

function expand(word: string): number[] {
  const match = WORD.exec(word);
  if (!match) {
    const message = `"${word}" cannot be read; allowed: a number, "3x4", "1+2x3" or "_"`;
    throw new InputError('NotationRefused', { where: 'series', message });
  }
  const [, gap, start, step = '0', count = '1'] = match;
  return Array.from({ length: Number(count) }, (_, i) => (gap ? Number.NaN : Number(start) + i * Number(step)));
}
