import { compareText } from '../order.ts';
import { Unresolved } from './model.ts';

/** An object that is neither a list nor a value left open. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unresolved);
}

/**
 * One text for all spellings of a value: keys in order, `5.0` as `5`, a value left open by its expression. Two values are
 * the same setting where their texts are.
 */
export function canonical(value: unknown): string {
  if (value instanceof Unresolved) return `?${JSON.stringify(value.expression)}`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (isRecord(value)) {
    const keys = Object.keys(value).toSorted(compareText);
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
  }
  // JSON has no -0, and `undefined` is written by nobody.
  return value === 0 ? '0' : (JSON.stringify(value) ?? 'null');
}
