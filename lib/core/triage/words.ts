import { trim } from '../units.ts';
import { timeOfDay } from './verdict.ts';

/** A time of day as `14:05`, UTC. */
export function clock(epochSeconds: number): string {
  return `${timeOfDay(epochSeconds)} UTC`;
}

/** `1 poll`, `2 polls`. */
export function plural(count: number, noun: string): string {
  const text = figure(count);
  return `${text} ${noun}${text === '1' ? '' : 's'}`;
}

/** A figure as a sentence carries it: at most three places that count, none beyond the hundredth. */
export function figure(value: number): string {
  return trim(hundredth(value));
}

/** Rounded to a hundredth: no figure of triage is more exact. */
export function hundredth(value: number): number {
  return Math.round(100 * value) / 100;
}

/** Evidence that polls or others hang: they end with a 504 though the idle timeout is longer than the hold. */
export const UNENDED = 'holds-not-ended';

/** Evidence that nothing is known, because no figures could be read. */
export const UNREAD = 'figures-unread';

/** Evidence that clients gave up more requests than a stray few. */
export const GIVEN_UP = 'given-up';
