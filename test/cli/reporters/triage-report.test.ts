import { describe, expect, it } from 'vitest';
import type { Style } from '../../../lib/cli/context.ts';
import { bandHistogram } from '../../../lib/cli/reporters/band-histogram.ts';
import { inputNotes } from '../../../lib/cli/reporters/input-notes.ts';
import { clipped, plain, wrapped } from '../../../lib/cli/reporters/plain.ts';
import { routeTable } from '../../../lib/cli/reporters/route-table.ts';
import { timeline } from '../../../lib/cli/reporters/timeline.ts';
import { triageReport } from '../../../lib/cli/reporters/triage-report.ts';
import { matchProduct } from '../../../lib/core/holds/catalogue.ts';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import type { AccessLogReading } from '../../../lib/core/triage/access-logs.ts';
import { mergeHistograms } from '../../../lib/core/triage/histogram.ts';
import { triage } from '../../../lib/core/triage/triage.ts';

const mark = (name: string) => (text: string) => (text === '' ? '' : `<${name}>${text}</${name}>`);
const none = (text: string) => text;
const plainStyle: Style = { bold: none, dim: none, red: none, yellow: none, green: none, cyan: none };
const marked: Style = { ...plainStyle, red: mark('red'), cyan: mark('cyan'), green: mark('green') };

const START = Date.UTC(2026, 10, 16) / 1000;
const WINDOW = { start: START + 82_800, end: START + 86_400 };
const day = dop833Day({ seed: 1, day: START });

function judged(requests: typeof day.fleet, targetGroup: string) {
  const figures = figuresOf(requests, {
    targetGroup: `targetgroup/${targetGroup}/0123456789abcdef`,
    loadBalancer: 'app/lb/fedcba9876543210',
    window: WINDOW,
    source: 'access-logs',
    productOf: (method, path) => matchProduct(method, path)?.id,
  });
  const verdict = triage(figures, { objectiveSeconds: 0.8, slowSharePercent: 5 });
  return { figures, verdict, histogram: mergeHistograms(figures.minutes.map(({ histogram }) => histogram)) };
}

const fleet = judged(day.fleet, 'fleet');
const elasticsearch = judged(day.elasticsearch, 'elasticsearch');
const reading: AccessLogReading = {
  targetGroups: [fleet.figures, elasticsearch.figures],
  window: WINDOW,
  data: { start: START, end: START + 86_399 },
  files: [{ file: 'a.log', lines: 90_000, read: 90_000, rejected: 0 }],
  rejects: [],
  withoutTargetGroup: { requests: 0, actions: {} },
  webSockets: 0,
  skipped: [],
};

describe('the histogram', () => {
  const page = { style: plainStyle, columns: 100 };

  it('counts every answered request in some row', () => {
    const rows = bandHistogram(fleet.histogram, fleet.verdict, page).split('\n');
    const counts = rows.map((row) => Number(/ ([\d,]+)(?: {2}.*)?$/.exec(row)?.[1]?.replaceAll(',', '')));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(
      fleet.histogram.counts.reduce((sum, count) => sum + count),
    );
  });

  it('names each band once, where it begins', () => {
    const text = bandHistogram(fleet.histogram, fleet.verdict, page);
    const names = ['fast, to', 'slow band, to', 'early releases', 'sideband, to', 'hold band, 270 s to 300 s'];
    expect(names.map((name) => text.split(name).length - 1)).toEqual([1, 1, 1, 1, 1]);
    expect(names.map((name) => text.indexOf(name))).toEqual(
      names.map((name) => text.indexOf(name)).toSorted((a, b) => a - b),
    );
  });

  it('shows the gap between slow requests and holds as empty rows', () => {
    const rows = bandHistogram(fleet.histogram, fleet.verdict, page).split('\n');
    expect(rows.filter((row) => / 0(?: {2}|$)/.test(row)).length).toBeGreaterThan(5);
  });

  it('draws the longest bar over its whole width, and every request at least a little', () => {
    const rows = bandHistogram(elasticsearch.histogram, elasticsearch.verdict, page).split('\n');
    expect(Math.max(...rows.map((row) => row.replaceAll(/[^█]/g, '').length))).toBe(40);
    for (const row of rows) if (/ [1-9][\d,]*(?: {2}|$)/.test(row)) expect(row).toMatch(/[▏▎▍▌▋▊▉█]/);
  });

  it('is red above the objective where nothing is held', () => {
    const rows = bandHistogram(elasticsearch.histogram, elasticsearch.verdict, { ...page, style: marked }).split('\n');
    expect(rows.at(-1)).toContain('<red>');
    expect(rows[0]).toContain('<green>');
  });

  it('does not call slow what may be held', () => {
    const doubtful = { ...elasticsearch.verdict, verdict: 'not-separable' as const };
    const rows = bandHistogram(elasticsearch.histogram, doubtful, { ...page, style: marked });
    expect(rows).toContain('slow, or holds');
    expect(rows).not.toContain('<red>');
  });

  it('says so where nothing was answered', () => {
    const nothing = { edges: [0, 1, 2], counts: [0, 0] };
    expect(bandHistogram(nothing, fleet.verdict, page)).toBe('  no request was answered');
  });
});

