import { DEFAULTS } from '../config/defaults.ts';
import { compareText } from '../order.ts';
import type { ElbResource } from '../targets.ts';
import type { TargetGroupFigures } from '../triage/figures.ts';
import { figuresFromMetrics } from '../triage/live/figures-from-metrics.ts';
import type { MetricPlan } from '../triage/live/plan-queries.ts';
import { remedyFor } from '../triage/live/reads.ts';
import type { AccountReader, ReadFailedError } from './account.ts';
import { type Classified, classify } from './discover-classify.ts';
import {
  CLOSE_PERIOD,
  closeLook,
  FIRST_PERIOD,
  firstLook,
  isShared,
  LOOK_BACK,
  longestOf,
  ownMetrics,
  settledAtOnce,
  withFastBins,
} from './looks.ts';
import { type PackedAnswer, readPacked } from './read-packed.ts';

/** A target group whose metrics are read. */
export interface TrafficOf {
  readonly targetGroup: ElbResource;
  readonly loadBalancer: ElbResource;
  /** @default - not known */
  readonly idleTimeoutSeconds?: number;
  /** Its name and the values of its tags: what people call it. Untrusted. @default - not known */
  readonly names?: readonly string[];
  /** A close look whatever the first one says. @default false */
  readonly closely?: boolean;
}

/** What a target group carries, and the figures that say so. */
export interface Looked {
  readonly carried: Classified;
  readonly figures: TargetGroupFigures;
}

/** Metrics of one stretch: how many, and how many data points each may have. */
export interface LookSize {
  readonly count: number;
  readonly points: number;
}

export interface TrafficReading {
  readonly window: { readonly start: number; readonly end: number };
  /** The present, epoch seconds. */
  readonly now: number;
  /** Asked before a look; on false it is not made. @default - always */
  readonly approve?: (look: 'first' | 'close', size: LookSize, groups: number) => Promise<boolean>;
  /** Told of every target group once. What it keeps of the figures stays in memory. */
  readonly looked: (of: TrafficOf, looked: Looked) => void;
  /** Told of every call. */
  readonly called: () => void;
  readonly problems: string[];
}

interface Look {
  readonly name: string;
  readonly of: TrafficOf;
  readonly plan: MetricPlan;
  /** Of the first look. @default - this is the first, or it brought nothing whole */
  readonly before?: Classified;
}

/**
 * What target groups carry: a first look at all, a close one at those that it does not settle. A group whose metrics could not
 * be read is `unknown`, and listed.
 */
export async function readTraffic(
  reader: Pick<AccountReader, 'metrics'>,
  groups: readonly TrafficOf[],
  reading: TrafficReading,
): Promise<void> {
  const { window, problems } = reading;
  const spans = spansOf(window);
  // Neighbours behind a load balancer, so that its metrics are in the call of theirs.
  const inOrder = groups.toSorted((a, b) => compareText(a.loadBalancer.arn, b.loadBalancer.arn));
  const first = inOrder.map(
    (of): Look => ({ name: of.targetGroup.name, of, plan: firstLook(namesOf(of), spans.first) }),
  );
  const close: Look[] = [];
  await makeLook(reader, 'first', first, spans.first, reading, (look, answer) => {
    const { of } = look;
    const figures = figuresOf(look, answer, reading);
    const carried = classify(figures, settingsOf(of));
    if ('failed' in answer) return reading.looked(of, { carried, figures });
    const settled = of.closely ? undefined : settledAtOnce(figures, settingsOf(of));
    if (settled) return reading.looked(of, { carried: settled, figures });
    const plan = closeLook(namesOf(of), spans.close, longestOf(answer.series));
    close.push({ name: look.name, of, plan, before: carried });
  });
  // By the answers to the first look, which come in any order.
  close.sort((a, b) => compareText(a.of.loadBalancer.arn, b.of.loadBalancer.arn) || compareText(a.name, b.name));
  await makeLook(reader, 'close', close, spans.close, reading, (look, answer) => {
    const figures = figuresOf(look, answer, reading);
    problems.push(...(figures.missing ?? []).map((text) => `${look.name}: ${text}`));
    const carried = classify(figures, settingsOf(look.of));
    const { histogram } = look.before ?? carried;
    reading.looked(look.of, {
      carried: { ...carried, histogram: withFastBins(carried.histogram, histogram) },
      figures,
    });
  });
}

