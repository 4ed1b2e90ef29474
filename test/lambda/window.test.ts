import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReportedAlarm } from '../../lambda/runbook/event-types.ts';
import { alarmWindow, askedWindow } from '../../lambda/runbook/window.ts';

const AT = Date.UTC(2026, 10, 20, 10, 5, 12) / 1000;
const MINUTE = Date.UTC(2026, 10, 20, 10, 5) / 1000;

function alarm(changes: Partial<ReportedAlarm> = {}): ReportedAlarm {
  const place = { partition: 'aws', region: 'us-east-2', account: '111122223333' };
  const texts = { name: 'a', arn: 'arn', state: 'ALARM', since: '', reason: '' };
  return { ...texts, place, at: AT, metrics: [], plain: true, triggeredBy: [], ...changes };
}

describe('The window of an alarm', () => {
  it('is the hour up to the minute in which it fired', () => {
    expect(alarmWindow(alarm(), AT)).toEqual({ start: MINUTE - 3600, end: MINUTE });
  });

  it('reaches as far back as the alarm looked', () => {
    const evaluated = { start: MINUTE - 7200, end: MINUTE };

    expect(alarmWindow(alarm({ evaluated }), AT)).toEqual({ start: MINUTE - 7200, end: MINUTE });
  });

  it('reaches as far back as the children of a composite look', () => {
    expect(alarmWindow(alarm(), AT, 5400)).toEqual({ start: MINUTE - 5400, end: MINUTE });
  });

  it('does not end before the newest data point does', () => {
    expect(alarmWindow(alarm({ evaluated: { start: MINUTE - 60, end: MINUTE + 60 } }), AT + 60).end).toBe(MINUTE + 60);
  });

  it('has minutes that are over, whatever times an event has', () => {
    const evaluated = { start: MINUTE + 7200, end: MINUTE + 9000 };

    expect(alarmWindow(alarm({ at: AT + 9000, evaluated }), AT)).toEqual({ start: MINUTE - 3600, end: MINUTE });
  });

  it('covers every minute the alarm looked at, is whole minutes, an hour at least and a day at most', () => {
    const points = fc.record({ back: fc.integer({ min: 0, max: 80_000 }), length: fc.integer({ min: 1, max: 900 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1e9, max: 2e9 }), points, (at, { back, length }) => {
        const evaluated = { start: at - back - length, end: at - back };
        const { start, end } = alarmWindow(alarm({ at, evaluated }), at);

        expect(start % 60).toBe(0);
        expect(end % 60).toBe(0);
        expect(end - start).toBeGreaterThanOrEqual(3600);
        expect(end - start).toBeLessThanOrEqual(86_400);
        expect(start).toBeLessThanOrEqual(evaluated.start);
        expect(end).toBeGreaterThanOrEqual(Math.min(evaluated.end, 60 * Math.floor(at / 60)));
      }),
    );
  });
});

describe('The window asked for', () => {
  const call = { kind: 'target-group', trigger: 'widget', targetGroup: '' } as const;

  it('is the last hour where nobody says', () => {
    expect(askedWindow(call, AT)).toEqual({ minutes: { start: MINUTE - 3600, end: MINUTE } });
  });

  it('ends with the last minute that is over', () => {
    expect(askedWindow({ ...call, start: MINUTE - 600, end: MINUTE + 600 }, AT)).toEqual({
      minutes: { start: MINUTE - 600, end: MINUTE },
    });
  });

  it('is whole minutes around a part of one', () => {
    expect(askedWindow({ ...call, start: MINUTE - 110, end: MINUTE - 70 }, AT)).toEqual({
      minutes: { start: MINUTE - 120, end: MINUTE - 60 },
    });
  });

  it('is the last day of a longer range, and says so', () => {
    expect(askedWindow({ ...call, start: MINUTE - 200_000 }, AT)).toEqual({
      minutes: { start: MINUTE - 86_400, end: MINUTE },
      problem: 'The range asked for is longer than 24 hours: only its last 24 hours were looked at.',
    });
  });

  it('is none in the future', () => {
    expect(askedWindow({ ...call, start: MINUTE + 600 }, AT)).toEqual({
      problem: expect.stringContaining('no minute'),
    });
  });
});
