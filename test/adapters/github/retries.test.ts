import { expect, it } from 'vitest';
import { type RequestFailure, rateLimitWait } from '../../../lib/adapters/github/retries.ts';

const NOW = 1_800_000_000;

function wait(status: number, headers: Record<string, string> = {}): number | undefined {
  return rateLimitWait({ status, message: '', response: { headers } } satisfies RequestFailure, NOW);
}

it('waits as long as the server asks', () => {
  expect(wait(429, { 'retry-after': '7' })).toBe(7);
  expect(wait(403, { 'retry-after': '0' })).toBe(0);
});

it('waits for the reset where no requests remain', () => {
  expect(wait(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW + 12.5) })).toBe(13);
  expect(wait(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW - 5) })).toBe(0);
});

it('takes a refusal for an answer, also where requests remain', () => {
  expect(wait(403)).toBeUndefined();
  expect(wait(403, { 'x-ratelimit-remaining': '4999', 'x-ratelimit-reset': String(NOW + 5) })).toBeUndefined();
  expect(wait(404, { 'retry-after': '7' })).toBeUndefined();
});

it('waits a second where the server limits the rate and says no more', () => {
  expect(wait(429)).toBe(1);
});
