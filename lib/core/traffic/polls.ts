import { holdTo, meanHold } from '../holds/profile.ts';
import { type Ending, outcomeOf, type PollStatuses } from './endings.ts';
import { RandomStream } from './random.ts';
import { type ClientCalendar, calendarOf, mostClients, type OutsideEvent } from './releases.ts';
import { roundToMicroseconds, type SimulatedRequest } from './request.ts';
import { type Emit, type ErrorsAtWork, errorsAtWork, type Surroundings, type TrafficPart } from './requests.ts';
import { pathsByClient, patternTarget } from './routes.ts';
import type { ErrorSpell, HoldTraffic, LatencyShape, Overrun, Storm } from './scenario.ts';

/** Random numbers of one poll: always as many, so that no setting shifts those of the polls after it. */
interface Draws {
  readonly spread: number;
  readonly lag: number;
  readonly early: number;
  readonly age: number;
  readonly overrun: number;
  readonly gap: number;
  readonly backoff: number;
}

const USUAL_LAG: LatencyShape = { medianSeconds: 0.003, sigma: 0.5 };

/** All clients of one long-poll product. */
export class PollPart implements TrafficPart {
  private readonly clients: readonly PollingClient[];

  constructor(traffic: HoldTraffic, index: number, around: Surroundings) {
    const count = mostClients(traffic);
    this.clients = Array.from({ length: count }, (_, i) => new PollingClient(traffic, i, `hold ${index}`, around));
  }

  startedBefore(until: number, emit: Emit): void {
    for (const client of this.clients) client.startedBefore(until, emit);
  }
}

/** One client's loop: poll, end, gap, next poll. */
class PollingClient implements TrafficPart {
  private readonly traffic: HoldTraffic;
  private readonly around: Surroundings;
  private readonly name: string;
  private readonly method: string;
  private readonly path: string;
  private readonly statuses: PollStatuses;
  private readonly calendar: ClientCalendar;
  private readonly polls: RandomStream;
  private readonly followUps: RandomStream;
  private readonly errors: readonly ErrorsAtWork[];
  private next: number;
  private upcoming = 0;

  constructor(traffic: HoldTraffic, index: number, part: string, around: Surroundings) {
    const { profile } = traffic;
    const scope = `${part} client ${index}`;
    const [route] = profile.routes;
    const target = traffic.path ?? (route ? patternTarget(route, profile.ceilingSeconds) : '/');
    this.traffic = traffic;
    this.around = around;
    this.name = `${traffic.clientPrefix ?? profile.name}-${index + 1}`;
    this.method = traffic.method ?? route?.method ?? 'GET';
    this.path = pathsByClient(target)(this.name);
    this.statuses = traffic.statuses ?? { expired: 200, released: 200 };
    this.calendar = calendarOf(traffic, index, { ...around, scope });
    this.polls = new RandomStream(around.seed, `${scope} polls`);
    this.followUps = new RandomStream(around.seed, `${scope} follow-ups`);
    this.errors = errorsAtWork(traffic.errors, scope, around.seed);
    this.next = this.whenPresent(this.firstStart(new RandomStream(around.seed, `${scope} phase`)));
  }

  startedBefore(until: number, emit: Emit): void {
    while (this.next < until) {
      const startedAt = roundToMicroseconds(this.next);
      const draws = this.draw();
      const ending = this.ending(startedAt, draws);
      emit(this.request(startedAt, ending));
      if (ending.cause === 'burst') this.followUp(ending.at, emit);
      this.next = this.whenPresent(ending.at + this.pause(ending, draws));
    }
  }

  /** With random phases the loop runs in over some holds before `from`, so that ages are settled by then. */
  private firstStart(phase: RandomStream): number {
    const { from } = this.around;
    const { profile, phases = 'random', gapSeconds = 1 } = this.traffic;
    if (phases === 'locked') return from + phase.uniform();
    return from - (3 + phase.uniform()) * (holdTo(profile) + gapSeconds);
  }

  /** `time`, or when the client comes back after it. */
  private whenPresent(time: number): number {
    const spell = this.calendar.present.find(({ to }) => time < to);
    return spell ? Math.max(time, spell.from) : Infinity;
  }

  private draw(): Draws {
    const { lag = USUAL_LAG } = this.traffic;
    const { polls } = this;
    return {
      spread: polls.uniform(),
      lag: polls.lognormal(lag.medianSeconds, lag.sigma),
      early: polls.uniform(),
      age: polls.uniform(),
      overrun: polls.uniform(),
      gap: polls.uniform(),
      backoff: polls.uniform(),
    };
  }

