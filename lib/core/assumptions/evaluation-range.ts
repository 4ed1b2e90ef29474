import { extraPeriodsOf } from '../alarms/evaluate-range.ts';
import { formatSeconds } from '../units.ts';
import type { Answer, Assumption, Probe } from './assumption.ts';
import { VERIFY_NAMESPACE } from './bench.ts';

/** From the moment a point is out of range to the state that shows it: one evaluation, and what it takes to be seen. */
const LATEST_NOTICE = 120;
/** For the point to arrive and the alarm to begin. */
const TO_BEGIN = 600;
/** Periods beyond those assumed that are waited for. */
const BEYOND = 2;

/** How far an alarm with one evaluation period looks back for data. One assumption for each length of period. */
export function evaluationRange(periodSeconds: number): Assumption {
  const { extraPeriods } = extraPeriodsOf(periodSeconds);
  const needed = (1 + extraPeriods + BEYOND) * periodSeconds + TO_BEGIN;
  return {
    id: `evaluation-range-${periodSeconds}`,
    question: `Does an alarm with a period of ${periodSeconds} s look back ${extraPeriods} periods further than it evaluates?`,
    how: 'One point is sent to a metric of its own; how long its alarm stays out of INSUFFICIENT_DATA is waited for.',
    restsOn: 'What evaluate, backtest and the guards against silence say of missing data.',
    async ask(probe) {
      const { waitSeconds = 0 } = probe;
      if (waitSeconds < needed)
        return { answer: 'unknown', seen: `It needs --wait ${Math.ceil(needed / 60)}m or longer.` };
      return judge(await watch(probe, periodSeconds, waitSeconds), periodSeconds, extraPeriods);
    },
  };
}

type Watched = { readonly pointAt: number; readonly goneAt: number } | { readonly seen: string };

async function watch(probe: Probe, periodSeconds: number, waitSeconds: number): Promise<Watched> {
  const { account, bench, clock, signal } = probe;
  const metricName = `${bench.prefix}range-${periodSeconds}`;
  const pointAt = Math.floor(clock.now() / 60) * 60;
  await account.writer.putMetricData({ namespace: VERIFY_NAMESPACE, metricName, at: pointAt, value: 1 });
  const name = await bench.metricAlarm(`range-${periodSeconds}`, {
    Namespace: VERIFY_NAMESPACE,
    MetricName: metricName,
    Statistic: 'Sum',
    Period: periodSeconds,
    EvaluationPeriods: 1,
    Threshold: 1_000_000,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'missing',
  });
  let began = false;
  const until = clock.now() + waitSeconds;
  while (!signal.aborted && clock.now() < until) {
    await clock.sleep(Math.min(30, until - clock.now()), signal);
    const [alarm] = await account.reader.alarms({ names: [name] });
    if (!alarm) return { seen: 'The alarm was deleted by somebody.' };
    if (alarm.state === 'OK') began = true;
    else if (began) return { pointAt, goneAt: alarm.stateSince ?? clock.now() };
  }
  if (signal.aborted) return { seen: 'The wait was interrupted.' };
  return {
    seen: began ? `The alarm was still OK after ${formatSeconds(waitSeconds)}.` : 'The alarm never saw its point.',
  };
}

/** A point is out of range once the whole range has gone by; the state shows it within the notice. */
function judge(watched: Watched, periodSeconds: number, assumed: number): Answer {
  if ('seen' in watched) return { answer: 'unknown', seen: watched.seen };
  const after = watched.goneAt - watched.pointAt;
  const least = Math.max(0, Math.ceil((after - LATEST_NOTICE) / periodSeconds) - 1);
  const most = Math.floor(after / periodSeconds) - 1;
  const came = `INSUFFICIENT_DATA came ${formatSeconds(after)} after the point`;
  if (least > most) return { answer: 'unknown', seen: `${came}, which no whole number of periods explains.` };
  const range = least === most ? `${most}` : `${least} to ${most}`;
  const seen = `${came}: it looked back ${range} periods further.`;
  if (assumed < least || assumed > most) return { answer: 'no', seen };
  return { answer: least === most ? 'yes' : 'unknown', seen };
}
