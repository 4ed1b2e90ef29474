import { describe, expect, it } from 'vitest';
import type { AccessLogReading } from '../../../lib/core/triage/access-logs.ts';
import { withinLogs } from '../../../lib/core/triage/coverage.ts';
import type { Window } from '../../../lib/core/triage/figures.ts';
import { triage } from '../../../lib/core/triage/triage.ts';
import { FLEET, figuresFrom, HOUR, NOON, SETTINGS } from './scenarios.ts';

/** Logs up to the end of the hour, asked for a window. */
function reading(window: Window): AccessLogReading {
  const holds = [{ profile: FLEET, clients: 10 }];
  return {
    targetGroups: [{ ...figuresFrom({ seed: 1, holds }, { source: 'access-logs' }), window }],
    window,
    data: { start: NOON - 10_790, end: HOUR.end - 20 },
    files: [],
    rejects: [],
    withoutTargetGroup: { requests: 0, actions: {} },
    webSockets: 0,
    skipped: [],
  };
}

describe('minutes that no log tells of', () => {
  it('are no minutes without clients', () => {
    const beyond = { start: NOON, end: HOUR.end + 3600 };
    const settings = { ...SETTINGS, hold: FLEET, clients: 10, idleTimeoutSeconds: 600 };
    const [figures] = withinLogs(reading(beyond)).targetGroups;
    const verdict = triage(figures as NonNullable<typeof figures>, settings);
    expect(verdict).toMatchObject({ verdict: 'idle-long-polls', window: { end: '2026-11-20T13:00:00.000Z' } });
    expect(verdict.limits).toContain('The logs end at 12:59 UTC, and the window with them.');
  });

  it('before the first line shorten the window, too', () => {
    const { window } = withinLogs(reading({ start: NOON - 86_400, end: HOUR.end }));
    expect(window).toEqual({ start: NOON - 10_800, end: HOUR.end });
  });

  it.each([
    ['after', { start: HOUR.end, end: HOUR.end + 1800 }],
    ['before', { start: NOON - 86_400, end: NOON - 10_800 }],
  ])('alone are no window: it lies %s the logs', (_, window) => {
    expect(() => withinLogs(reading(window))).toThrow('the logs tell nothing of');
  });

  it('within the logs are silence', () => {
    const inside = reading(HOUR);
    expect(withinLogs(inside)).toBe(inside);
  });
});
