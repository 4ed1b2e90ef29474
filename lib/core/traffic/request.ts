/** What a simulated request was, in truth: what triage and alarms must find out. */
export const REQUEST_TRUTHS = [
  'fast',
  'slow',
  'early-release',
  'expired-hold',
  'overrun',
  'severed-hold',
  'cancelled-hold',
] as const;
export type RequestTruth = (typeof REQUEST_TRUTHS)[number];

/** One simulated request with its truth. */
export interface SimulatedRequest {
  /** When the load balancer got it, epoch seconds (fractions). */
  readonly startedAt: number;
  /** Seconds until it ended, whatever ended it. */
  readonly durationSeconds: number;
  readonly truth: RequestTruth;
  /** True where the target answered: only then it is a sample of TargetResponseTime. */
  readonly answered: boolean;
  /** Status the load balancer gave the client. */
  readonly elbStatus: number;
  /** Status the target gave; absent where it did not answer. */
  readonly targetStatus?: number;
  readonly method: string;
  readonly path: string;
  /** Stable id of the client, e.g. `agent-3`; its address and port follow from it. */
  readonly client: string;
}

/** When it ended, epoch seconds rounded to the microsecond, as an access log has it. Its minute is the minute it ended. */
export function endedAt(request: SimulatedRequest): number {
  return roundToMicroseconds(request.startedAt + request.durationSeconds);
}

/** Seconds rounded to the microsecond: the precision of times in access logs. */
export function roundToMicroseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
