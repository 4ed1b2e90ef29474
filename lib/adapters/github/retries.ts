import type { Octokit } from '@octokit/core';

/** Longest wait that is worth it; a job that waits longer costs more than a comment. */
const LONGEST_WAIT_SECONDS = 60;
const RETRIES = 3;

/** What @octokit/request-error throws, as far as it is read here. */
export interface RequestFailure {
  readonly status: number;
  readonly message: string;
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> };
  /** The retry plugin reads from here how often and when to try again. */
  readonly request?: { request?: { retries?: number; retryAfter?: number } };
}

export function isRequestFailure(error: unknown): error is RequestFailure {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error;
}

/**
 * Seconds after which a rate-limited request may be sent again: GitHub answers 403 or 429 with `retry-after`, or with no
 * requests remaining and the time of the reset. docs.github.com, "Rate limits for the REST API".
 *
 * @param nowSeconds seconds since 1970
 * @returns `undefined` where it is no rate limit, and the answer stands
 */
export function rateLimitWait({ status, response }: RequestFailure, nowSeconds: number): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const header = (name: string) => {
    const value = response?.headers[name];
    return value === undefined ? undefined : Number(value);
  };
  const after = header('retry-after');
  if (after !== undefined && after >= 0) return after;
  const reset = header('x-ratelimit-reset');
  if (header('x-ratelimit-remaining') === 0 && reset !== undefined) return Math.max(0, Math.ceil(reset - nowSeconds));
  return status === 429 ? 1 : undefined;
}

/**
 * Plugin that waits out rate limits; @octokit/plugin-retry knows none. It comes before that one, so that what it writes on
 * an error is what the other carries out.
 */
export function waitOutRateLimits(octokit: Octokit): Record<string, never> {
  octokit.hook.error('request', (error) => {
    if (!isRequestFailure(error) || !error.request) throw error;
    const seconds = rateLimitWait(error, Date.now() / 1000);
    if (seconds !== undefined && seconds <= LONGEST_WAIT_SECONDS) {
      error.request.request = { ...error.request.request, retries: RETRIES, retryAfter: seconds };
    }
    throw error;
  });
  return {};
}
