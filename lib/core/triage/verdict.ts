import type { Window } from './figures.ts';

/** Verdicts, in order: the first that holds is *the* verdict, every other that holds is in `also`. */
export const VERDICTS = [
  'no-data',
  'clients-gone',
  'severed-holds',
  'hold-overruns',
  'poll-storm',
  'target-errors',
  'idle-long-polls-and-slow-requests',
  'slow-requests',
  'not-separable',
  'idle-long-polls',
  'normal',
] as const;
export type VerdictId = (typeof VERDICTS)[number];

export const CONFIDENCES = ['high', 'medium', 'low'] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/** A count with the range it lies in: equal ends where it was counted, apart where it was estimated. */
export interface Count {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface EvidenceItem {
  /** Stable id, kebab-case: `hold-band`, `background`, `parked-requests`, … */
  readonly id: string;
  /** One sentence a person reads. */
  readonly text: string;
  readonly value: number;
  /** `s`, `requests`, `%`, `requests/min`, `clients`. */
  readonly unit: string;
}

/** A route worth naming: held, among the slowest five of the others, or with requests cut short (504, 460). */
export interface RouteSummary {
  readonly method: string;
  readonly path: string;
  readonly held: boolean;
  readonly product?: string;
  readonly count: number;
  /** Took longer than the objective, or ended with a 504, and not on a held route; in doubt where `not-separable` is. */
  readonly slow: number;
  /** Of the answered requests, as `p95`. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly elb504: number;
  readonly client460: number;
}

/** The hold the verdict rests on. */
export interface VerdictHold {
  readonly source: 'config' | 'found';
  readonly name?: string;
  readonly ceilingSeconds: number;
  readonly spreadSeconds: number;
}

/** What is the matter with one target group in one window, with evidence and limits. The shape of `--json`. */
export interface Verdict {
  readonly targetGroup: string;
  readonly loadBalancer: string;
  /** ISO times. */
  readonly window: { readonly start: string; readonly end: string; readonly provisionalFrom?: string };
  readonly verdict: VerdictId;
  readonly also: readonly VerdictId[];
  readonly confidence: Confidence;
  readonly hold?: VerdictHold;
  /** Seconds; `null` above what can be drawn (no hold: everything above the objective is slow). */
  readonly bands: {
    readonly objective: number;
    readonly slowTo: number | null;
    readonly sideFrom: number | null;
    readonly sideTo: number | null;
  };
  readonly counts: {
    readonly requests: Count;
    readonly fast: Count;
    readonly slow: Count;
    readonly earlyReleases: Count;
    readonly expiredHolds: Count;
    readonly overruns: Count;
    readonly severedHolds: Count;
    readonly cancelledHolds: Count;
  };
  /** Little's law: seconds answered per second of the window. */
  readonly parkedRequests: { readonly mean: number; readonly low: number; readonly high: number };
  readonly baseline?: {
    readonly window: { readonly start: string; readonly end: string };
    readonly requestsPerMinute: number;
    readonly slowSharePercent: number;
    readonly parkedRequests: number;
  };
  readonly routes?: readonly RouteSummary[];
  readonly evidence: readonly EvidenceItem[];
  readonly nextSteps: readonly string[];
  readonly limits: readonly string[];
}

/** Rounds an epoch second to an ISO time. */
export function isoTime(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}

/** The time of day alone, `HH:MM` UTC. */
export function timeOfDay(epochSeconds: number): string {
  return isoTime(epochSeconds).slice(11, 16);
}

/** A window as the verdict prints it. */
export function isoWindow(window: Window): Verdict['window'] {
  return {
    start: isoTime(window.start),
    end: isoTime(window.end),
    ...(window.provisionalFrom === undefined ? {} : { provisionalFrom: isoTime(window.provisionalFrom) }),
  };
}
