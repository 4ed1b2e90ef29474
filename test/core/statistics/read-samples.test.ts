import { describe, expect, it } from 'vitest';
import { InputError } from '../../../lib/core/errors.ts';
import { readSamples } from '../../../lib/core/statistics/read-samples.ts';

/** The problems a text is refused with, one a line; fails where it is accepted. */
function problems(text: string): string[] {
  try {
    readSamples(text, 'samples.json');
  } catch (error) {
    if (error instanceof InputError && error.code === 'SamplesInvalid') return error.message.split('\n');
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe('samples', () => {
  it('are numbers, pairs of value and count, and statistic sets', () => {
    const text = '[0.5, [2, 3], [7, 0], -1, {"SampleCount": 3, "Sum": 15, "Minimum": 1, "Maximum": 9}]';

    expect(readSamples(text, 'samples.json')).toEqual({
      samples: [0.5, [2, 3], [7, 0], -1],
      statisticSets: [{ sampleCount: 3, sum: 15, minimum: 1, maximum: 9 }],
    });
  });

  it.each([
    '"1"',
    'null',
    'true',
    '[]',
    '[1]',
    '[1,2,3]',
    '["1",2]',
    '[1,-1]',
    '{}',
    '{"SampleCount":1,"Sum":1,"Minimum":2,"Maximum":1}',
    '{"SampleCount":1,"Sum":1,"Minimum":1,"Maximum":1,"Average":1}',
  ])('are not %s, which is named by its place', (element) => {
    expect(problems(`[1, ${element}]`)).toEqual([
      expect.stringMatching(/^samples\.json\[1\]: .* is no sample; allowed: a number, /),
    ]);
  });

  it.each(['1e999', '-1e109'])('are not %s: CloudWatch takes up to 2^360', (element) => {
    expect(problems(`[${element}]`)[0]).toContain(`samples.json[0]: ${Number(element)} is no sample`);
  });

  it('are an array', () => {
    expect(problems('{"samples": [1]}')).toEqual([
      expect.stringContaining('expected a JSON array, got {"samples":[1]}'),
    ]);
  });

  it('are JSON', () => {
    expect(problems('1,\n2')).toEqual([expect.stringContaining('samples.json: is not JSON: ')]);
  });

  it('are not an empty file', () => {
    expect(problems(' \n')).toEqual([expect.stringContaining('samples.json: is empty; expected a JSON array')]);
  });

  it('name the first five that are wrong and count the others', () => {
    const lines = problems(JSON.stringify(Array(12).fill('x')));

    expect(lines).toHaveLength(6);
    expect(lines[5]).toBe('samples.json: 7 more elements are no samples');
  });
});