  /** What ends a poll first. */
  private ending(start: number, draws: Draws): Ending {
    const storm = this.stormAt(start);
    if (storm) {
      const answer = (storm.answerSeconds ?? 0.005) * Math.exp(draws.age - 0.5);
      return { at: start + answer, cause: 'storm-answer', status: storm.status ?? this.statuses.released };
    }
    for (const errors of this.errors) {
      const error = errors.at(start);
      if (error) return { at: start + draws.lag, cause: 'error', ...failing(error) };
    }
    let first = this.ownEnding(start, draws);
    const outside = this.eventAfter(start);
    if (outside && outside.at < first.at) first = outside;
    const { clientTimeoutSeconds = Infinity } = this.traffic;
    if (start + clientTimeoutSeconds < first.at) first = { at: start + clientTimeoutSeconds, cause: 'client-timeout' };
    const idle = start + this.around.idleTimeoutSeconds;
    return idle <= first.at ? { at: idle, cause: 'idle-timeout' } : first;
  }

  /** How the service itself would end the poll. */
  private ownEnding(start: number, draws: Draws): Ending {
    const { profile, earlyShare = 0 } = this.traffic;
    const hold = profile.ceilingSeconds + profile.spreadSeconds * draws.spread;
    const age = ageAtRelease(this.traffic, earlyShare, hold, draws);
    if (age < hold) return { at: start + age + draws.lag, cause: 'early' };
    const overrun = this.traffic.overruns?.find((spell) => overruns(spell, start, draws.overrun));
    if (overrun) return { at: start + (overrun.seconds ?? Infinity), cause: 'overrun' };
    return { at: start + hold + draws.lag, cause: 'expired' };
  }

  private stormAt(time: number): Storm | undefined {
    return this.traffic.storms?.find(({ from, to }) => time >= from && time < to);
  }

  /** Polls follow one another, so events before this poll are never asked for again. */
  private eventAfter(start: number): OutsideEvent | undefined {
    const { events } = this.calendar;
    while ((events[this.upcoming]?.at ?? Infinity) <= start) this.upcoming++;
    return events[this.upcoming];
  }

  private request(startedAt: number, ending: Ending): SimulatedRequest {
    const { truth, status, answered } = outcomeOf(ending, this.statuses);
    return {
      startedAt,
      durationSeconds: roundToMicroseconds(ending.at - startedAt),
      truth,
      answered,
      elbStatus: status,
      targetStatus: answered ? status : undefined,
      method: this.method,
      path: this.path,
      client: this.name,
    };
  }

  private pause({ at, cause }: Ending, draws: Draws): number {
    const { gapSeconds = 1, gapJitterSeconds = Math.min(0.5, gapSeconds) } = this.traffic;
    const gap = gapSeconds + gapJitterSeconds * (2 * draws.gap - 1);
    switch (cause) {
      case 'storm':
      case 'storm-answer':
        return (this.stormAt(at)?.gapSeconds ?? 0.2) * (0.5 + draws.gap);
      case 'error':
      case 'deploy-cut':
      case 'idle-timeout':
      case 'cancel':
      case 'client-timeout': {
        const [least, most] = this.traffic.backoffSeconds ?? [60, 120];
        return least + (most - least) * draws.backoff;
      }
      default:
        return gap;
    }
  }

  private followUp(after: number, emit: Emit): void {
    for (const route of this.traffic.followUps ?? []) {
      const latency = route.latency ?? { medianSeconds: 0.03, sigma: 0.5 };
      const durationSeconds = roundToMicroseconds(this.followUps.lognormal(latency.medianSeconds, latency.sigma));
      const status = route.status ?? 200;
      emit({
        startedAt: roundToMicroseconds(after + this.followUps.between(0.05, 0.3)),
        durationSeconds,
        truth: durationSeconds > this.around.objectiveSeconds ? 'slow' : 'fast',
        answered: true,
        elbStatus: status,
        targetStatus: status,
        method: route.method,
        path: pathsByClient(route.path)(this.name),
        client: this.name,
      });
    }
  }
}

function overruns({ from, to, share }: Overrun, start: number, draw: number): boolean {
  return start >= from && start < to && draw < share;
}

function failing({ status, byTarget = true }: ErrorSpell): { status: number; byTarget: boolean } {
  return { status, byTarget };
}

/** Age at which something of its own releases a poll; Infinity where nothing does. */
function ageAtRelease(traffic: HoldTraffic, earlyShare: number, hold: number, draws: Draws): number {
  if (earlyShare === 0) return Infinity;
  if ((traffic.releaseLaw ?? traffic.profile.releaseLaw) === 'broadcast') {
    return draws.early < earlyShare ? hold * draws.age : Infinity;
  }
  // Exponential ages of which the asked share falls below a mean hold.
  return (Math.log(1 - draws.age) / Math.log(1 - earlyShare)) * meanHold(traffic.profile);
}
