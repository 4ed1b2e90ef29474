import { StoredDistribution } from '../statistics/distribution.ts';
import { endedAt, type SimulatedRequest } from './request.ts';

/** Start of the minute a request counts in: the minute it ended. Epoch seconds. */
export function minuteOf(request: SimulatedRequest): number {
  return Math.floor(endedAt(request) / 60) * 60;
}

/** Response times of the answered requests: the samples of TargetResponseTime. A 460 or a 504 of the load balancer is none. */
export function samplesOf(requests: Iterable<SimulatedRequest>): number[] {
  const samples: number[] = [];
  for (const request of requests) if (request.answered) samples.push(request.durationSeconds);
  return samples;
}

/** The samples of every minute that has any, by the start of the minute. */
export function samplesByMinute(requests: Iterable<SimulatedRequest>): Map<number, number[]> {
  const minutes = new Map<number, number[]>();
  for (const request of requests) {
    if (!request.answered) continue;
    const at = minuteOf(request);
    const samples = minutes.get(at);
    if (samples) samples.push(request.durationSeconds);
    else minutes.set(at, [request.durationSeconds]);
  }
  return minutes;
}

/** Every minute's samples as CloudWatch stores them, by the start of the minute. */
export function storedByMinute(requests: Iterable<SimulatedRequest>): Map<number, StoredDistribution> {
  const minutes = new Map<number, StoredDistribution>();
  for (const [at, samples] of samplesByMinute(requests)) minutes.set(at, StoredDistribution.of(samples));
  return minutes;
}
