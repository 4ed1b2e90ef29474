import { BINS } from './bins.ts';
import { Minutes } from './minutes.ts';
import { type Point, type SlowdownKind, scheduleOf } from './point.ts';
import { minutesInAlarm, type RuleAlarms, rulesOf } from './rules.ts';
import { type Score, score } from './score.ts';
import { AllRequests, OtherRequests } from './series.ts';
import { simulatePoint } from './simulate.ts';
import { detectableInPrinciple } from './truth.ts';

/** Fourteen days of one point: what was there to see, and what every rule made of it. */
export interface Outcome {
  readonly kinds: readonly SlowdownKind[];
  /** By slowdown. */
  readonly detectable: readonly boolean[];
  readonly scores: Readonly<Record<string, Score>>;
}

export function runPoint(point: Point, seed: number, synthesised: RuleAlarms): Outcome {
  const schedule = scheduleOf(point, seed);
  const minutes = simulatePoint(point, schedule, seed);
  const [all, others] = [new AllRequests(minutes), new OtherRequests(minutes)];
  const scores = rulesOf(point, synthesised).map((rule) => {
    const active = minutesInAlarm(rule, rule.oracle ? others : all, minutes.length);
    // Only our own rules are asked, and seldom: the counterfactual is a whole replay.
    const isOurs = rule.id.startsWith('holdband');
    const without = (minute: number, release: number): boolean => {
      if (!isOurs) return true;
      const counterfactual = withoutRelease(minutes, Math.floor(release / 60));
      return minutesInAlarm(rule, new AllRequests(counterfactual), minutes.length)[minute] === 1;
    };
    return [rule.id, score(active, schedule, without)] as const;
  });
  return {
    kinds: schedule.slowdowns.map(({ kind }) => kind),
    detectable: schedule.slowdowns.map((slowdown) => detectableInPrinciple(minutes, point, slowdown)),
    scores: Object.fromEntries(scores),
  };
}

/** The same days with what one release answered taken out; it may reach into the next minute. */
function withoutRelease(minutes: Minutes, at: number): Minutes {
  const rest = new Minutes(minutes.length);
  rest.counts.set(minutes.counts);
  rest.seconds.set(minutes.seconds);
  for (const minute of [at, at + 1]) {
    const released = minutes.released.get(minute);
    if (!released) continue;
    for (let bin = 0; bin < BINS; bin++) {
      const cell = minute * BINS + bin;
      rest.counts[cell] = (rest.counts[cell] as number) - (released[bin] as number);
    }
  }
  return rest;
}
