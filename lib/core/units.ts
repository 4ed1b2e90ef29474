const SECONDS_PER = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DURATION = /^(-?\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/;
const PERCENT = /^(\d+(?:\.\d+)?)\s*%$/;

/**
 * Reads a duration written with its unit: `500ms`, `0.8s`, `5m`, `1h`, `7d`; a leading minus is allowed.
 *
 * @returns seconds, or `undefined` where the text is not a duration
 */
export function parseDuration(text: string): number | undefined {
  const match = DURATION.exec(text.trim());
  if (!match) return undefined;
  const [, amount, unit] = match as unknown as [string, string, keyof typeof SECONDS_PER];
  // Milliseconds divide: 800 * 0.001 is 0.8000000000000000444.
  return unit === 'ms' ? Number(amount) / 1000 : Number(amount) * SECONDS_PER[unit];
}

/**
 * Reads a percentage written with its sign: `5%` is 5.
 *
 * @returns percent (0 to 100 and above), or `undefined` where the text is not a percentage
 */
export function parsePercent(text: string): number | undefined {
  const match = PERCENT.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

/** Seconds as a person writes them: `0.8 s`, `45 s`, `5 min`, `1 h 30 min`. At most three significant places. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0) return `-${formatSeconds(-seconds)}`;
  if (seconds < 1 && seconds > 0) return `${trim(seconds * 1000)} ms`;
  if (seconds < 600) return `${trim(seconds)} s`;
  if (seconds < 5400) return `${trim(seconds / 60)} min`;
  if (seconds < 172_800) return `${trim(seconds / 3600)} h`;
  return `${trim(seconds / 86_400)} d`;
}

/** A number with three significant places and no exponent, as text: 0.8264 → `0.826`, 1234.5 → `1235`. */
export function trim(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
