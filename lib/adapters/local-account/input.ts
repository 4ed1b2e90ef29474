import { z } from 'zod';
import { ServiceError } from './service-error.ts';

// A call's input arrives as JSON or as a query body, where everything is text: both read as the same values.

/** A number. */
export const number = z.union([
  z.number(),
  z
    .string()
    .refine((text) => text.trim() !== '' && Number.isFinite(Number(text)), 'must be a number')
    .transform(Number),
]);

export const wholeNumber = number.pipe(z.int());

/** A whole number within limits, both inclusive. */
export const wholeBetween = (least: number, most: number) => number.pipe(z.int().min(least).max(most));

/** A list of texts. The query protocol sends an empty one as an empty text. */
export const texts = z.preprocess((value) => (value === '' ? [] : value), z.array(z.string()));

export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

/** An instant, as epoch seconds: JSON sends a number, the query protocol sends ISO text. */
export const instant = z.union([
  z.number(),
  z.iso.datetime({ offset: true }).transform((text) => Date.parse(text) / 1000),
]);

/**
 * Reads a call's input. Members that are not in the schema are dropped: clients may send what this account does not know.
 *
 * @throws ServiceError `ValidationError` naming the first member that is not what it must be
 */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = (issue?.path ?? [])
    .map((part) => (typeof part === 'number' ? `${part + 1}.member` : lowerFirst(String(part))))
    .join('.');
  const text = `1 validation error detected: Value at '${path}' failed to satisfy constraint: ${issue?.message ?? ''}`;
  throw new ServiceError('ValidationError', text);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
