// An account with quotas in a thread of its own: its work and its memory must not count as those of who discovers it.
import { parentPort, workerData } from 'node:worker_threads';
import { startLocalAccount } from '../../lib/adapters/local-account/endpoint.ts';
import type { FaultRule } from '../../lib/adapters/local-account/faults.ts';
import { scaleAccount } from './account-data.ts';
import { tallyOf } from './tally.ts';

/** What the account is to have. */
export interface AccountOrder {
  readonly loadBalancers: number;
  readonly groupsEach: number;
  readonly faults: readonly FaultRule[];
}

const { loadBalancers, groupsEach, faults } = workerData as AccountOrder;
const now = 60 * Math.floor(Date.now() / 60_000);
const { data, kinds } = scaleAccount(loadBalancers, groupsEach, now);
const { account, variables } = await startLocalAccount(data, { now: () => now, faults, quotas: {} });
parentPort?.on('message', () => parentPort?.postMessage(tallyOf(account.calls)));
parentPort?.postMessage({ variables, kinds });
