import { describe, expect, it } from 'vitest';
import { BINS, binOf } from '../../../bench/bakeoff/bins.ts';
import { addManyPolls } from '../../../bench/bakeoff/mean-field.ts';
import { Minutes } from '../../../bench/bakeoff/minutes.ts';
import { gridPoints, type Point, pointId, type Schedule, scheduleOf } from '../../../bench/bakeoff/point.ts';
import { addPolls, clientsOf } from '../../../bench/bakeoff/polls.ts';
import { addRequests, OBJECTIVE } from '../../../bench/bakeoff/requests.ts';
import { AllRequests } from '../../../bench/bakeoff/series.ts';
import { profileOf } from '../../../bench/bakeoff/targets.ts';
import { StoredDistribution } from '../../../lib/core/statistics/distribution.ts';
import { parseStatistic } from '../../../lib/core/statistics/statistic.ts';
import { RandomStream } from '../../../lib/core/traffic/random.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';

const CALM: Schedule = { bursts: [], deploys: [], slowdowns: [], severed: { from: 0, to: 0 }, fleet: [] };
const POLLS: Point = { hold: 60, rate: 600, polls: 1, law: 'broadcast', early: 0.1 };

function pollsOf(add: typeof addPolls, point: Point, schedule: Schedule, hours = 12): Minutes {
  const minutes = new Minutes(hours * 60);
  add(minutes, point, schedule, 1);
  return minutes;
}

/** Answers by length: up to the objective, the slow band, below the hold, and the hold. */
function byLength(counts: ArrayLike<number>, hold: number): number[] {
  const edges = [OBJECTIVE, hold / 6, hold / 2, 0.85 * hold].map(binOf);
  const sums = [0, 0, 0, 0, 0];
  for (let at = 0; at < counts.length; at++) {
    const bin = at % BINS;
    const part = edges.filter((edge) => bin > edge).length;
    sums[part] = (sums[part] as number) + (counts[at] as number);
  }
  return sums;
}

/** Poisson noise of both, five standard deviations, and 3 % for what a mass leaves out. */
function expectAlike(some: readonly number[], others: readonly number[]): void {
  for (const [i, one] of some.entries()) {
    const other = others[i] as number;
    expect(Math.abs(one - other)).toBeLessThan(5 * Math.sqrt(one + other + 1) + 0.03 * Math.max(one, other));
  }
}

describe('the simulated fortnight', () => {
  it('has 868 mixes of traffic, each once', () => {
    const ids = gridPoints().map(pointId);

    expect(new Set(ids).size).toBe(868);
    expect(ids).toHaveLength(868);
  });

  it('is the same for a seed, and another for another', () => {
    const point: Point = { ...POLLS, rate: 30, polls: 0.75 };
    const counts = (seed: number) => {
      const minutes = new Minutes(600);
      addPolls(minutes, point, scheduleOf(point, seed), seed);
      addRequests(minutes, point, scheduleOf(point, seed), seed);
      return minutes.counts;
    };

    expect(counts(1)).toEqual(counts(1));
    expect(counts(1)).not.toEqual(counts(2));
    expect(scheduleOf(point, 1)).toEqual(scheduleOf(point, 1));
  });

  it.each([
    ['broadcast', 0.1],
    ['broadcast', 0],
    ['message-driven', 0.3],
  ] as const)('is alike for clients one by one and as a mass, %s, %f early', (law, early) => {
    const point = { ...POLLS, law, early };

    const exact = pollsOf(addPolls, point, CALM);
    const mass = pollsOf(addManyPolls, point, CALM);

    expectAlike(byLength(exact.counts, point.hold), byLength(mass.counts, point.hold));
    expectAlike([sum(mass.early)], [sum(exact.early)]);
  });

  it('is alike with the simulator that triage is tested on', () => {
    const point: Point = { ...POLLS, rate: 60 };
    const hours = 24;
    const requests = simulate({
      seed: 3,
      from: 0,
      to: hours * 3600,
      holds: [{ profile: profileOf(point), path: '/poll', clients: clientsOf(point), earlyShare: point.early }],
    });
    const counts = new Float64Array(BINS);
    for (const { answered, durationSeconds } of requests) {
      const bin = binOf(durationSeconds);
      if (answered) counts[bin] = (counts[bin] as number) + 1;
    }

    expectAlike(byLength(pollsOf(addPolls, point, CALM, hours).counts, point.hold), byLength(counts, point.hold));
  });

  it.each([
    ['one by one', addPolls],
    ['as a mass', addManyPolls],
  ])('tells what a release of all polls answered, %s', (_, add) => {
    const minutes = pollsOf(add, { ...POLLS, early: 0 }, { ...CALM, bursts: [7230] }, 3);

    expect([...minutes.released.keys()]).toEqual([120]);
    expect(sum(minutes.released.get(120) ?? [])).toBeGreaterThan(0.95 * clientsOf(POLLS));
  });
});

describe('statistics of a simulated minute', () => {
  const draw = new RandomStream(1, 'minute');
  const samples = Array.from({ length: 400 }, () => draw.lognormal(2, 1.2)).filter((seconds) => seconds > 0.5);
  const minutes = new Minutes(2);
  for (const seconds of samples) minutes.add(0, binOf(seconds), 1, seconds);
  const stored = StoredDistribution.of(samples);
  const series = new AllRequests(minutes);
  const at = (statistic: string) => series.of(parseStatistic(statistic)).values[0] as number;

  it.each(['TC(:0.826446281)', 'TC(0.826446281:9.8497326758)', 'TC(9.8497326758:)'])(
    'has %s as CloudWatch has it',
    (statistic) => {
      expect(at(statistic)).toBeCloseTo(stored.compute(parseStatistic(statistic)) as number, 6);
    },
  );

  it('has the average', () => {
    expect(at('Average')).toBeCloseTo(stored.sum / stored.sampleCount, 9);
  });

  it.each(['p50', 'p90', 'p95', 'p99'])(
    'has %s to a bin, and exactly where the bin is not cut by an extreme',
    (statistic) => {
      expect(at(statistic) / (stored.compute(parseStatistic(statistic)) as number)).toBeCloseTo(
        1,
        statistic === 'p99' ? 1 : 6,
      );
    },
  );

  it('has no value in a minute without answers', () => {
    expect(series.of(parseStatistic('TC(0.826446281:)')).values[1]).toBeNaN();
  });
});

function sum(counts: Iterable<number>): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
