import { flatExpression, shareExpression, survivorExpression } from '../alarms/expressions.ts';
import { isStatistic, parseStatistic } from '../statistics/statistic.ts';
import { COUNT_FORMS } from '../targets.ts';
import { metricsOf, returnedQuery, textOf } from './alarm-facts.ts';
import type { AlarmRecord } from './model.ts';

/** A latency alarm in one of the forms that holdband deploys, read back from its metrics. */
export interface LatencyForm {
  /** `share` is an exact count; `estimate` subtracts a background that moves with the objective. */
  readonly kind: 'share' | 'estimate';
  /** Slower requests are slow: seconds, as deployed. */
  readonly objectiveSeconds: number;
  /** All that has to be equal for the objective to be the whole difference. */
  readonly rest: string;
}

const EDGES = { slowFrom: 1, slowTo: 2, sideFrom: 3, sideTo: 4 };
const PROOF = { z: 3, margin: 1 };
/** Margin and z², as the expressions write them. */
const PROOF_CONSTANTS = /- ([\d.]+)\) > 0\) AND .* > ([\d.]+)\*/;
const NUMBERS = /\d+(?:\.\d+)?/g;

/** The expressions with every number taken out, and what they compute. Made by what deploys them, so they cannot drift. */
const SHAPES: ReadonlyMap<string, LatencyForm['kind']> = new Map(
  COUNT_FORMS.flatMap((form): [string, LatencyForm['kind']][] => [
    [shapeOf(shareExpression(1, form).expression), 'share'],
    [shapeOf(survivorExpression(EDGES, PROOF, form).expression), 'estimate'],
    [shapeOf(flatExpression(EDGES, PROOF, form).expression), 'estimate'],
  ]),
);

function shapeOf(expression: string): string {
  return expression.replace(NUMBERS, '#');
}

/** Reads an alarm as one of holdband's own latency alarms; `undefined` where it is none. */
export function latencyForm(record: AlarmRecord): LatencyForm | undefined {
  const expression = textOf(returnedQuery(record) ?? {}, 'Expression');
  const kind = expression === undefined ? undefined : SHAPES.get(shapeOf(expression));
  if (expression === undefined || kind === undefined) return undefined;
  const metrics = metricsOf(record);
  const stats = new Map(metrics.map(({ id, stat }) => [id, stat]));
  const [fast, slow] = [rangeOf(stats.get('fast')), rangeOf(stats.get('slow'))];
  if (!fast || slow?.from === undefined || fast.to !== slow.from) return undefined;
  const others = [...stats].filter(([id]) => id !== 'fast' && id !== 'slow').map(([id, stat]) => `${id}=${stat}`);
  // Of an estimate's constants those of the background follow from its edges; what it demands as proof does not.
  const constants = kind === 'share' ? expression : `${expression.match(PROOF_CONSTANTS)?.slice(1)}`;
  const rest = [fast.measure, fast.from, slow.measure, slow.to, ...others.toSorted(), constants].join(' ');
  return { kind, objectiveSeconds: slow.from, rest: `${shapeOf(expression)} ${rest}` };
}

function rangeOf(stat: string | undefined) {
  if (stat === undefined || !isStatistic(stat)) return undefined;
  const statistic = parseStatistic(stat);
  return statistic.kind === 'range' ? statistic : undefined;
}
