import { InputError } from '../errors.ts';
import type { EvaluationOptions, InputSeries, MetricAlarm } from './evaluate-alarm.ts';
import { type Judged, judge, periodColumn } from './evaluate-classes.ts';
import { type AlignedInputs, alignInputs, commonDivisor, metricsOf } from './evaluate-inputs.ts';
import { type ExtraPeriods, evaluationInterval, extraPeriodsOf } from './evaluate-range.ts';
import { Evaluation } from './evaluate-result.ts';
import { judgeRange } from './evaluate-window.ts';
import { ALARM, decide, MISSING, OK, STATE_NAMES } from './missing-data.ts';

/** What every way of evaluating needs; slots are those of the series, times epoch seconds. */
interface Run {
  readonly alarm: MetricAlarm;
  readonly inputs: AlignedInputs;
  /** Slots from one of the alarm's periods to the one before it. */
  readonly stride: number;
  /** Newest slot of the first evaluation. */
  readonly firstSlot: number;
  /** Slots from one evaluation to the next. */
  readonly stepSlots: number;
  readonly count: number;
  /** From the end of the newest slot to the evaluation. */
  readonly delaySeconds: number;
  readonly range: number;
  /** The range in the other reading; the same number where there is none. */
  readonly otherRange: number;
  readonly initial: number;
}

/**
 * Evaluates a metric alarm over time as CloudWatch does: every minute (every 10 s for shorter periods, hourly where the
 * alarm looks back over more than a day), over N adjacent, disjoint periods that end at the newest slot. A period that
 * began before the series did counts as missing, so a 300 s alarm, 2 of 2, decides after ten minutes.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
 *
 * @param given one series, or for metric math one a query id
 * @throws InputError codes `SeriesRefused`, `RollUpRefused`, `SampleCountMissing`; what the expression throws
 */
export function evaluateAlarm(
  alarm: MetricAlarm,
  given: InputSeries | ReadonlyMap<string, InputSeries>,
  options: EvaluationOptions = {},
): Evaluation {
  const inputs = alignInputs(alarm, given);
  const run = planRun(alarm, inputs, options);
  const { source } = alarm;
  const late = [...inputs.series.values()].some((series) => series.visibleFrom !== undefined);
  if (late || (source.kind === 'math' && !source.expression.pointwise)) return byRanges(run);
  return byColumns(run, judgeAll(alarm, inputs), options.last === true);
}

function planRun(alarm: MetricAlarm, inputs: AlignedInputs, options: EvaluationOptions): Run {
  const { evaluationPeriods, periodSeconds } = alarm;
  const slotSeconds = inputs.periodSeconds;
  const stride = periodSeconds / slotSeconds;
  const interval = evaluationInterval(periodSeconds, evaluationPeriods);
  const stepSlots = interval / commonDivisor(slotSeconds, interval);
  let firstSlot = stride - 1;
  while ((inputs.start + (firstSlot + 1) * slotSeconds) % interval !== 0 && firstSlot < stride - 1 + stepSlots)
    firstSlot++;
  const lastSlot = inputs.length - 1;
  if (options.last) firstSlot = lastSlot;
  if (lastSlot < firstSlot || lastSlot < stride - 1) {
    const message = `its ${inputs.length} values of ${slotSeconds} s hold no evaluation of ${periodSeconds} s`;
    throw new InputError('SeriesRefused', { where: 'series', message });
  }
  const { extraPeriods, otherExtraPeriods } = extraOf(periodSeconds, options);
  return {
    alarm,
    inputs,
    stride,
    firstSlot,
    stepSlots,
    count: Math.floor((lastSlot - firstSlot) / stepSlots) + 1,
    delaySeconds: Math.ceil((options.visibilityDelaySeconds ?? 0) / interval) * interval,
    range: evaluationPeriods + extraPeriods,
    otherRange: evaluationPeriods + (otherExtraPeriods ?? extraPeriods),
    initial: STATE_NAMES.indexOf(options.initialState ?? 'INSUFFICIENT_DATA'),
  };
}

function extraOf(periodSeconds: number, options: EvaluationOptions): ExtraPeriods {
  const { extraPeriods, otherExtraPeriods } = options;
  if (extraPeriods === undefined && otherExtraPeriods === undefined) return extraPeriodsOf(periodSeconds);
  const known = extraPeriods ?? extraPeriodsOf(periodSeconds).extraPeriods;
  return otherExtraPeriods === undefined ? { extraPeriods: known } : { extraPeriods: known, otherExtraPeriods };
}

