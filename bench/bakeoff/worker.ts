import { parentPort, workerData } from 'node:worker_threads';
import type { Point } from './point.ts';
import type { RuleAlarms } from './rules.ts';
import { runPoint } from './run-point.ts';

/** One piece of work: a point with a seed. */
export interface Task {
  readonly point: Point;
  readonly seed: number;
}

const synthesised = workerData as RuleAlarms;
parentPort?.on('message', ({ point, seed }: Task) => parentPort?.postMessage(runPoint(point, seed, synthesised)));
