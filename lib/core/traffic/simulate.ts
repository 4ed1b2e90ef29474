import { compareText } from '../order.ts';
import { checkScenario } from './check.ts';
import { PollPart } from './polls.ts';
import { endedAt, type SimulatedRequest } from './request.ts';
import { RequestPart, type Surroundings, type TrafficPart } from './requests.ts';
import type { TrafficScenario } from './scenario.ts';

const MINUTE = 60;

/**
 * Makes the requests of a scenario that end within it, ordered by their end. The same scenario gives the same requests.
 *
 * @throws RangeError naming the setting that is out of its range
 */
export function simulate(scenario: TrafficScenario): SimulatedRequest[] {
  const all: SimulatedRequest[] = [];
  for (const minute of simulateByMinute(scenario)) for (const request of minute) all.push(request);
  return all;
}

/** The same requests as {@link simulate}, one at a time: memory stays with what is in flight, however long the scenario. */
export function* simulateStream(scenario: TrafficScenario): Generator<SimulatedRequest, void> {
  for (const minute of simulateByMinute(scenario)) yield* minute;
}

/** The same requests as {@link simulate}, those that end in one minute at a time; minutes without any are left out. */
export function* simulateByMinute(scenario: TrafficScenario): Generator<SimulatedRequest[], void> {
  checkScenario(scenario);
  const { from, to } = scenario;
  const parts = partsOf(scenario);
  /** By the minute they end in: a request is made when it starts and waits here. */
  const waiting = new Map<number, SimulatedRequest[]>();
  const emit = (request: SimulatedRequest) => {
    const end = endedAt(request);
    if (end < from || end >= to) return;
    const minute = Math.floor(end / MINUTE);
    const others = waiting.get(minute);
    if (others) others.push(request);
    else waiting.set(minute, [request]);
  };
  for (let minute = Math.floor(from / MINUTE); minute * MINUTE < to; minute++) {
    for (const part of parts) part.startedBefore((minute + 1) * MINUTE, emit);
    const ended = waiting.get(minute);
    if (!ended) continue;
    waiting.delete(minute);
    yield ended.sort(byEnd);
  }
}

function partsOf(scenario: TrafficScenario): TrafficPart[] {
  const { seed, from, to, objectiveSeconds = 0.8, idleTimeoutSeconds = 4000 } = scenario;
  const around: Surroundings = { seed, from, to, objectiveSeconds, idleTimeoutSeconds };
  const polls = (scenario.holds ?? []).map((hold, i) => new PollPart(hold, i, around));
  if (!scenario.requests) return polls;
  return [new RequestPart(scenario.requests, scenario.slowdowns ?? [], around), ...polls];
}

/** Total order: by end, then by start, then by client. */
function byEnd(a: SimulatedRequest, b: SimulatedRequest): number {
  return endedAt(a) - endedAt(b) || a.startedAt - b.startedAt || compareText(a.client, b.client);
}