/** The compared series over all slots: for metric math, each input rolled up, then the expression slot by slot. */
function judgeAll(alarm: MetricAlarm, inputs: AlignedInputs): Judged {
  const { source } = alarm;
  const columns = new Map(
    [...metricsOf(alarm)].map(([id, statistic]) => {
      const series = inputs.series.get(id) as InputSeries;
      return [id, periodColumn(series, statistic, alarm, id || 'series')] as const;
    }),
  );
  const [only] = columns.values();
  if (source.kind === 'metric' && only) return judge(alarm, only);
  if (source.kind === 'metric') throw new TypeError('a metric alarm reads one series');
  const { start, length } = inputs;
  const { periodSeconds } = alarm;
  const series = new Map([...columns].map(([id, { values }]) => [id, { periodSeconds, start, values }]));
  // Without inputs there is still a time: an expression such as TIME_SERIES(0) has a value in every slot of it.
  if (series.size === 0) series.set('', { periodSeconds, start, values: new Float64Array(length).fill(Number.NaN) });
  return judge(alarm, { values: source.expression.evaluate(series).values });
}

/** One pass over all slots with running counts of each phase's newest N periods; ranges are searched only around gaps. */
function byColumns(run: Run, judged: Judged, last: boolean): Evaluation {
  const { alarm, stride, firstSlot, stepSlots, count, range, otherRange, initial } = run;
  const { classes } = judged;
  const { evaluationPeriods, datapointsToAlarm } = alarm;
  const states = new Uint8Array(count);
  const otherStates = new Uint8Array(count);
  const judgedPoints = new Int32Array(stride);
  const breaching = new Int32Array(stride);
  const width = evaluationPeriods * stride;
  let state = initial;
  let other = initial;
  let done = 0;
  let due = firstSlot;
  // A single evaluation needs no counts of what came before: with none, every range is searched.
  for (let slot = last ? firstSlot : 0, phase = slot % stride; done < count; slot++) {
    // By bits, not by branches: data are random to the processor, and this line is what a year of minutes costs.
    const is = classes[slot] as number;
    const was = slot >= width ? (classes[slot - width] as number) : MISSING;
    judgedPoints[phase] = (judgedPoints[phase] as number) + (is & 1) - (was & 1);
    breaching[phase] = (breaching[phase] as number) + ((is >> 1) & 1) - ((was >> 1) & 1);
    if (slot === due) {
      if (!last && judgedPoints[phase] === evaluationPeriods) {
        state = (breaching[phase] as number) >= datapointsToAlarm ? ALARM : OK;
        other = state;
      } else {
        state = decide(alarm, classes, slot, stride, range, state);
        other = otherRange === range ? state : decide(alarm, classes, slot, stride, otherRange, other);
      }
      states[done] = state;
      otherStates[done] = other;
      done++;
      due += stepSlots;
    }
    if (++phase === stride) phase = 0;
  }
  return resultOf(run, states, otherStates, (index) => ({ judged, slot: firstSlot + index * stepSlots, stride }));
}

/** Each evaluation on its own over what can be seen of its range then: for late data and for expressions over ranges. */
function byRanges(run: Run): Evaluation {
  const { alarm, inputs, firstSlot, stepSlots, count, range, otherRange, initial } = run;
  const states = new Uint8Array(count);
  const otherStates = new Uint8Array(count);
  const seen = (index: number, periods: number): Judged => {
    const slot = firstSlot + index * stepSlots;
    return judgeRange(alarm, inputs, slot, periods, timeOf(run, index));
  };
  let state = initial;
  let other = initial;
  for (let index = 0; index < count; index++) {
    state = decide(alarm, seen(index, range).classes, range - 1, 1, range, state);
    other =
      otherRange === range
        ? state
        : decide(alarm, seen(index, otherRange).classes, otherRange - 1, 1, otherRange, other);
    states[index] = state;
    otherStates[index] = other;
  }
  return resultOf(run, states, otherStates, (index) => ({ judged: seen(index, range), slot: range - 1, stride: 1 }));
}

function timeOf({ inputs, firstSlot, stepSlots, delaySeconds }: Run, index: number): number {
  return inputs.start + (firstSlot + index * stepSlots + 1) * inputs.periodSeconds + delaySeconds;
}

function resultOf(
  run: Run,
  states: Uint8Array,
  otherStates: Uint8Array,
  view: ConstructorParameters<typeof Evaluation>[0]['view'],
): Evaluation {
  const { alarm, range, otherRange } = run;
  const { evaluationPeriods } = alarm;
  return new Evaluation({
    alarm,
    states,
    otherStates,
    range,
    extraPeriods: range - evaluationPeriods,
    otherExtraPeriods: otherRange - evaluationPeriods,
    at: (index) => timeOf(run, index),
    newestPeriodStart: (index) => timeOf(run, index) - run.delaySeconds - alarm.periodSeconds,
    view,
  });
}