describe('the timeline', () => {
  const lines = (one: typeof fleet, columns = 100) =>
    timeline(one.figures, one.verdict, { style: plainStyle, columns }).split('\n');

  it('has a column a minute where there is room', () => {
    expect(lines(fleet)[0]).toMatch(/^ {2}requests {9}[▁-█]{60} {2}to \d+ a minute$/);
  });

  it('puts minutes together where there is not', () => {
    expect(lines(fleet, 60)[0]).toMatch(/[▁-█]{20} {2}to \d+ a 180 s$/);
  });

  it('shows parked requests where they were parked, and not at the end, which no log has yet', () => {
    const parked = lines(fleet).find((line) => line.includes('parked')) ?? '';
    expect(parked).toMatch(/[▆-█]{40,} {5}/);
    expect(Number(/to ([\d.]+) at a time/.exec(parked)?.[1])).toBeCloseTo(5.3, 0);
  });

  it('shows when requests were slow', () => {
    const slow = lines(elasticsearch).find((line) => line.trim().startsWith('slow')) ?? '';
    expect(slow).toMatch(/▁{5,}[▂-█]{20,}▁{3,}/);
  });
});

describe('the report', () => {
  it.each([80, 100])('fits into %i columns', (columns) => {
    const text = triageReport([fleet, elasticsearch], reading, { style: plainStyle, columns });
    const tooLong = text.split('\n').filter((line) => line.length > columns && !line.startsWith('targetgroup/'));
    expect(tooLong).toEqual([]);
  });

  it('begins with what somebody must get up for', () => {
    const text = triageReport([fleet, elasticsearch], reading, { style: plainStyle, columns: 100 });
    expect(text.indexOf('slow-requests  confidence')).toBeGreaterThan(0);
    expect(text.indexOf('slow-requests  confidence')).toBeLessThan(text.indexOf('idle-long-polls  confidence'));
  });

  it('says verdict and sentence before anything else, what to do after the evidence', () => {
    const text = triageReport([fleet], reading, { style: plainStyle, columns: 100 });
    const order = [
      'idle-long-polls',
      'Nothing is slow',
      'Response times',
      'Timeline',
      'Why',
      'Routes',
      'Next',
      'Limits',
      'Read 90,000',
    ];
    expect(order.map((part) => text.indexOf(part))).toEqual(
      order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b),
    );
    expect(order.every((part) => text.includes(part))).toBe(true);
  });

  it('says so where no target group has a line', () => {
    const text = triageReport([], reading, { style: plainStyle, columns: 100 });
    expect(text).toContain('No target group has a line in the window');
  });

  it('counts requests without a target group apart', () => {
    const apart = { ...reading, withoutTargetGroup: { requests: 7, actions: { redirect: 4, waf: 3 } } };
    const text = triageReport([fleet], apart, { style: plainStyle, columns: 100 });
    expect(text.replaceAll(/\s+/g, ' ')).toContain('7 of the window had no target group (redirect 4, waf 3).');
  });
});

it('a route is safe and short, however long and wild its path is', () => {
  const path = `/\u001b]0;owned\u0007${'x'.repeat(5000)}`;
  const base = { method: 'GET', held: false, count: 3, slow: 0, p50: null, p95: 0, elb504: 1, client460: 0 };
  const [, row = ''] = routeTable([{ ...base, path }], { style: plainStyle, columns: 80 }).split('\n');
  expect(row).toMatch(/^ {2}GET \/\\u001b]0;owned.*… /);
  expect(row.length).toBeLessThanOrEqual(80);
});

it('names what was wrong with files, and hides nothing in their names', () => {
  const faulty: AccessLogReading = {
    ...reading,
    files: [{ file: 'a\u001b.gz', lines: 10, read: 8, rejected: 2, fault: 'is cut off' }],
    rejects: [{ file: 'a\u001b.gz', line: 4, reason: 'is empty' }],
    skipped: ['conn_log_1', 'conn_log_2', 'conn_log_3', 'conn_log_4'],
  };
  expect(inputNotes(faulty)).toEqual([
    'a\\u001b.gz is cut off (8 lines)',
    'not read, other logs: conn_log_1, conn_log_2, conn_log_3 and 1 more',
    '2 of 10 lines rejected; the first:',
    'a\\u001b.gz:4: is empty',
  ]);
});

describe('text', () => {
  it.each(['\u0000', '\u001b', '\u007f', '\u009b', '\u202e', '\u2028', '\u200b', '\n', '\ufeff'])(
    '%j is written as its code',
    (char) => {
      expect(plain(`a${char}b`)).toMatch(/^a\\u[0-9a-f]{4}b$/);
    },
  );

  it('keeps letters of every language', () => {
    expect(plain('größe 日本 ✓')).toBe('größe 日本 ✓');
  });

  it('breaks at blanks and aligns with its lead', () => {
    expect(wrapped('one two three', 9, ' • ')).toBe(' • one\n   two\n   three');
  });

  it('does not break a word', () => {
    expect(wrapped('unbreakable', 4)).toBe('unbreakable');
  });

  it('is cut with an ellipsis', () => {
    expect([clipped('abcdef', 6), clipped('abcdefg', 6)]).toEqual(['abcdef', 'abcde…']);
  });
});
