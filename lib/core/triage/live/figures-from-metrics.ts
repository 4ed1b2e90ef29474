import type { MetricAnswer, MetricPoints } from '../../inventory/account.ts';
import type { MinuteFigures, TargetGroupFigures, Window } from '../figures.ts';
import { clock } from '../words.ts';
import { type MetricPlan, SIDE_QUERIES, type SideQuery } from './plan-queries.ts';

const MINUTE = 60;
/** Minutes younger than this may still grow: load balancers report late. */
const SETTLED_AFTER = 180;
const NO_POINTS: MetricPoints = { at: [], values: [], complete: false };

/** What the metrics say, as far as they were read. */
export interface MetricFigures {
  readonly figures: TargetGroupFigures;
  /** 503s that the load balancer made itself, for whatever target group, in the window. */
  readonly elb503: number;
}

/**
 * Figures of a target group from the answer to a plan. What never happened has no data point in CloudWatch, and counts 0; a
 * minute without requests is no minute. Where CloudWatch did not give the response times whole, it gave the newest, and the
 * window begins where they do. Another metric that is incomplete costs no more than itself.
 */
export function figuresFromMetrics(
  plan: MetricPlan,
  answer: MetricAnswer,
  asked: { readonly targetGroup: string; readonly loadBalancer: string; readonly window: Window; readonly now: number },
): MetricFigures {
  const { targetGroup, loadBalancer, now } = asked;
  const read = new Reading(plan, answer);
  const missing = [...answer.problems, ...read.lost()];
  const start = Math.max(asked.window.start, plan.start, read.from);
  const base = { targetGroup, loadBalancer, source: 'metrics' } as const;
  if (start >= asked.window.end) {
    const reason = 'CloudWatch gave no response times for the window.';
    const unread = { reason, nextStep: 'Ask again in a few minutes: CloudWatch could not read its data.' };
    return { figures: { ...base, window: asked.window, minutes: [], missing, unread }, elb503: 0 };
  }
  if (start > asked.window.start) {
    const why = read.from > plan.start ? 'gave response times only' : 'keeps minutes for 15 days, those';
    missing.push(`CloudWatch ${why} from ${clock(start)} on, and so the window begins there.`);
  } else if (read.from > plan.start) {
    missing.push(`CloudWatch gave response times only from ${clock(read.from)} on: the time before is shorter for it.`);
  }
  const provisionalFrom = Math.max(start, MINUTE * Math.floor((now - SETTLED_AFTER - MINUTE) / MINUTE) + MINUTE);
  const { end } = asked.window;
  const window = { start, end, ...(provisionalFrom < end && { provisionalFrom }) };
  const all = read.minutes(Math.max(plan.start, read.from));
  const before = all.filter((minute) => minute.at < start);
  const minutes = all.filter((minute) => minute.at >= start && minute.at < end);
  const maxSeconds = read.largest('max', start);
  const healthyHosts = read.last('healthy');
  const unhealthyHosts = read.last('unhealthy');
  return {
    figures: {
      ...base,
      window,
      minutes,
      // From where there is data: a mean over an empty stretch would be too low.
      ...(before[0] && { baseline: { window: { start: before[0].at, end: start }, minutes: before } }),
      ...(maxSeconds > 0 && { maxSeconds }),
      ...((healthyHosts !== undefined || unhealthyHosts !== undefined) && {
        health: {
          ...(healthyHosts !== undefined && { healthyHosts }),
          ...(unhealthyHosts !== undefined && { unhealthyHosts }),
        },
      }),
      ...(missing.length > 0 && { missing }),
    },
    elb503: read.sum('elb503', start),
  };
}

/** The answer to a plan, by query. */
class Reading {
  /** From here on the response times are whole; Infinity where they are nowhere. */
  readonly from: number;
  readonly #plan: MetricPlan;
  readonly #answer: MetricAnswer;

  constructor(plan: MetricPlan, answer: MetricAnswer) {
    this.#plan = plan;
    this.#answer = answer;
    this.from = [...plan.bins, ...(plan.seconds === undefined ? [] : [plan.seconds])].reduce((from, id) => {
      const { at, complete } = this.#points(id);
      return complete ? from : Math.max(from, at[0] ?? Infinity);
    }, plan.start);
  }

  #points(id: string): MetricPoints {
    return this.#answer.series.get(id) ?? NO_POINTS;
  }

  /** What an incomplete metric beside the response times costs, one sentence each. */
  lost(): string[] {
    return this.#plan.sides
      .filter((id) => !this.#points(id).complete)
      .map((id) => {
        const [first] = this.#points(id).at;
        const when = first === undefined ? '' : ` before ${clock(first)}`;
        return `${SIDE_QUERIES[id].lost}${when} could not be read (${SIDE_QUERIES[id].metricName}).`;
      });
  }

  minutes(from: number): MinuteFigures[] {
    const { bins, edges, seconds } = this.#plan;
    const counts = new Map<number, number[]>();
    for (const [bin, id] of bins.entries()) {
      const { at, values } = this.#points(id);
      for (let i = 0; i < at.length; i += 1) {
        const minute = at[i] as number;
        if (minute < from) continue;
        let row = counts.get(minute);
        if (!row) {
          row = new Array<number>(bins.length).fill(0);
          counts.set(minute, row);
        }
        row[bin] = micro(values[i] as number);
      }
    }
    const requests = this.#byMinute('requests');
    const sums = this.#byMinute(seconds ?? 'not asked for');
    const target5xx = this.#byMinute('target5xx');
    const elb504 = this.#byMinute('elb504');
    const elb502 = this.#byMinute('elb502');
    const empty = new Array<number>(bins.length).fill(0);
    const ats = new Set([...counts.keys(), ...[...requests.keys()].filter((at) => at >= from)]);
    return [...ats]
      .sort((a, b) => a - b)
      .map((at): MinuteFigures => {
        const row = counts.get(at) ?? empty;
        const answered = row.reduce((sum, count) => sum + count, 0);
        const all = requests.get(at) ?? answered;
        const severed = elb504.get(at) ?? 0;
        return {
          at,
          requests: all,
          seconds: sums.get(at) ?? 0,
          histogram: { edges, counts: row },
          target5xx: target5xx.get(at) ?? 0,
          elb504: severed,
          // Of all target groups: no more can be of this one than it left unanswered, and no 503, which chose no target.
          elb502: Math.min(elb502.get(at) ?? 0, micro(Math.max(0, all - answered - severed))),
        };
      })
      .filter((minute) => minute.requests > 0);
  }

  #byMinute(id: string): Map<number, number> {
    const { at, values } = this.#points(id);
    return new Map(at.map((minute, i) => [minute, values[i] as number]));
  }

  sum(id: SideQuery, from: number): number {
    const { at, values } = this.#points(id);
    return values.reduce((sum, value, i) => ((at[i] as number) >= from ? sum + value : sum), 0);
  }

  largest(id: SideQuery, from: number): number {
    const { at, values } = this.#points(id);
    return values.reduce((most, value, i) => ((at[i] as number) >= from ? Math.max(most, value) : most), 0);
  }

  last(id: SideQuery): number | undefined {
    return this.#points(id).values.at(-1);
  }
}

/** Bounds have ten decimals, bins have more: counts of whole requests are whole but for that. */
function micro(count: number): number {
  return Math.round(count * 1e6) / 1e6;
}
