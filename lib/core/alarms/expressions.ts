import { estimateFactors, type Significance } from '../holds/background.ts';
import type { EstimateEdges } from '../holds/bands.ts';
import { printBound } from '../statistics/edges.ts';
import type { CountForm } from '../targets.ts';

/** An expression and the statistics of TargetResponseTime it reads. */
export interface LatencyExpression {
  /** CloudWatch statistic strings by id in the expression. */
  readonly stats: Readonly<Record<string, string>>;
  /** Metric math, one line. */
  readonly expression: string;
}

/**
 * Slow requests needed in a period before a plain share counts for anything: below, a single hiccup in a quiet minute is
 * 100 %. Compared with half a request of room, because a count made from a percentage is not quite whole.
 */
const LEAST_SLOW_REQUESTS = 3;

/**
 * Share of slow requests among those that are not long polls, in percent, 0 where it is not significant: the survivor
 * form, `slowSharePercent(estimateBackground(…))` as metric math.
 *
 * One expression instead of a chain of them, because an alarm shows, stores and bills inputs, and a chain hides which
 * part is compared. So the background appears six times in it; the polynomial is nested to keep each short. There is no
 * square root: squares are compared.
 */
export function survivorExpression(
  edges: EstimateEdges,
  { z, margin }: Significance,
  form: CountForm,
): LatencyExpression {
  const counts = countsOf(form, {
    fast: [undefined, edges.slowFrom],
    slow: [edges.slowFrom, edges.slowTo],
    late: [edges.sideFrom, undefined],
    held: [edges.sideTo, undefined],
  });
  const { fast, slow, late, held } = counts.terms;
  const { k, g } = estimateFactors(edges);
  const rate = `LOG((${late} + 1)/(${held} + 0.5))`;
  const growth = `(1 + ${rate}*(${printBound(g)} + ${printBound((g * g) / 2)}*${rate}))`;
  const background = `${printBound(k)}*(${late} + 1)*${rate}*${growth}`;
  const excess = `(${slow} - ${background} - ${printBound(margin)})`;
  const variance = `${background}*(1 + ${background}/(${late} - ${held} + 1))`;
  return {
    stats: counts.stats,
    expression: significantShare({ fast, slow, background, excess, variance, z }),
  };
}

/** The same with the flat form: the background as if early releases were uniform over the hold. One metric less. */
export function flatExpression(edges: EstimateEdges, { z, margin }: Significance, form: CountForm): LatencyExpression {
  const counts = countsOf(form, {
    fast: [undefined, edges.slowFrom],
    slow: [edges.slowFrom, edges.slowTo],
    side: [edges.sideFrom, edges.sideTo],
  });
  const { fast, slow, side } = counts.terms;
  const { k } = estimateFactors(edges);
  const background = `${printBound(k)}*(${side} + 1)`;
  const excess = `(${slow} - ${background} - ${printBound(margin)})`;
  const variance = `${printBound(k * (1 + k))}*(${side} + 1)`;
  return {
    stats: counts.stats,
    expression: significantShare({ fast, slow, background, excess, variance, z }),
  };
}

/** Share of requests slower than the objective, in percent; 0 with fewer than three slow ones. For groups that hold nothing. */
export function shareExpression(objectiveSeconds: number, form: CountForm): LatencyExpression {
  const counts = countsOf(form, { fast: [undefined, objectiveSeconds], slow: [objectiveSeconds, undefined] });
  const { fast, slow } = counts.terms;
  const enough = `(${slow} > ${LEAST_SLOW_REQUESTS - 0.5})`;
  return { stats: counts.stats, expression: `IF(${enough}, 100*${slow}/(${fast} + ${slow} + 0.001), 0)` };
}

interface Share {
  readonly fast: string;
  readonly slow: string;
  readonly background: string;
  readonly excess: string;
  readonly variance: string;
  readonly z: number;
}

/** The 0.001 keeps a period without requests from dividing by zero, which would drop the point. */
function significantShare({ fast, slow, background, excess, variance, z }: Share): string {
  const positive = `(${excess} > 0)`;
  const significant = `(${excess}*${excess} > ${printBound(z * z)}*${variance})`;
  return `IF(${positive} AND ${significant}, 100*(${slow} - ${background})/(${fast} + ${slow} + 0.001), 0)`;
}

type Band = readonly [from: number | undefined, to: number | undefined];

/** Statistics that count the bands, and how the expression spells each count: `late`, or `(n*late/100)` from PR. */
function countsOf<Id extends string>(
  form: CountForm,
  bands: Readonly<Record<Id, Band>>,
): { readonly stats: Record<string, string>; readonly terms: Record<Id, string> } {
  const ids = Object.keys(bands) as Id[];
  const stats = ids.map((id) => [id, `${form}(${printEnd(bands[id][0])}:${printEnd(bands[id][1])})`] as const);
  const terms = ids.map((id) => [id, form === 'TC' ? id : `(n*${id}/100)`] as const);
  return {
    stats: { ...Object.fromEntries(stats), ...(form === 'TC' ? {} : { n: 'SampleCount' }) },
    terms: Object.fromEntries(terms) as Record<Id, string>,
  };
}

function printEnd(seconds: number | undefined): string {
  return seconds === undefined ? '' : printBound(seconds);
}
