import { describe, expect, it } from 'vitest';
import { readIncidents, scoreAgainst } from '../../../lib/core/backtest/incidents.ts';

describe('a file of incidents', () => {
  it('is read in the order of the incidents', () => {
    const text = JSON.stringify([
      { start: '2026-11-16T23:00:00+01:00', end: '2026-11-16T23:30:00Z', note: 'second' },
      { start: '2026-11-16T20:00:00Z', end: '2026-11-16T20:10:00Z', note: 'first' },
    ]);

    expect(readIncidents(text, 'incidents.json')).toEqual([
      { start: Date.UTC(2026, 10, 16, 20) / 1000, end: Date.UTC(2026, 10, 16, 20, 10) / 1000, note: 'first' },
      { start: Date.UTC(2026, 10, 16, 22) / 1000, end: Date.UTC(2026, 10, 16, 23, 30) / 1000, note: 'second' },
    ]);
  });

  it.each([
    ['no JSON', '[', /incidents.json: is not JSON/],
    ['no list', '{}', /incidents.json: .*allowed: \[\{"start", "end", "note"\}\]/],
    ['a time without zone', '[{"start":"2026-11-16T20:00:00","end":"2026-11-16T21:00:00Z","note":""}]', /0\.start/],
    [
      'an end before the start',
      '[{"start":"2026-11-16T20:00:00Z","end":"2026-11-16T19:00:00Z","note":""}]',
      /ends before/,
    ],
  ])('is refused with %s', (_, text, message) => {
    expect(() => readIncidents(text, 'incidents.json')).toThrow(message);
  });
});

describe('the score against incidents', () => {
  const incidents = [{ start: 10_000, end: 11_800, note: 'slow search' }];
  const stay = (start: number) => [{ start, end: 11_000 }];

  it('calls a page that was earlier than the note of a person neither false nor late', () => {
    expect(scoreAgainst(incidents, [9_400], stay(9_400))).toEqual({
      caught: 1,
      missed: 0,
      falsePages: 0,
      medianDelaySeconds: 0,
    });
  });

  it('calls a page false that stood for long before, although somebody was at it', () => {
    expect(scoreAgainst(incidents, [5_000], stay(5_000))).toEqual({ caught: 1, missed: 0, falsePages: 1 });
  });

  it('counts an alarm for nothing whose page was held back', () => {
    expect(scoreAgainst(incidents, [], stay(9_400))).toMatchObject({ caught: 0, missed: 1 });
  });
});
