import { RandomStream } from '../../lib/core/traffic/random.ts';
import { BINS, binOf, upperEdge } from './bins.ts';
import type { Minutes } from './minutes.ts';
import { type Point, pointId, type Schedule } from './point.ts';
import { poisson } from './poisson.ts';
import { clientsOf, jitterOf } from './polls.ts';

/** Seconds a client waits before it asks again. */
const GAP = 1;

/**
 * Polls of thousands of clients: cohorts by the second they began, whose members end by the hazard of their age; what ends
 * in a minute is a Poisson number around that. With so many clients the law of large numbers makes it as good as clients
 * drawn one by one, at a hundredth of the work.
 */
export function addManyPolls(minutes: Minutes, point: Point, schedule: Schedule, seed: number): void {
  const draw = new RandomStream(seed, `polls ${pointId(point)}`);
  const { hold } = point;
  const ages = Math.ceil(hold) + 2;
  const hazard = hazards(point, ages, hold);
  const severedHazard = hazards(point, ages, 0.7 * hold);
  // Without early releases only the last ages end: most of the work is left out.
  const [ending, severedEnding] = [agesThatEnd(hazard), agesThatEnd(severedHazard)];
  const bins = binsOfAges(ages);
  const half = Math.floor(hold / 2);
  // Mass of the cohort that began at second t lies at t modulo ages.
  const mass = new Float64Array(ages);
  let clients = clientsOf(point);
  seedAges(mass, hazard, clients, ages);
  const ended = new Float64Array(ages);
  const released = new Float64Array(ages);
  let waiting = 0;
  const events = [...schedule.bursts, ...schedule.deploys].sort((a, b) => a - b);
  let nextEvent = 0;
  let nextFleet = 0;
  const seconds = minutes.length * 60;
  for (let now = 0; now < seconds; now++) {
    const severed = now >= schedule.severed.from && now < schedule.severed.to;
    const rates = severed ? severedHazard : hazard;
    const lastAnswered = severed ? Math.floor(0.7 * hold) - 1 : ages;
    let again = 0;
    const youngest = slot(now - 1, ages);
    for (const age of severed ? severedEnding : ending) {
      const at = age <= youngest ? youngest - age : youngest - age + ages;
      const there = mass[at] as number;
      if (there === 0) continue;
      const out = there * (rates[age] as number);
      mass[at] = there - out;
      again += out;
      if (age < lastAnswered) ended[age] = (ended[age] as number) + out;
    }
    while ((events[nextEvent] ?? Infinity) < now + 1) {
      nextEvent++;
      for (let age = 0; age < ages; age++) {
        const at = slot(now - 1 - age, ages);
        const there = mass[at] as number;
        if (there === 0) continue;
        mass[at] = 0;
        again += there;
        released[age] = (released[age] as number) + there;
      }
    }
    let begin = waiting;
    waiting = again;
    const change = schedule.fleet[nextFleet];
    if (change && change.at < now + 1) {
      nextFleet++;
      const wanted = clientsOf(point) * change.factor;
      if (wanted > clients) begin += wanted - clients;
      else for (let age = 0; age < ages; age++) mass[age] = (mass[age] as number) * (wanted / clients);
      clients = wanted;
    }
    mass[slot(now, ages)] = begin;
    if ((now + 1) % 60 === 0) {
      const minute = (now + 1) / 60 - 1;
      flush(minutes, minute, ended, bins, half, draw);
      ended.fill(0);
      if (released.some((some) => some > 0)) {
        flush(minutes, minute, released, bins, half, draw, true);
        released.fill(0);
      }
    }
  }
}

function agesThatEnd(hazard: Float64Array): Uint16Array {
  return Uint16Array.from([...hazard.keys()].filter((age) => hazard[age] !== 0));
}

function slot(second: number, ages: number): number {
  return ((second % ages) + ages) % ages;
}

/** Share that ends at age `[a, a + 1)` of those that got there. */
function hazards(point: Point, ages: number, ceiling: number): Float64Array {
  const { early, law, hold } = point;
  const jitter = jitterOf(point);
  const mean = hold - jitter / 2;
  const survival = (age: number): number => {
    if (age <= 0) return 1;
    const expiry = age >= ceiling ? 0 : jitter === 0 ? 1 : Math.min(1, Math.max(0, (hold - age) / jitter));
    const released = law === 'broadcast' ? 1 - early * Math.min(1, age / mean) : (1 - early) ** (age / mean);
    return expiry * released;
  };
  return Float64Array.from({ length: ages }, (_, age) => {
    const left = survival(age);
    return left <= 1e-12 ? 1 : 1 - survival(age + 1) / left;
  });
}

function seedAges(mass: Float64Array, hazard: Float64Array, clients: number, ages: number): void {
  const shape = new Float64Array(ages);
  let alive = 1;
  let total = 0;
  for (let age = 0; age < ages; age++) {
    shape[age] = alive;
    total += alive;
    alive *= 1 - (hazard[age] as number);
  }
  for (let age = 0; age < ages; age++)
    mass[slot(-1 - age, ages)] = ((shape[age] as number) / total) * clients * (1 - GAP / (total + GAP));
}

interface Part {
  readonly bin: number;
  readonly share: number;
}

/** Into which bins ages of `[a, a + 1)` seconds fall; short ones into several. */
function binsOfAges(ages: number): readonly (readonly Part[])[] {
  return Array.from({ length: ages }, (_, age) => {
    const parts: Part[] = [];
    let from: number = age;
    for (let bin = binOf(Math.max(age, 1e-3) + 1e-6); from < age + 1 && bin < BINS; bin++) {
      const to = Math.min(age + 1, upperEdge(bin));
      if (to > from) parts.push({ bin, share: to - from });
      from = Math.max(from, to);
    }
    return parts;
  });
}

function flush(
  minutes: Minutes,
  minute: number,
  ended: Float64Array,
  bins: readonly (readonly Part[])[],
  half: number,
  draw: RandomStream,
  released = false,
): void {
  const means = new Float64Array(BINS);
  let early = 0;
  let seconds = 0;
  for (let age = 0; age < ended.length; age++) {
    const count = ended[age] as number;
    if (count === 0) continue;
    if (age < half) early += count;
    seconds += count * (age + 0.5);
    for (const { bin, share } of bins[age] as readonly Part[]) means[bin] = (means[bin] as number) + count * share;
  }
  for (let bin = 0; bin < BINS; bin++) {
    const mean = means[bin] as number;
    if (mean === 0) continue;
    const count = poisson(mean, draw);
    minutes.add(minute, bin, count, 0);
    if (released && count > 0) minutes.addReleased(minute, bin, count);
  }
  minutes.seconds[minute] = (minutes.seconds[minute] as number) + seconds;
  minutes.early[minute] = (minutes.early[minute] as number) + early;
}
