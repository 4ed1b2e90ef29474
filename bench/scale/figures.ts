import { latencyOf } from './latency.ts';
import { discoverAtScale } from './run.ts';

/** One figure of a discovery at scale. */
export interface ScaleFigure {
  readonly what: string;
  readonly figure: string;
  /** @default - there is none: it stands beside another */
  readonly goal?: { readonly text: string /** Figure over goal: 1 is just met. */; readonly ratio: number };
}

/** Metrics of a target group that find a hold of any length, read by the minute for the same 15 h. */
const BY_THE_MINUTE = 110;
/** Of GetMetricData, as holdband has. */
const IN_FLIGHT = 3;
/** Of one data point in an answer. */
const BYTES = 25;

/** Measures a discovery, and puts what a call for each metric would take beside it. */
export async function scaleFigures(loadBalancers: number, groupsEach: number): Promise<ScaleFigure[]> {
  const measured = await discoverAtScale({ loadBalancers, groupsEach, faults: [] });
  const { tally, discovery, peakMegabytes, wallSeconds, cpuSeconds, virtualSeconds } = measured;
  const planned = discovery.plan?.calls ?? Number.NaN;
  const minutes = (metrics: number, points: number): string =>
    `${((metrics * latencyOf(points * BYTES)) / IN_FLIGHT / 60).toFixed(0)} min`;
  const calls = (text: string, over: number): ScaleFigure => ({
    what: text,
    figure: `${tally.calls} / ${over} = ${(tally.calls / over).toFixed(3)}`,
    goal: { text: '1.05', ratio: tally.calls / over / 1.05 },
  });
  return [
    calls('calls over the least that could do', tally.least),
    calls('calls over those planned', planned),
    { what: 'calls that were throttled', figure: String(tally.throttled) },
    {
      what: 'metrics paid for',
      figure: `${tally.metrics.toLocaleString('en-US')}, $${(tally.metrics / 100_000).toFixed(2)}`,
    },
    {
      what: 'peak memory of the process',
      figure: `${peakMegabytes.toFixed(0)} MB`,
      goal: { text: '400 MB', ratio: peakMegabytes / 400 },
    },
    {
      what: 'real time of the process',
      figure: `${wallSeconds.toFixed(1)} s (CPU ${cpuSeconds.toFixed(1)} s)`,
      goal: { text: '60 s', ratio: wallSeconds / 60 },
    },
    { what: 'virtual time: what AWS makes it wait', figure: `${virtualSeconds.toFixed(0)} s` },
    // The first look's 180 points: most of them have no more.
    { what: 'virtual time of a call for each of these metrics, computed', figure: minutes(tally.metrics, 180) },
    {
      what: `virtual time of a call for each of ${BY_THE_MINUTE} metrics a target group by the minute, computed`,
      figure: minutes(loadBalancers * groupsEach * BY_THE_MINUTE, 900),
    },
  ];
}
