import { describe, expect, it } from 'vitest';
import { InputError } from '../../../lib/core/errors.ts';
import { type FleetSettings, fleetProfile } from '../../../lib/core/holds/fleet.ts';
import { describeHold, holdFrom, holdTo, meanHold, pollsPerMinute } from '../../../lib/core/holds/profile.ts';

describe('a Fleet check-in with the defaults', () => {
  const fleet = fleetProfile();
  it('is held 270 to 300 s', () => expect(describeHold(fleet)).toBe('270 to 300 s'));
  it('makes about one request a minute from five agents', () => {
    expect(meanHold(fleet)).toBe(285);
    expect(pollsPerMinute(fleet, 5)).toBeCloseTo(1.05, 2);
  });
  it('is released by broadcasts and given up by nobody', () => {
    expect(fleet).toMatchObject({ releaseLaw: 'broadcast', cancels: false, expectedCancels: 0 });
  });
});

/** What one setting changes, and nothing else. */
function changedBy(settings: FleetSettings): Record<string, unknown> {
  const [before, after] = [fleetProfile(), fleetProfile(settings)];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof typeof before>;
  return Object.fromEntries(
    [...names]
      .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
      .map((name) => [name, after[name]]),
  );
}

describe('changed alone', () => {
  it('longPoll sets the ceiling', () => expect(changedBy({ longPoll: 400 })).toEqual({ ceilingSeconds: 400 }));
  it('jitter is subtracted', () => expect(changedBy({ jitter: 60 })).toEqual({ spreadSeconds: -60 }));
  it('jitter 0 switches it off', () => expect(changedBy({ jitter: 0 })).toEqual({ spreadSeconds: 0 }));

  it.each([
    [150, 60],
    [180, 60],
    [181, 61],
    [720, 600],
    [3720, 3600],
    [9999, 3600],
  ])('pollTimeout %i s makes the hold %i s', (pollTimeout, hold) => {
    expect(fleetProfile({ pollTimeout }).ceilingSeconds).toBe(hold);
  });
  it('pollTimeout 30 m makes it 28 m', () => expect(fleetProfile({ pollTimeout: 1800 }).ceilingSeconds).toBe(28 * 60));
  it('pollTimeout wins over longPoll', () => {
    expect(fleetProfile({ pollTimeout: 720, longPoll: 100 }).ceilingSeconds).toBe(600);
  });

  it('clientTimeout never lengthens a hold', () => {
    expect(changedBy({ clientTimeout: 1800 })).toEqual({ clientTimeoutSeconds: 1800 });
  });
  it('clientTimeout shorter than the hold cancels it', () => {
    expect(changedBy({ clientTimeout: 240 })).toEqual({ clientTimeoutSeconds: 240, cancels: true, expectedCancels: 1 });
  });
  it('clientTimeout within the jitter cancels the longer holds: half of them at 285 s', () => {
    expect(changedBy({ clientTimeout: 285 })).toMatchObject({ cancels: true, expectedCancels: 0.5 });
  });
  it('clientTimeout of exactly the ceiling cancels nothing, because jitter shortens every hold', () => {
    expect(fleetProfile({ clientTimeout: 300 })).toMatchObject({ cancels: false, expectedCancels: 0 });
  });
  it('clientTimeout of exactly a hold without jitter is a race', () => {
    expect(fleetProfile({ clientTimeout: 300, jitter: 0 })).toMatchObject({ cancels: true, expectedCancels: 0.5 });
  });

  it('cancelDebounce makes cancels normal, at most one per debounce time', () => {
    expect(changedBy({ cancelDebounce: 300 })).toEqual({ cancels: true, expectedCancels: 0.5 });
    expect(changedBy({ cancelDebounce: 60 })).toEqual({ cancels: true, expectedCancels: 1 });
  });
  it('cancelDebounce 0 leaves their number open', () => {
    expect(changedBy({ cancelDebounce: 0 })).toEqual({ cancels: true, expectedCancels: undefined });
  });

  it('backoff sets the wait after a failed check-in: 1.5 times it on average', () => {
    expect(fleetProfile().backoffSeconds).toBe(90);
    expect(changedBy({ backoff: 10 })).toEqual({ backoffSeconds: 15 });
  });
  it('backoff slows clients that give their check-ins up, and no others', () => {
    const perMinute = (settings: FleetSettings) => pollsPerMinute(fleetProfile(settings), 100);
    expect(perMinute({ backoff: 600 })).toBe(perMinute({}));
    expect(perMinute({ cancelDebounce: 300, backoff: 600 })).toBeLessThan(perMinute({ cancelDebounce: 300 }));
  });
  it('standalone marks the profile, for lint to refuse', () => {
    expect(changedBy({ standalone: true })).toEqual({ standalone: true });
  });
  it('a setting that is undefined changes nothing', () => {
    expect(changedBy({ jitter: undefined, clientTimeout: undefined, backoff: undefined })).toEqual({});
  });
});

describe('a setting out of range is refused', () => {
  it.each<[FleetSettings, string]>([
    [{ longPoll: 0 }, 'hold.longPoll: must be above 0 s, got: 0 s'],
    [{ pollTimeout: -1 }, 'hold.pollTimeout: must be above 0 s, got: -1 s'],
    [{ clientTimeout: Number.NaN }, 'hold.clientTimeout: must be above 0 s, got: NaN s'],
    [{ jitter: -30 }, 'hold.jitter: must be 0 s or more, got: -30 s'],
    [{ backoff: -1 }, 'hold.backoff: must be 0 s or more, got: -1 s'],
    [{ cancelDebounce: -1 }, 'hold.cancelDebounce: must be 0 s or more, got: -1 s'],
    [{ jitter: 300 }, 'hold.jitter: must be below the hold of 300 s, because it is subtracted, got: 300 s'],
  ])('%j', (settings, message) => {
    expect(() => fleetProfile(settings)).toThrow(InputError);
    expect(() => fleetProfile(settings)).toThrow(message);
  });

  it('with all problems at once', () => {
    expect(() => fleetProfile({ longPoll: 0, jitter: -1 })).toThrow(/longPoll[\s\S]*jitter/);
  });
  it('but a jitter just below the hold is taken', () => {
    const profile = fleetProfile({ jitter: 299 });
    expect([holdFrom(profile), holdTo(profile)]).toEqual([1, 300]);
  });
});
