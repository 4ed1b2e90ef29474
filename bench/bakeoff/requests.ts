import { RandomStream } from '../../lib/core/traffic/random.ts';
import { BINS, binOf, lowerEdge, upperEdge } from './bins.ts';
import type { Minutes } from './minutes.ts';
import { type PlannedSlowdown, type Point, pointId, type Schedule, type SlowdownKind } from './point.ts';
import { poisson } from './poisson.ts';

/** The objective as deployed, the edge above 0.8 s. Truth uses it, too: what lies between is nobody's fault. */
export const OBJECTIVE = 0.826446281;
const MEDIAN = 0.03;
const SIGMA = 0.7;
/** Mean of that lognormal. */
const MEAN = MEDIAN * Math.exp(SIGMA ** 2 / 2);
const SWING = 0.4;

const SHARE: { readonly [kind in SlowdownKind]: number } = {
  wide: 0.6,
  tail: 0.06,
  near: 0.3,
  hanging: 0.9,
  errors: 0.6,
};

/** Requests that are no polls: Poisson arrivals over a daily swing, lognormal response times, and the slowdowns. */
export function addRequests(minutes: Minutes, point: Point, schedule: Schedule, seed: number): void {
  const rate = point.rate * (1 - point.polls);
  const draw = new RandomStream(seed, `requests ${pointId(point)}`);
  const tail = usualTail();
  for (let minute = 0; minute < minutes.length; minute++) {
    const mean = rate * (1 + SWING * Math.cos((2 * Math.PI * (minute - 840)) / 1440));
    const slowdown = schedule.slowdowns.find(({ from, to }) => minute * 60 >= from && minute * 60 < to);
    const arrivals = poisson(mean, draw);
    const slowed = slowdown ? binomial(arrivals, SHARE[slowdown.kind], draw) : 0;
    addUsual(minutes, minute, arrivals - slowed, tail, draw);
    if (!slowdown) continue;
    for (let i = 0; i < slowed; i++) addSlowed(minutes, minute, slowdown, point, draw);
  }
}

/** Nearly all lie in bin 0; those above are so few that they are drawn by bin. */
function addUsual(minutes: Minutes, minute: number, count: number, tail: readonly number[], draw: RandomStream): void {
  let left = count;
  for (let bin = 1; bin < tail.length && left > 0; bin++) {
    const some = Math.min(left, poisson(count * (tail[bin] as number), draw));
    if (some === 0) continue;
    const middle = (lowerEdge(bin) + upperEdge(bin)) / 2;
    minutes.add(minute, bin, some, some * middle);
    const slow = upperEdge(bin) > OBJECTIVE + 1e-9;
    if (slow) minutes.otherSlow[minute] = (minutes.otherSlow[minute] as number) + some;
    else minutes.otherFast[minute] = (minutes.otherFast[minute] as number) + some;
    left -= some;
  }
  minutes.add(minute, 0, left, left * MEAN);
  minutes.otherFast[minute] = (minutes.otherFast[minute] as number) + left;
}

function addSlowed(
  minutes: Minutes,
  minute: number,
  { kind }: PlannedSlowdown,
  { hold }: Point,
  draw: RandomStream,
): void {
  const duration = MEDIAN * Math.exp(SIGMA * draw.normal()) + extra(kind, hold, draw);
  const end = Math.floor((minute * 60 + 60 * draw.uniform() + duration) / 60);
  if (end >= minutes.length) return;
  const bin = binOf(duration);
  minutes.add(end, bin, 1, duration);
  const slow = upperEdge(bin) > OBJECTIVE + 1e-9;
  const side = slow ? minutes.otherSlow : minutes.otherFast;
  side[end] = (side[end] as number) + 1;
  if (slow && duration <= hold / 2) {
    const at = end * BINS + bin;
    minutes.slow[at] = (minutes.slow[at] as number) + 1;
  }
}

function extra(kind: SlowdownKind, hold: number, draw: RandomStream): number {
  switch (kind) {
    case 'wide':
    case 'tail':
    case 'errors':
      return 3 * Math.exp(0.25 * draw.normal());
    case 'near':
      return 0.8 * (1.1 + 0.7 * draw.uniform());
    case 'hanging':
      return Math.min(30, hold / 5) * Math.exp(0.6 * draw.normal());
  }
}

/** Share of usual requests in each bin above the first. */
function usualTail(): number[] {
  const shares: number[] = [0];
  for (let bin = 1; bin < BINS; bin++) {
    const share = above(lowerEdge(bin)) - above(upperEdge(bin));
    if (share < 1e-9) break;
    shares.push(share);
  }
  return shares;
}

/** Share of usual requests that take longer: the normal law's tail by its continued fraction, exact enough from 3 sigma on. */
function above(seconds: number): number {
  const z = Math.log(seconds / MEDIAN) / SIGMA;
  const density = Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI);
  return density / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 5 / z)))));
}

function binomial(count: number, share: number, draw: RandomStream): number {
  if (count > 200) {
    const mean = count * share;
    return Math.min(count, Math.max(0, Math.round(mean + Math.sqrt(mean * (1 - share)) * draw.normal())));
  }
  let some = 0;
  for (let i = 0; i < count; i++) if (draw.uniform() < share) some++;
  return some;
}
