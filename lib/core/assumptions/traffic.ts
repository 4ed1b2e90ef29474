import type { AccountReader } from '../inventory/account.ts';
import type { ElbResource } from '../targets.ts';

/** CloudWatch keeps minutes for 15 days; an hour less, so that the oldest are still there when the answer comes. */
const KEPT = 15 * 86_400 - 3600;
const MINUTE = 60;
/** Newer minutes may still change. */
const SETTLED = 600;

/** One minute of a load balancer; what was not published is 0. */
export interface TrafficMinute {
  /** `RequestCount`. */
  readonly requests: number;
  /** `SampleCount` of `TargetResponseTime`. */
  readonly samples: number;
  /** 504 of the load balancer. */
  readonly elb504: number;
  /** All 5xx of the load balancer. */
  readonly elb5xx: number;
  /** All 4xx of the load balancer, 460 among them. */
  readonly elb4xx: number;
}

export interface Traffic {
  readonly minutes: readonly TrafficMinute[];
  /** Why some are missing. @default - none is */
  readonly problem?: string;
}

const METRICS = {
  requests: ['RequestCount', 'Sum'],
  samples: ['TargetResponseTime', 'SampleCount'],
  elb504: ['HTTPCode_ELB_504_Count', 'Sum'],
  elb5xx: ['HTTPCode_ELB_5XX_Count', 'Sum'],
  elb4xx: ['HTTPCode_ELB_4XX_Count', 'Sum'],
} as const;

/** The minutes with requests of a load balancer, as far back as CloudWatch has them. @throws ReadFailedError */
export async function readTraffic(reader: AccountReader, { fullName }: ElbResource, now: number): Promise<Traffic> {
  const end = Math.floor((now - SETTLED) / MINUTE) * MINUTE;
  const dimensions = { LoadBalancer: fullName };
  const queries = Object.entries(METRICS).map(([id, [metricName, stat]]) => ({ id, metricName, stat, dimensions }));
  const { series, problems } = await reader.metrics({ queries, start: end - KEPT, end });
  const values = (id: keyof typeof METRICS) => {
    const points = series.get(id);
    return new Map(points?.at.map((at, i) => [at, points.values[i] ?? 0]) ?? []);
  };
  const [requests, samples, elb504, elb5xx, elb4xx] = [
    values('requests'),
    values('samples'),
    values('elb504'),
    values('elb5xx'),
    values('elb4xx'),
  ];
  const times = [...new Set([...requests.keys(), ...samples.keys(), ...elb504.keys()])];
  const complete = [...series.values()].every((points) => points.complete);
  return {
    minutes: times.map((at) => ({
      requests: requests.get(at) ?? 0,
      samples: samples.get(at) ?? 0,
      elb504: elb504.get(at) ?? 0,
      elb5xx: elb5xx.get(at) ?? 0,
      elb4xx: elb4xx.get(at) ?? 0,
    })),
    ...(!complete && { problem: problems.join(' ') || 'CloudWatch gave a part of its data' }),
  };
}

/** Requests without a response time: what was counted less what was measured. Below 0 where more was measured. */
export function unmeasured(minutes: readonly TrafficMinute[]): number {
  return minutes.reduce((sum, { requests, samples }) => sum + requests - samples, 0);
}

export function total(minutes: readonly TrafficMinute[], of: keyof TrafficMinute): number {
  return minutes.reduce((sum, minute) => sum + minute[of], 0);
}
