import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { RuleAlarms } from './rules.ts';
import type { Outcome } from './run-point.ts';
import type { Task } from './worker.ts';

/**
 * Runs tasks on every core. Which worker takes which makes no difference to what comes out.
 *
 * @param done called as tasks end, in any order
 */
export async function runAll(
  tasks: readonly Task[],
  synthesised: RuleAlarms,
  done: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const queue = [...tasks];
  const count = Math.min(availableParallelism(), tasks.length);
  await Promise.all(Array.from({ length: count }, () => drain(queue, synthesised, done)));
}

async function drain(
  queue: Task[],
  synthesised: RuleAlarms,
  done: (task: Task, outcome: Outcome) => void,
): Promise<void> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: synthesised });
  try {
    for (let task = queue.shift(); task; task = queue.shift()) done(task, await ask(worker, task));
  } finally {
    await worker.terminate();
  }
}

function ask(worker: Worker, task: Task): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    worker.once('message', (outcome: Outcome) => {
      worker.off('error', reject);
      resolve(outcome);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
