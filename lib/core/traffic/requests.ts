import { RandomStream } from './random.ts';
import { roundToMicroseconds, type SimulatedRequest } from './request.ts';
import { pathsByClient } from './routes.ts';
import type { ErrorSpell, LatencyShape, RequestRoute, RequestTraffic, Slowdown } from './scenario.ts';
import { SlowdownAtWork } from './slowdowns.ts';

/** Takes requests as a part makes them, in any order. */
export type Emit = (request: SimulatedRequest) => void;

/** One source of requests. */
export interface TrafficPart {
  /** Makes every request started before `until` that was not made yet. */
  startedBefore(until: number, emit: Emit): void;
}

/** What every part needs to know of the scenario. */
export interface Surroundings {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly objectiveSeconds: number;
  readonly idleTimeoutSeconds: number;
}

const USUAL_LATENCY: LatencyShape = { medianSeconds: 0.03, sigma: 0.7 };
const DAY = 86_400;

interface Route {
  readonly source: RequestRoute;
  readonly latency: LatencyShape;
  /** Upper end of the route's part of [0, 1). */
  readonly upTo: number;
  readonly pathOf: (client: string) => string;
}

/** Normal requests, with their slowdowns and errors. */
export class RequestPart implements TrafficPart {
  private readonly traffic: RequestTraffic;
  private readonly around: Surroundings;
  private readonly routes: readonly Route[];
  private readonly clients: readonly string[];
  private readonly slowdowns: readonly SlowdownAtWork[];
  private readonly errors: readonly ErrorsAtWork[];
  private readonly arrivals: RandomStream;
  private readonly latencies: RandomStream;
  private readonly choices: RandomStream;
  private next: number;

  constructor(traffic: RequestTraffic, slowdowns: readonly Slowdown[], around: Surroundings) {
    this.traffic = traffic;
    this.around = around;
    this.routes = routesOf(traffic);
    const prefix = traffic.clientPrefix ?? 'client';
    this.clients = Array.from({ length: traffic.clients ?? 20 }, (_, i) => `${prefix}-${i + 1}`);
    this.slowdowns = slowdowns.map((slowdown, i) => new SlowdownAtWork(slowdown, i, around));
    this.errors = errorsAtWork(traffic.errors, 'requests', around.seed);
    this.arrivals = new RandomStream(around.seed, 'arrivals');
    this.latencies = new RandomStream(around.seed, 'latencies');
    this.choices = new RandomStream(around.seed, 'choices');
    this.next = this.arrivalAfter(around.from);
  }

  startedBefore(until: number, emit: Emit): void {
    for (; this.next < until; this.next = this.arrivalAfter(this.next)) emit(this.request(this.next));
  }

  /** Thinning: candidates at the peak rate, each kept with the probability that the rate of its hour asks for. */
  private arrivalAfter(time: number): number {
    const { ratePerMinute, diurnal } = this.traffic;
    const swing = diurnal?.swing ?? 0;
    const meanGap = 60 / (ratePerMinute * (1 + swing));
    let at = time;
    for (;;) {
      at += this.arrivals.exponential(meanGap);
      if (!diurnal) return at;
      const hours = at / 3600 - diurnal.peakHour;
      const rate = 1 + swing * Math.cos((2 * Math.PI * hours * 3600) / DAY);
      if (this.arrivals.uniform() * (1 + swing) < rate) return at;
    }
  }

  private request(at: number): SimulatedRequest {
    const choice = this.choices.uniform();
    const route = (this.routes.find(({ upTo }) => choice < upTo) ?? this.routes.at(-1)) as Route;
    const client = this.clients[this.choices.index(this.clients.length)] as string;
    let duration = this.latencies.lognormal(route.latency.medianSeconds, route.latency.sigma);
    let status = route.source.status ?? 200;
    for (const slowdown of this.slowdowns) {
      if (!slowdown.covers(at, route.source.path)) continue;
      const slowed = slowdown.apply(duration);
      if (slowed) {
        duration = slowed.durationSeconds;
        status = slowed.errorStatus ?? status;
      }
    }
    let byTarget = true;
    for (const errors of this.errors) {
      const error = errors.at(at);
      if (error) {
        status = error.status;
        byTarget = error.byTarget ?? true;
      }
    }
    return this.ended(at, duration, { status, byTarget }, { route, client });
  }

  private ended(
    at: number,
    duration: number,
    answer: { status: number; byTarget: boolean },
    { route, client }: { route: Route; client: string },
  ): SimulatedRequest {
    const { idleTimeoutSeconds, objectiveSeconds } = this.around;
    const cut = duration >= idleTimeoutSeconds;
    const durationSeconds = roundToMicroseconds(Math.min(duration, idleTimeoutSeconds));
    const answered = !cut && answer.byTarget;
    return {
      startedAt: roundToMicroseconds(at),
      durationSeconds,
      truth: durationSeconds > objectiveSeconds ? 'slow' : 'fast',
      answered,
      elbStatus: cut ? 504 : answer.status,
      targetStatus: answered ? answer.status : undefined,
      method: route.source.method,
      path: route.pathOf(client),
      client,
    };
  }
}

function routesOf(traffic: RequestTraffic): Route[] {
  const sources = traffic.routes ?? [{ method: 'GET', path: '/' }];
  const total = sources.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let upTo = 0;
  return sources.map((source) => {
    upTo += (source.weight ?? 1) / total;
    const latency = source.latency ?? traffic.latency ?? USUAL_LATENCY;
    return { source, latency, upTo, pathOf: pathsByClient(source.path) };
  });
}

/** One kind of failing answers at work. Draws once for every request it sees. */
export class ErrorsAtWork {
  private readonly errors: ErrorSpell;
  private readonly stream: RandomStream;

  constructor(errors: ErrorSpell, stream: RandomStream) {
    this.errors = errors;
    this.stream = stream;
  }

  /** The failing answer of a request that starts at `time`, if it has one. */
  at(time: number): ErrorSpell | undefined {
    const { during, share } = this.errors;
    if (during && (time < during.from || time >= during.to)) return undefined;
    return this.stream.uniform() < share ? this.errors : undefined;
  }
}

export function errorsAtWork(errors: readonly ErrorSpell[] = [], whose: string, seed: number): ErrorsAtWork[] {
  return errors.map((error, i) => new ErrorsAtWork(error, new RandomStream(seed, `errors ${i} of ${whose}`)));
}
