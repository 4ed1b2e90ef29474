import { describe, expect, it } from 'vitest';
import { costLine, headline } from '../../../../lib/cli/reporters/diff/counts.ts';
import { diffJson } from '../../../../lib/cli/reporters/diff/json.ts';
import { diffTerminal } from '../../../../lib/cli/reporters/diff/terminal.ts';
import { Unresolved } from '../../../../lib/core/diff/model.ts';
import { alarm, change, report, threshold } from './_report.ts';

const same = (text: string) => text;
const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
const options = { style, columns: 80 };
const lost = { rule: 'coverage-lost', severity: 'error', alarm: 'prod-a', message: 'nobody watches' } as const;

describe('the headline', () => {
  it('counts each direction, worst first, and cover that is lost', () => {
    const changes = [change('a'), change('b', { direction: 'neutral' }), change('c', { direction: 'tighter' })];

    expect(headline(report(changes, { findings: [lost] }))).toBe('1 looser, 1 lost cover, 1 tighter, 1 neutral');
  });

  it('says that no alarm changed', () => {
    expect(headline(report([]))).toBe('no alarm changed');
  });

  it('gives the cost once where it stays', () => {
    const { cost } = report([]);

    expect(costLine(report([]))).toBe('$3.60 -> $4.10 a month');
    expect(costLine(report([], { cost: { before: cost.before, after: cost.before } }))).toBe('$3.60 a month');
  });
});

describe('the JSON report', () => {
  it('has the documented fields of a change, values left open as their expressions', () => {
    const open = new Unresolved('!Ref SlowSeconds');
    const change1 = change('a', {
      properties: [
        {
          name: 'Dimensions',
          after: [{ Name: 'TargetGroup', Value: new Unresolved('!Ref Group') }],
          direction: 'unknown',
        },
        threshold(5, open),
      ],
    });

    const printed = JSON.parse(diffJson(report([change1], { findings: [lost] })));

    expect(printed.schema).toBe(1);
    expect(printed.changes).toEqual([
      {
        stack: 'Latency',
        logicalId: 'a',
        name: 'prod-a',
        kind: 'changed',
        direction: 'looser',
        properties: [
          { name: 'Dimensions', after: [{ Name: 'TargetGroup', Value: '!Ref Group' }] },
          { name: 'Threshold', before: 5, after: '!Ref SlowSeconds' },
        ],
        consequence: 'earliest possible page 3 min, was 2 min',
      },
    ]);
    expect(printed.findings).toEqual([lost]);
    expect(printed.cost.before).toEqual({ alarmMetrics: 36, composites: 0, dollars: 3.6, pricesAsOf: '2026-11' });
    expect(printed.summary).toMatchObject({ looser: 1, tighter: 0, lostCover: 1, changed: 1, alarms: { after: 24 } });
  });

  it('says who a renamed alarm was, and nothing of the kind for others', () => {
    const renamed = change('new', { kind: 'renamed', before: alarm('old', { name: undefined }) });

    const { changes } = JSON.parse(diffJson(report([renamed, change('b')])));

    expect(changes[0].from).toEqual({ stack: 'Latency', logicalId: 'old', name: null });
    expect(changes[1]).not.toHaveProperty('from');
  });

  it('carries history where a replay filled it', () => {
    const history = { before: { pages: 4, minutesInAlarm: 28 }, after: { pages: 0, minutesInAlarm: 0 } };

    expect(JSON.parse(diffJson(report([change('a', { history })]))).changes[0].history).toEqual(history);
  });
});

describe('the terminal report', () => {
  it('shows the numbers of added, removed and renamed alarms', () => {
    const text = diffTerminal(
      report([
        change('a', { kind: 'removed', properties: [{ name: 'Threshold', before: 9, direction: 'looser' }] }),
        change('b', {
          kind: 'added',
          direction: 'tighter',
          properties: [{ name: 'Threshold', after: 7, direction: 'tighter' }],
        }),
        change('c', { kind: 'renamed', before: alarm('old'), properties: [] }),
      ]),
      options,
    );

    expect(text).toMatch(/^looser, removed prod-a in Latency\n {2}earliest possible page 3 min/m);
    expect(text).toMatch(/^tighter, added prod-b in Latency\n {2}earliest possible page 3 min/m);
    expect(text).toMatch(/^ {2}logical id +old +-> {2}c$/m);
  });

  it('obeys nothing that a name or a value says to a terminal', () => {
    const evil = 'a\u001b[2Jb\u202ec\nd';
    const hostile = change('x', {
      after: alarm(evil, { name: evil, stack: evil }),
      properties: [threshold(evil, evil), { name: evil, direction: 'looser' }],
      consequence: evil,
      history: { unknown: evil },
    });
    const finding = { rule: 'coverage-lost', severity: 'error', alarm: evil, message: evil } as const;
    const neutral = { ...hostile, direction: 'neutral' as const };

    const text = diffTerminal(
      report([hostile, neutral], {
        findings: [finding],
        notes: [evil],
        base: evil,
        head: evil,
        history: { headline: evil, from: '', to: '', affected: [{ alarm: evil, history: { unknown: evil } }] },
      }),
      options,
    );

    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|^d/m);
  });

  it('says what is not known, and what past traffic says', () => {
    const history = { before: { pages: 4, minutesInAlarm: 28, caught: 1 }, after: { pages: 1, minutesInAlarm: 3 } };

    const text = diffTerminal(report([change('a', { history })], { notes: ['stack B cannot be read'] }), options);

    expect(text).toContain('not known: stack B cannot be read');
    expect(text).toContain('past traffic: 4 pages, 28 min in alarm, 1 caught -> 1 page, 3 min in alarm');
  });
});
