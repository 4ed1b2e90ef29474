import { z } from 'zod';
import { parseDuration, parsePercent } from '../units.ts';

/*
 * The scalars of the config file. Each carries, as its error message, a noun phrase that says what is allowed; problems.ts
 * puts the wrong value and the place before it. Editors show it, too (`patternErrorMessage`). What a person writes is text with its unit; what comes out is a number.
 */

/** Names become parts of alarm names (at most 255 characters) and of logical ids, so their length is bounded. */
export const NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
export const NAME_WORDS = 'lower-case letters, digits and inner hyphens, such as fleet-server';

/** Bounds of a duration in seconds, both allowed. */
interface DurationRange {
  readonly from: number;
  readonly to: number;
  /** A value a person would write. */
  readonly example: string;
}

/** `0.8s`, `5m`, … within a range → seconds. A number without unit is refused: it cannot tell milliseconds from minutes. */
export function duration({ from, to, example }: DurationRange) {
  const error = `a duration with its unit, ${writeDuration(from)} to ${writeDuration(to)}, such as ${example}`;
  return z
    .string({ error })
    .regex(from < 0 ? /^\s*-?\d+(\.\d+)?\s*(ms|s|m|h|d)\s*$/ : /^\s*\d+(\.\d+)?\s*(ms|s|m|h|d)\s*$/, {
      error,
      abort: true,
    })
    .transform((text, context) => {
      const seconds = parseDuration(text) ?? Number.NaN;
      if (seconds >= from && seconds <= to) return seconds;
      context.issues.push({ code: 'custom', message: error, input: text });
      return z.NEVER;
    })
    .meta({ patternErrorMessage: error });
}

/** Seconds as a config writes them, in the largest unit that leaves no fraction: `10ms`, `4000s`, `10m`, `1d`. */
export function writeDuration(seconds: number): string {
  if (seconds === 0) return '0s';
  if (Math.abs(seconds) < 1) return `${Number((seconds * 1000).toPrecision(12))}ms`;
  if (seconds % 86_400 === 0) return `${seconds / 86_400}d`;
  if (seconds % 3600 === 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}

/** `5%`, above 0 and below 100 → percent. */
export function share() {
  const error = 'a percentage with its sign, above 0% and below 100%, such as 5%';
  return z
    .string({ error })
    .regex(/^\s*\d+(\.\d+)?\s*%\s*$/, { error, abort: true })
    .transform((text, context) => {
      const percent = parsePercent(text) ?? Number.NaN;
      if (percent > 0 && percent < 100) return percent;
      context.issues.push({ code: 'custom', message: error, input: text });
      return z.NEVER;
    })
    .meta({ patternErrorMessage: error });
}

/** `on` or `off`. `true` and `false`, too: a YAML 1.1 reader makes them of the same words. */
export function onOff() {
  return z
    .literal(['on', 'off', true, false], { error: 'on or off' })
    .transform((value) => value === 'on' || value === true);
}

/** The one word `off`, or `false`, which a YAML 1.1 reader makes of it. */
export function off() {
  return z.literal(['off', false], { error: 'off' }).transform(() => false as const);
}

/** One word of a closed set. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, { error: words.join(', ') });
}

/** Text of a form; `allowed` says which. */
export function text(allowed: string, form: RegExp, longest = 2048) {
  return z
    .string({ error: allowed })
    .max(longest, { error: `${allowed}, at most ${longest} characters` })
    .regex(form, { error: allowed })
    .meta({ patternErrorMessage: allowed });
}

/** An ARN of a form; `what` it is of, and an `example`. */
export function arn(what: string, form: RegExp, example: string) {
  return text(`the ARN of ${what}, such as ${example}`, form);
}

/** The ARN of an SNS topic. */
export function topicArn() {
  const form = /^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
  return arn('an SNS topic', form, 'arn:aws:sns:us-east-2:111122223333:on-call');
}

/** Any text with something in it, on however many lines. */
export function prose(allowed: string) {
  return text(allowed, /\S/);
}

/** A whole number within a range. */
export function wholeNumber(from: number, to: number) {
  const error = `a whole number from ${from} to ${to}`;
  return z.int({ error }).min(from, { error }).max(to, { error });
}

/** An ISO date that exists, `2027-03-31`; stays text. Whether it has passed is not asked here: reading has no clock. */
export function date() {
  const error = 'a date that exists, year-month-day, such as 2027-03-31';
  return z.iso.date({ error }).meta({ patternErrorMessage: error });
}

/** A map that knows all its keys. Its error text lists them: problems.ts shows them beside an unknown one. */
export function section<T extends z.core.$ZodLooseShape>(shape: T) {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'a map of keys'),
  });
}
