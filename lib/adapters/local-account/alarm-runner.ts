import { evaluateAlarm } from '../../core/alarms/evaluate.ts';
import type { InputSeries, MetricAlarm } from '../../core/alarms/evaluate-alarm.ts';
import { readAlarm } from '../../core/alarms/evaluate-read-alarm.ts';
import type { Evaluation } from '../../core/alarms/evaluate-result.ts';
import type { History } from '../../core/backtest/model.ts';
import { nameOf } from '../../core/backtest/replay-composite.ts';
import { storedHistory } from '../../core/backtest/stored-history.ts';
import { InputError } from '../../core/errors.ts';
import { type AlarmMetric, alarmMetrics } from '../../core/inventory/alarm-metrics.ts';
import type { LocalAccount } from './account.ts';
import { act, type InvokeFunction } from './alarm-actions.ts';
import type { StateShown, StoredAlarm, Suppression } from './alarm-store.ts';
import { childNames, compositeState } from './composites.ts';
import { explainState } from './state-reason.ts';

const MINUTE = 60;

export interface RunOptions {
  /** First and last evaluation lie between, epoch seconds. */
  readonly from: number;
  readonly to: number;
  /** How long after its end a minute is first seen. @default 0 - real load balancers take one to three minutes */
  readonly delaySeconds?: number;
  /** Is told each minute before it happens: for the clock of who answers calls meanwhile. */
  readonly onMinute?: (at: number) => void;
}

/** A metric alarm and its evaluations over the run. */
interface Plan {
  readonly name: string;
  readonly alarm: MetricAlarm;
  readonly evaluation: Evaluation;
  readonly statistic?: string;
  readonly sampleCountAt?: (start: number) => number | undefined;
}

/**
 * Evaluates the alarms of an account over its metrics, minute by minute, and does what they say: states, history,
 * notifications and invocations come as CloudWatch would have them. Only one minute happens at a time.
 */
export class AlarmRunner {
  /** Alarms that are not evaluated, and why. */
  readonly notEvaluated = new Map<string, string>();
  readonly #account: LocalAccount;
  readonly #invoke: InvokeFunction | undefined;
  /** Composites whose actions are kept back, and the time before which nobody looks again. */
  readonly #heldBack = new Map<string, number>();
  /** Until when a suppressor that was in ALARM suppresses at least, by composite. */
  readonly #suppressedUntil = new Map<string, number>();
  #busy: Promise<void> = Promise.resolve();

  constructor(account: LocalAccount, invoke: InvokeFunction | undefined) {
    this.#account = account;
    this.#invoke = invoke;
  }

  /** Runs all alarms from one time to another; composites follow their children in the same minute. */
  async run({ from, to, delaySeconds = 0, onMinute }: RunOptions): Promise<void> {
    const history = storedHistory({
      from,
      to,
      source: 'simulation',
      metrics: this.#account.metrics.all(),
      silent: () => true,
    });
    const plans = this.#account.alarms.all().flatMap((alarm) => this.#plan(alarm, history, delaySeconds));
    for (let at = from + MINUTE; at <= to; at += MINUTE) {
      onMinute?.(at);
      for (const plan of plans) await this.#step(plan, at, delaySeconds);
      await this.#followComposites(at);
    }
  }