async function makeLook(
  reader: Pick<AccountReader, 'metrics'>,
  which: 'first' | 'close',
  looks: readonly Look[],
  span: LookSpan,
  reading: TrafficReading,
  each: (look: Look, answer: PackedAnswer) => void,
): Promise<void> {
  if (looks.length === 0) return;
  const size = sizeOf(looks, (span.end - span.start) / span.periodSeconds);
  if (reading.approve && !(await reading.approve(which, size, looks.length))) {
    for (const { of, before } of looks) reading.looked(of, notRead(of, reading.window, before));
    return;
  }
  const asked = looks.map((look) => ({ of: look, queries: look.plan.queries }));
  await readPacked(reader, asked, span, { isShared, each, called: reading.called, problems: reading.problems });
}

function figuresOf({ of, plan }: Look, answer: PackedAnswer, reading: TrafficReading): TargetGroupFigures {
  const { window, now, problems } = reading;
  const names = namesOf(of);
  if ('failed' in answer) {
    problems.push(`${of.targetGroup.name}: no metrics: ${answer.failed.message}`);
    return { ...names, source: 'metrics', window, minutes: [], unread: unreadFor(answer.failed) };
  }
  return figuresFromMetrics(plan, { series: answer.series, problems: [] }, { ...names, window, now }).figures;
}

/** A stretch of data points, epoch seconds. */
interface LookSpan {
  readonly start: number;
  readonly end: number;
  readonly periodSeconds: number;
}

/** The first look covers the close one, in whole periods: data points count from its start. */
function spansOf(window: TrafficReading['window']): { readonly first: LookSpan; readonly close: LookSpan } {
  const start = FIRST_PERIOD * Math.floor(Math.min(window.start, window.end - LOOK_BACK) / FIRST_PERIOD);
  return {
    first: { start, end: FIRST_PERIOD * Math.ceil(window.end / FIRST_PERIOD), periodSeconds: FIRST_PERIOD },
    close: { start, end: window.end, periodSeconds: CLOSE_PERIOD },
  };
}

/** Metrics in all: what several target groups share counts once. */
function sizeOf(looks: readonly Look[], points: number): LookSize {
  const balancers = new Set(looks.map(({ of }) => of.loadBalancer.arn)).size;
  const shared = looks[0]?.plan.queries.filter(({ id }) => isShared(id)).length ?? 0;
  return { count: looks.reduce((sum, { plan }) => sum + ownMetrics(plan), balancers * shared), points };
}

function namesOf({ targetGroup, loadBalancer }: TrafficOf) {
  return { targetGroup: targetGroup.fullName, loadBalancer: loadBalancer.fullName };
}

function settingsOf({ idleTimeoutSeconds, names = [] }: TrafficOf) {
  return { objectiveSeconds: DEFAULTS.objective, names, ...(idleTimeoutSeconds && { idleTimeoutSeconds }) };
}

function unreadFor(failed: ReadFailedError) {
  return { reason: failed.message, nextStep: remedyFor(failed) };
}

/** Nobody allowed it: what the first look saw is all there is. */
function notRead(of: TrafficOf, window: TrafficReading['window'], before: Classified | undefined): Looked {
  const reason = before
    ? 'Responses were long, and it was not looked at closely enough to say why: that was not to be paid for.'
    : 'Its metrics were not read: they were not to be paid for.';
  const unread = { reason, nextStep: 'Allow it: --max-cost.' };
  const figures = { ...namesOf(of), source: 'metrics' as const, window, minutes: [], unread };
  const { requests, histogram } = before ?? {};
  const carried = classify(figures, settingsOf(of));
  return {
    carried: { ...carried, ...(requests !== undefined && { requests }), ...(histogram && { histogram }) },
    figures,
  };
}
