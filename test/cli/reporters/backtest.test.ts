import { describe, expect, it } from 'vitest';
import { type BacktestFacts, backtestReport } from '../../../lib/cli/reporters/backtest.ts';
import { backtestJson } from '../../../lib/cli/reporters/backtest-json.ts';
import type { AlarmReplay, Backtest } from '../../../lib/core/backtest/model.ts';

const FROM = Date.UTC(2026, 10, 16) / 1000;
const same = (text: string) => text;
const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
const FACTS: BacktestFacts = { source: 'access-logs', gaps: [], now: FROM + 86_400, composites: new Set(['page']) };

function aReplay(name: string, parts: Partial<AlarmReplay> = {}): AlarmReplay {
  const quiet = { episodes: [], pages: 0, minutesInAlarm: 0, minutesObserved: 1440, minutesInsufficientData: 0 };
  return { name, ...quiet, notes: [], ...parts };
}

const episode = { start: FROM + 82_800, end: FROM + 84_600, paged: true };
const result = (...alarms: AlarmReplay[]): Backtest => ({ from: FROM, to: FROM + 86_400, alarms, notes: [] });
const report = (backtest: Backtest, columns = 100, facts: Partial<BacktestFacts> = {}) =>
  backtestReport(backtest, { ...FACTS, ...facts }, { style, columns });

describe('the report of a backtest', () => {
  it('has composites first, then what calls people most', () => {
    const text = report(
      result(
        aReplay('quiet'),
        aReplay('loud', { pages: 9 }),
        aReplay('page', { pages: 1 }),
        aReplay('once', { pages: 1 }),
      ),
    );

    expect([...text.matchAll(/^(page|loud|once|quiet) /gm)].map(([, name]) => name)).toEqual([
      'page',
      'loud',
      'once',
      'quiet',
    ]);
  });

  it('draws when an alarm was in ALARM', () => {
    const text = report(result(aReplay('loud', { pages: 1, minutesInAlarm: 30, episodes: [episode] })));

    expect(text).toMatch(/^loud +1 +30 {2}▁+[▂-█]+▁?$/m);
    expect(text).toContain('24 h of access logs: 2026-11-16 00:00 to 2026-11-17 00:00 UTC');
  });

  it('leaves blank what nothing is known of, and says how long that was', () => {
    const gaps = [{ from: FROM, to: FROM + 43_200 }];
    const text = report(result(aReplay('a')), 100, { gaps });

    expect(text).toMatch(/^a +0 +0 {2} +▁+$/m);
    expect(text).toContain('Nothing is known of 720 minutes');
  });

  it('says why an alarm could not be replayed, apart from the others', () => {
    const text = report(result(aReplay('a'), aReplay('band', { unknown: 'it is learned' })));

    expect(text).toContain('Not replayed, so nothing is known of it\n  band: it is learned');
  });

  it('says the age of a recording', () => {
    expect(report(result(aReplay('a')), 100, { source: 'recording', recordedAt: '2026-11-16T22:00:00Z' })).toContain(
      'recorded 2 h ago',
    );
  });

  it.each([40, 60, 80, 100, 200])('stays within %i columns', (columns) => {
    const long = 'holdband-production-fleet-server-of-a-very-long-name-slow-5m';
    const scored = {
      pages: 1,
      caught: 1,
      missed: 1,
      falsePages: 0,
      medianDelaySeconds: 240,
      minutesInsufficientData: 3,
    };
    const text = report(result(aReplay(long, scored), aReplay('odd', { unknown: 'because '.repeat(30) })), columns);

    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(Math.max(columns, 80));
    expect(text).toContain('slow-5m');
  });

  it('shows a name from an account as text', () => {
    const text = report(result(aReplay('a\u001b[2Jb', { notes: ['n'] })));

    expect(text).not.toContain('\u001b');
    expect(text).toContain('a\\u001b[2Jb');
  });
});

describe('the JSON of a backtest', () => {
  it('has times as ISO, and a reason among the notes of what was not replayed', () => {
    const known = aReplay('a', { pages: 1, episodes: [{ ...episode, peak: 2.5 }], targetGroup: 'targetgroup/x/1' });
    const json = backtestJson(result(known, aReplay('b', { unknown: 'it is learned' })), FACTS);

    expect(json).toMatchObject({
      schema: 1,
      from: '2026-11-16T00:00:00.000Z',
      alarms: [
        {
          name: 'a',
          targetGroup: 'targetgroup/x/1',
          pages: 1,
          episodes: [{ start: '2026-11-16T23:00:00.000Z', end: '2026-11-16T23:30:00.000Z', peak: 2.5 }],
        },
        { name: 'b', unknown: 'it is learned', notes: ['Could not be replayed: it is learned.'] },
      ],
    });
    expect(JSON.stringify(json)).not.toContain('caught');
  });
});