  /** After a state was set by hand: its actions, and what composites make of it. */
  stateSet(name: string, previous: StateShown): void {
    const at = this.#account.now();
    const alarm = this.#account.alarms.get(name);
    if (!alarm || alarm.state === previous.state) return;
    this.#busy = this.#busy.then(async () => {
      await act(this.#account, alarm, previous, at, this.#invoke);
      await this.#followComposites(at);
    });
  }

  /** Resolves once all actions that states set by hand have brought are done. */
  idle(): Promise<void> {
    return this.#busy;
  }

  #plan(stored: StoredAlarm, history: History, delaySeconds: number): Plan[] {
    if (stored.kind !== 'MetricAlarm') return [];
    try {
      const alarm = readAlarm(JSON.stringify(stored.settings), stored.name);
      const metrics = alarmMetrics(stored.settings);
      const series = new Map(metrics.map((metric) => [metric.id, inputOf(history, metric, alarm)] as const));
      const options = { initialState: stored.state, visibilityDelaySeconds: delaySeconds };
      const evaluation = evaluateAlarm(alarm, series.size > 0 ? series : onlyTimes(history), options);
      const [only] = metrics;
      const single = alarm.source.kind === 'metric' && only ? only : undefined;
      return [
        {
          name: stored.name,
          alarm,
          evaluation,
          ...(single && {
            statistic: single.stat,
            sampleCountAt: (start: number) => samplesAt(history, single, alarm, start),
          }),
        },
      ];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.notEvaluated.set(stored.name, error.problems.map(({ message }) => message).join('; '));
      return [];
    }
  }

  async #step({ name, alarm, evaluation, statistic, sampleCountAt }: Plan, at: number, delay: number): Promise<void> {
    const index = (at - evaluation.at(0)) / MINUTE;
    const stored = this.#account.alarms.get(name);
    if (!Number.isInteger(index) || index < 0 || index >= evaluation.length || !stored) return;
    const state = evaluation.state(index);
    if (state === stored.state) return;
    const explained = explainState({
      alarm,
      evaluation,
      index,
      queryDate: at,
      delaySeconds: delay,
      ...(statistic !== undefined && { statistic }),
      ...(sampleCountAt && { sampleCountAt }),
    });
    await this.#change(stored, { state, ...explained }, at);
  }

  async #change(
    before: StoredAlarm,
    to: Pick<StoredAlarm, 'state' | 'reason' | 'reasonData'>,
    at: number,
  ): Promise<void> {
    this.#account.alarms.setState(before, to, at);
    const after = this.#account.alarms.get(before.name);
    if (after) await act(this.#account, after, before, at, this.#invoke);
  }

  /** Until no composite changes any more: composites may read composites. */
  async #followComposites(at: number): Promise<void> {
    const composites = this.#account.alarms.all().filter(({ kind }) => kind === 'CompositeAlarm');
    for (const composite of composites) this.#noteSuppressor(composite, at);
    for (let round = 0, changed = true; changed && round <= composites.length; round++) {
      changed = false;
      for (const { name } of composites) changed = (await this.#followOne(name, at)) || changed;
    }
  }

  /** It may leave ALARM at the next evaluation at the earliest; the extension begins then. */
  #noteSuppressor({ name, settings }: StoredAlarm, at: number): void {
    const { ActionsSuppressor, ActionsSuppressorExtensionPeriod } = settings;
    if (typeof ActionsSuppressor !== 'string') return;
    if (this.#account.alarms.get(nameOf(ActionsSuppressor))?.state !== 'ALARM') return;
    this.#suppressedUntil.set(name, at + MINUTE + Number(ActionsSuppressorExtensionPeriod ?? 0));
  }

  async #followOne(name: string, at: number): Promise<boolean> {
    const { alarms } = this.#account;
    const before = alarms.get(name);
    if (!before) return false;
    const next = compositeState(before, (child) => alarms.get(child));
    if (!next) {
      this.notEvaluated.set(name, `its rule names an alarm that is not here: ${childNames(before).join(', ')}`);
      return false;
    }
    if (next.state === before.state) {
      await this.#release(before, at);
      return false;
    }
    const suppression = this.#suppressionOf(before, at, true);
    this.#heldBack.delete(name);
    if (!suppression) {
      await this.#change(before, next, at);
      return true;
    }
    alarms.setState(before, { ...next, suppressedBy: suppression.by }, at);
    this.#heldBack.set(name, suppression.until);
    return true;
  }

  /** A composite whose suppression ends while it is still in its state acts then. */
  async #release(composite: StoredAlarm, at: number): Promise<void> {
    const until = this.#heldBack.get(composite.name);
    if (until === undefined || at < until || this.#suppressionOf(composite, at, false)) return;
    this.#heldBack.delete(composite.name);
    const { state, reason, reasonData } = composite;
    this.#account.alarms.setState(composite, { state, reason, ...(reasonData !== undefined && { reasonData }) }, at);
    const released = this.#account.alarms.get(composite.name);
    if (released) await act(this.#account, released, composite, at, this.#invoke);
  }

  /**
   * Whether a suppressor keeps actions back now: it is in ALARM, was within the extension period, or may yet get there
   * within the wait period. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-suppression.html
   */
  #suppressionOf(
    { name, settings }: StoredAlarm,
    at: number,
    changing: boolean,
  ): { readonly by: Suppression; readonly until: number } | undefined {
    const { ActionsSuppressor, ActionsSuppressorWaitPeriod } = settings;
    if (typeof ActionsSuppressor !== 'string') return undefined;
    const suppressor = this.#account.alarms.get(nameOf(ActionsSuppressor));
    if (suppressor?.state === 'ALARM') {
      return { by: 'Alarm', until: at };
    }
    if (at < (this.#suppressedUntil.get(name) ?? 0)) return { by: 'ExtensionPeriod', until: at };
    const wait = Number(ActionsSuppressorWaitPeriod ?? 0);
    return changing && wait > 0 ? { by: 'WaitPeriod', until: at + wait } : undefined;
  }
}

/** A metric that the account does not have has no data, as in CloudWatch. */
function inputOf(history: History, metric: AlarmMetric, { periodSeconds }: MetricAlarm): InputSeries {
  const series = history.series(metric, periodSeconds);
  if (!series) throw new TypeError(`no series of ${metric.metricName}`);
  const { start, values, sampleCounts, whole = false } = series;
  return { periodSeconds: MINUTE, start, values, whole, ...(sampleCounts && { sampleCounts }) };
}

function onlyTimes({ from, to }: History): InputSeries {
  return { periodSeconds: MINUTE, start: from, values: new Float64Array((to - from) / MINUTE).fill(Number.NaN) };
}

/** Samples of the period that begins at `start`. */
function samplesAt(
  history: History,
  metric: AlarmMetric,
  { periodSeconds }: MetricAlarm,
  start: number,
): number | undefined {
  const counts = history.series({ ...metric, stat: 'SampleCount' }, MINUTE);
  let samples: number | undefined;
  for (let at = start; counts && at < start + periodSeconds; at += MINUTE) {
    const value = counts.values[(at - counts.start) / MINUTE];
    if (value !== undefined && !Number.isNaN(value)) samples = (samples ?? 0) + value;
  }
  return samples;
}
