import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALARM_STATES } from '../../../lib/core/alarms/definition.ts';
import {
  packTimeline,
  packValues,
  unpackTimeline,
  unpackValue,
  unpackValues,
} from '../../../lib/core/backtest/packed.ts';

describe('packed values', () => {
  const value = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 70_000 }), fc.double(), fc.constant(-0));

  it('are what they were, to the last digit', () => {
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const plain = values.map((each) => each ?? Number.NaN);
        const packed = packValues(values);

        expect([...unpackValues(packed)]).toEqual(plain);
        expect(plain.map((_, i) => unpackValue(packed, i))).toEqual(plain);
      }),
    );
  });

  it('take two bytes each where they are counts', () => {
    expect(packValues([0, null, 65_534])).toBeInstanceOf(Uint16Array);
    expect(packValues([65_535])).toBeInstanceOf(Float64Array);
    expect(packValues([0.5])).toBeInstanceOf(Float64Array);
  });
});

describe('a packed timeline', () => {
  it('is what it was', () => {
    const states = fc.array(fc.constantFrom(undefined, ...ALARM_STATES));
    fc.assert(
      fc.property(states, fc.nat(), (all, start) => {
        expect(unpackTimeline(packTimeline({ start, states: all }))).toEqual({ start, states: all });
      }),
    );
  });
});
