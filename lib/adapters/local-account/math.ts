import type { Point } from './metric-store.ts';

/** A metric math expression among the queries of one call. */
export interface MathQuery {
  readonly id: string;
  readonly expression: string;
  /** Seconds. @default - that of the series it reads */
  readonly period?: number;
}

/** A series that expressions may read. */
export interface MathSeries {
  readonly label: string;
  /** Seconds. */
  readonly period: number;
  /** Oldest first. */
  readonly points: readonly Point[];
}

export interface MathInput {
  readonly expressions: readonly MathQuery[];
  /** The metrics of the call, by id. */
  readonly series: ReadonlyMap<string, MathSeries>;
  /** Epoch seconds: what the call asks for. */
  readonly start: number;
  readonly end: number;
}

/**
 * Evaluates the expressions of a call.
 *
 * @returns points by the id of the expression, oldest first
 * @throws ServiceError `ValidationError` in the service's words where an expression is wrong or not known
 */
export type EvaluateMath = (input: MathInput) => ReadonlyMap<string, readonly Point[]>;

/**
 * Checks an expression of an alarm, without data.
 *
 * @param ids the ids of all queries of the alarm
 * @throws ServiceError `ValidationError` in the service's words
 */
export type CheckMath = (query: MathQuery, ids: readonly string[]) => void;
