import { describe, expect, it } from 'vitest';
import { LazyMinutes } from '../../../lib/core/backtest/lazy-minutes.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';

describe('minutes that are kept small', () => {
  const samples = new Map([
    [60, [1, 2]],
    [120, [0.5]],
  ]);
  const minutes = new LazyMinutes(samples, (kept) => StoredDistribution.of(kept));
  const plain = new Map([...samples].map(([at, kept]) => [at, StoredDistribution.of(kept)]));

  it('read as a map of distributions', () => {
    const parts = (map: ReadonlyMap<number, StoredDistribution>) => [...map].map(([at, each]) => [at, each.parts()]);

    expect(parts(minutes)).toEqual(parts(plain));
    expect(minutes.size).toBe(2);
    expect([...minutes.keys()]).toEqual([60, 120]);
    expect([...minutes.values()].map(({ sampleCount }) => sampleCount)).toEqual([2, 1]);
    expect(minutes.get(60)?.sum).toBe(3);
    expect([minutes.has(120), minutes.has(180), minutes.get(180)]).toEqual([true, false, undefined]);
    const seen: number[] = [];
    minutes.forEach((_, at) => void seen.push(at));
    expect(seen).toEqual([60, 120]);
  });

  it('make a distribution anew each time, so that nobody changes what another reads', () => {
    minutes.get(60)?.add(9);

    expect(minutes.get(60)?.sampleCount).toBe(2);
  });
});
