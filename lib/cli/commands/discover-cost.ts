import { InputError } from '../../core/errors.ts';
import type { Spending } from '../../core/inventory/discovery-plan.ts';
import type { CallPlan } from '../../core/inventory/plan-calls.ts';
import type { Progress } from '../../core/io.ts';
import type { CommandHost } from '../program.ts';
import { plainTable } from '../table.ts';
import { requireConfirmed } from './confirmed.ts';

/** US dollars. */
export const DEFAULT_MAX_COST = '1';

/** @throws InputError for what is no amount */
export function readMaxCost(text = DEFAULT_MAX_COST): number {
  const dollars = /^\$?\d+(\.\d+)?$/.test(text) ? Number(text.replace('$', '')) : Number.NaN;
  if (Number.isFinite(dollars)) return dollars;
  const message = `is ${JSON.stringify(text)}, allowed: US dollars, such as 2.50`;
  throw new InputError('OptionInvalid', { where: '--max-cost', message });
}

/** What may be spent on metrics: asked for once where a look would go over it. */
export class Allowance {
  readonly #maxCost: number;
  readonly #yes: boolean | undefined;
  readonly #host: CommandHost;
  readonly #progress: Progress;
  #refused: unknown;

  constructor(maxCost: number, yes: boolean | undefined, host: CommandHost, progress: Progress) {
    this.#maxCost = maxCost;
    this.#yes = yes;
    this.#host = host;
    this.#progress = progress;
  }

  /**
   * Whether a look may be paid for.
   *
   * @throws InputError where nothing was paid for yet and nothing may be: later the answer so far is worth printing
   */
  async allows({ look, groups, plan }: Spending): Promise<boolean> {
    if (plan.dollars <= this.#maxCost || this.#yes) return true;
    this.#progress.done();
    const { io } = this.#host.context;
    io.warn(
      `holdband: metrics of ${groups} target groups are to be read ${look === 'first' ? 'at first' : 'closely'}:`,
    );
    for (const line of describePlan(plan)) io.warn(`  ${line}`);
    const limit = `more than --max-cost ${this.#maxCost}`;
    try {
      await requireConfirmed('discover', `Spend ${dollars(plan)} in all, ${limit}?`, this.#yes, this.#host);
      return true;
    } catch (error) {
      const where = '--max-cost';
      const message = `is ${this.#maxCost}, and metrics would cost ${dollars(plan)} in all: give a higher one, or --yes`;
      const refused = error instanceof InputError ? new InputError('CostTooHigh', { where, message }) : error;
      if (look === 'first') throw refused;
      this.#refused = refused;
      return false;
    }
  }

  /** @throws InputError where a look was not paid for, once the answer without it was printed */
  check(): void {
    if (this.#refused !== undefined) throw this.#refused;
  }
}

/** What `holdband discover --plan` prints. */
export function planReport(least: CallPlan, most: CallPlan): string {
  const callsOf = (action: string): number => most.operations.find((one) => one.action === action)?.calls ?? 0;
  const rows = most.operations.map(({ action }) => {
    const atLeast = least.operations.find((one) => one.action === action)?.calls ?? 0;
    return [action, { right: String(atLeast) }, { right: String(callsOf(action)) }];
  });
  const all = ['all', { right: String(least.calls) }, { right: String(most.calls) }];
  const table = plainTable(['calls', { right: 'at least' }, { right: 'at most' }], [...rows, all]);
  const metrics = (plan: CallPlan) => `${plan.metrics.toLocaleString('en-US')} metrics, ${dollars(plan)}`;
  return `${table}\n\nAt least ${metrics(least)}; at most ${metrics(most)}, where every target group has long responses.\nList prices of ${least.pricesAsOf}; a load balancer has 1 to 50 listeners.\n`;
}

function describePlan(plan: CallPlan): string[] {
  const calls = plan.operations.map(({ action, calls: count }) => `${count} ${action.split(':')[1] ?? action}`);
  return [
    `${plan.calls} calls: ${calls.join(', ')}`,
    `${plan.metrics.toLocaleString('en-US')} metrics: ${dollars(plan)}`,
  ];
}

function dollars({ dollars: amount }: CallPlan): string {
  return `$${amount.toFixed(amount < 0.1 ? 4 : 2)}`;
}

/** `, about 40 s left`; nothing before there is anything to go by. Lists are done when the first call is counted. */
export function timeLeft(
  { done, planned }: { readonly done: number; readonly planned: number },
  seconds: number,
): string {
  if (done < 10 || seconds < 2 || planned <= done) return '';
  const left = (seconds * (planned - done)) / done;
  return left < 90 ? `, about ${Math.ceil(left)} s left` : `, about ${Math.ceil(left / 60)} min left`;
}
