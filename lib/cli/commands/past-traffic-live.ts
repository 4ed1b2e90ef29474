import { planLiveHistory, readLiveHistory } from '../../core/backtest/live/read-live.ts';
import type { AlarmRecord } from '../../core/diff/model.ts';
import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import type { HistoryOptions } from './history-options.ts';
import type { ReadTraffic } from './past-traffic.ts';

/** Reads the past from CloudWatch, after it said what that costs. */
export async function readLive(
  options: HistoryOptions,
  alarms: readonly AlarmRecord[],
  { profile, region }: { readonly profile?: string; readonly region?: string },
  { context, deps }: CommandHost,
  progress: (text: string) => void,
): Promise<ReadTraffic> {
  const { from, to, record, maxCost, yes } = options;
  const plan = planLiveHistory({
    alarms,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    now: context.now.getTime() / 1000,
    distributions: record !== undefined,
  });
  if (plan.from >= plan.to) {
    const message = 'there is nothing between --from and --to that CloudWatch still has by the minute (15 days)';
    throw new InputError('HistoryEmpty', { where: '--live', message });
  }
  if (plan.reads.length === 0) {
    throw new InputError('HistoryEmpty', {
      where: '--live',
      message: 'none of the alarms reads a metric that could be replayed',
    });
  }
  const { calls, metrics, dollars } = plan.cost;
  const price = `at most ${calls} calls of GetMetricData for ${metrics} metrics, $${dollars.toFixed(dollars < 1 ? 4 : 2)}`;
  context.io.note(`reading ${price}`);
  if (dollars > maxCost && !yes) await agreed(price, deps);
  const opened = await (await deps.account())({
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
  });
  try {
    return { ...(await readLiveHistory(opened.reader, plan, progress)), region: opened.region };
  } finally {
    opened.close();
  }
}

async function agreed(price: string, { confirm }: CommandHost['deps']): Promise<void> {
  const answer = await confirm(`This makes ${price}. Read?`);
  if (answer === true) return;
  const message =
    answer === false
      ? 'not read: you said no'
      : `would make ${price}, and nobody is here to ask: give --yes or a higher --max-cost`;
  throw new InputError('NotConfirmed', { where: '--live', message });
}
