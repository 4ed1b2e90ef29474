/** Counts of response times between ascending edges in seconds: `counts[i]` is the number in `(edges[i], edges[i + 1]]`. */
export interface LatencyHistogram {
  /** Ascending; one more than `counts`. The first may be 0, the last Infinity. */
  readonly edges: readonly number[];
  /** May be fractions: CloudWatch shares a bin out linearly. */
  readonly counts: readonly number[];
}

/** One minute of one target group. Counts are of requests that *ended* in the minute. */
export interface MinuteFigures {
  /** Start of the minute, epoch seconds. */
  readonly at: number;
  /** Requests, answered or not. */
  readonly requests: number;
  /** Sum of response times of the answered requests, in seconds. */
  readonly seconds: number;
  /** Response times of the answered requests. */
  readonly histogram: LatencyHistogram;
  /**
   * Response times of the answered requests of routes that are *not* held, over the same edges; access logs only. With it a
   * slowdown of a few minutes is judged on counts instead of estimates.
   *
   * @default - not known: what is slow among the holds is estimated from `histogram`
   */
  readonly unheld?: LatencyHistogram;
  /** Answers 5xx made by the target. */
  readonly target5xx: number;
  /** 504 made by the load balancer: severed holds and time-outs. */
  readonly elb504: number;
  /** 502 and 503 made by the load balancer. */
  readonly elb502: number;
  /** 460: the client closed before an answer. @default - not known (metrics do not tell) */
  readonly client460?: number;
}

/** What only access logs can tell: every row belongs to a route. */
export interface RouteFigures {
  /** HTTP method, upper case. */
  readonly method: string;
  /** Path with ids, numbers and hashes replaced by `*`. Untrusted text. */
  readonly path: string;
  /** Whether a held endpoint of the profile or of the catalogue matches. */
  readonly held: boolean;
  /** Catalogue id where one matches. */
  readonly product?: string;
  readonly requests: number;
  /** Answered requests: those with a response time. */
  readonly answered: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly max?: number;
  /** Response times of the answered requests. */
  readonly histogram: LatencyHistogram;
  readonly status2xx: number;
  readonly status4xx: number;
  readonly status5xx: number;
  readonly elb504: number;
  readonly client460: number;
  /**
   * Median seconds from creation to end of the requests that ended as 460, or as a 504 of the load balancer: near the idle
   * timeout for severed holds.
   *
   * @default - not known
   */
  readonly unansweredSeconds?: number;
  /**
   * How strongly the clients of this route chain: the share of its requests whose client asked again within two seconds of
   * the answer, with never more than two requests in flight. Near 1 for long polls.
   *
   * @default - not computed
   */
  readonly chaining?: number;
}

/** Health of a target group as its metrics show it; absent with access logs. */
export interface HealthFigures {
  readonly healthyHosts?: number;
  readonly unhealthyHosts?: number;
  /** Why targets are unhealthy: number of targets by reason code, such as `Target.Timeout`. @default - not known */
  readonly reasons?: Readonly<Record<string, number>>;
}

/** Everything triage may look at for one target group: one window, and what preceded it. */
export interface TargetGroupFigures {
  /** Full name, `targetgroup/…`. */
  readonly targetGroup: string;
  /** Full name, `app/…`. */
  readonly loadBalancer: string;
  /** Where the figures come from: it decides what cannot be known. */
  readonly source: 'access-logs' | 'metrics' | 'simulation';
  readonly window: Window;
  /** Minutes of the window that have any data, ascending. */
  readonly minutes: readonly MinuteFigures[];
  /** What precedes the window, up to 24 h; absent where nothing does. */
  readonly baseline?: { readonly window: Window; readonly minutes: readonly MinuteFigures[] };
  /** Largest response time in the window, in seconds, as measured. */
  readonly maxSeconds?: number;
  /** By route, access logs only. */
  readonly routes?: readonly RouteFigures[];
  readonly health?: HealthFigures;
  /** What could not be read, one sentence each; becomes part of the verdict's limits. */
  readonly missing?: readonly string[];
  /**
   * Why there are no figures at all, one sentence, and what to do about it: then no minutes do not mean no requests.
   *
   * @default - they could be read
   */
  readonly unread?: { readonly reason: string; readonly nextStep: string };
}

/** `[start, end)`, epoch seconds. */
export interface Window {
  readonly start: number;
  readonly end: number;
  /** Minutes from here on may still change. */
  readonly provisionalFrom?: number;
}
