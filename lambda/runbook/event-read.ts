import * as z from 'zod/mini';
import { parseArn } from '../../lib/core/config/arns.ts';
import { HoldbandError } from '../../lib/core/errors.ts';
import type { Place, WatchedMetric } from './event-types.ts';

/** A text that says something. */
export const text = z.string().check(z.minLength(1));

/**
 * Reads an event, or a part of one, by a schema. Keys that the schema does not know are passed over: AWS adds some.
 *
 * @param at path to the part, for the message
 * @throws HoldbandError `EventNotUnderstood` with the path and the value of the first thing wrong
 */
export function readAs<T extends z.ZodMiniType>(schema: T, value: unknown, at = ''): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const path = result.error.issues[0]?.path ?? [];
  const found = path.reduce<unknown>(
    (part, key) =>
      typeof part === 'object' && part !== null ? (part as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
  const where = [at, ...path].filter((part) => part !== '').join('.') || 'the event';
  return refuse(`${where} is ${shown(found)}`);
}

/** Epoch seconds of a time as AWS writes it, with a zone such as `+0000` or `Z`. @throws HoldbandError */
export function readTime(value: string, at: string): number {
  return timeOf(value) ?? refuse(`${at} is ${shown(value)}, which is no time`);
}

/** As {@link readTime}; `undefined` where it is none. */
export function timeOf(value: string): number | undefined {
  const seconds = Date.parse(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Partition, Region and account of an alarm. @throws HoldbandError */
export function readAlarmPlace(arn: string, at: string): Place {
  const { partition, region, account, service } = parseArn(arn) ?? refuse(`${at} is ${shown(arn)}, which is no ARN`);
  if (service !== 'cloudwatch') refuse(`${at} is ${shown(arn)}, which is no alarm`);
  return { partition, region, account };
}

/** Name of the alarm that an ARN is of; anything else is a name already. */
export function alarmName(arnOrName: string): string {
  return /^arn:[^:]+:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/.exec(arnOrName)?.[1] ?? arnOrName;
}

/** An expression that an alarm watches in place of metrics: a query, or the series of a contributor that attributes name. */
export function watchedExpression(
  expression: string,
  attributes: Readonly<Record<string, string>> = {},
): WatchedMetric {
  const namespace = /"?(AWS\/[A-Za-z0-9]+)"?/.exec(expression)?.[1] ?? '';
  return { namespace, name: expression, stat: '', dimensions: attributes };
}

/** Parses JSON; `undefined` where it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export function refuse(problem: string): never {
  throw new HoldbandError('EventNotUnderstood', problem);
}

/** Short: an event of another service may be large. */
export function shown(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) return 'missing';
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
