import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, it } from 'vitest';
import { diffMarkdown } from '../../../../lib/cli/reporters/diff/markdown.ts';
import { DIRECTIONS, type DiffFinding, type ReportedChange } from '../../../../lib/core/diff/model.ts';
import { alarm, change, report, threshold } from './_report.ts';

const options = { marker: 'diff', ruleLink: (rule: string) => `https://example.com/rules/${rule}.md` };
const history = { before: { pages: 4, minutesInAlarm: 28 }, after: { pages: 0, minutesInAlarm: 0 } };

function finding(severity: DiffFinding['severity'], name = 'prod-a'): DiffFinding {
  return { rule: 'coverage-lost', severity, alarm: name, message: 'nobody watches it' };
}

describe('the Markdown report', () => {
  it('begins with its hidden marker and a counted headline', () => {
    const [marker, , headline] = diffMarkdown(
      report([change('a'), change('b', { direction: 'neutral' })]),
      options,
    ).split('\n');

    expect(marker).toBe('<!-- holdband:diff -->');
    expect(headline).toBe('### 1 looser, 1 neutral · $3.60 → $4.10 a month');
  });

  it('says that no alarm changed', () => {
    expect(diffMarkdown(report([]), options)).toContain('### No alarm changed · $3.60 → $4.10 a month');
  });

  it('is stamped with the commit', () => {
    expect(diffMarkdown(report([]), { ...options, commit: '0123abc' })).toContain('commit `0123abc`');
  });

  it('fails where the marker could end its comment', () => {
    expect(() => diffMarkdown(report([]), { marker: 'a-->b' })).toThrow(/marker is "a-->b", allowed: letters/);
  });

  it.each(['looser', 'mixed', 'unknown'] as const)('shows what is %s above the fold', (direction) => {
    const text = diffMarkdown(
      report([change('quiet', { direction: 'neutral' }), change('loud', { direction })]),
      options,
    );

    expect(text.indexOf('prod-loud')).toBeLessThan(text.indexOf('<details>'));
    expect(text.indexOf('prod-quiet')).toBeGreaterThan(text.indexOf('<details>'));
  });

  it('shows errors above the fold and warnings below, linked to the page of their rule', () => {
    const text = diffMarkdown(report([], { findings: [finding('error'), finding('warning')] }), options);
    const [above, below] = text.split('<details>');

    expect(above).toContain('**error** [coverage-lost](https://example.com/rules/coverage-lost.md) `prod-a`');
    expect(above).not.toContain('**warning**');
    expect(below).toContain('**warning**');
  });

  it('has a column on past traffic only where some change was replayed', () => {
    expect(diffMarkdown(report([change('a')]), options)).not.toContain('past traffic');
    const text = diffMarkdown(report([change('a', { history }), change('b')]), options);
    expect(text).toContain('| 4 → 0 pages |');
    expect(text).toContain('| not replayed |');
    expect(text).toContain('| `prod-a` | 4 → 0 | 28 → 0 | – | – |');
  });

  it('shows long values from where they differ, and only names what bears on nothing', () => {
    const long = 'IF(slow > 100 AND late > 100 AND held > 100 AND slow / (slow + fast) > 0.05 * ';
    const properties = [
      { name: 'AlarmDescription', before: 'a', after: 'b', direction: 'neutral' },
      { name: 'Metrics.value.Expression', before: `${long}12, 1, 0)`, after: `${long}34, 1, 0)`, direction: 'looser' },
    ] as const;

    expect(diffMarkdown(report([change('a', { properties })]), options)).toContain(
      '| `Metrics.value.Expression`: `…t) > 0.05 * 12, 1, 0)` → `…t) > 0.05 * 34, 1, 0)`<br>also `AlarmDescription` |',
    );
    const neutral = change('a', { properties: properties.slice(0, 1), direction: 'neutral' });
    expect(diffMarkdown(report([neutral]), options)).toContain('| `AlarmDescription`: `a` → `b` |');
  });

  it('shows a metric that came by its statistic and name', () => {
    const MetricStat = { Stat: 'TC(:0.8)', Period: 60, Metric: { MetricName: 'TargetResponseTime', Dimensions: [] } };
    const properties = [
      { name: 'Metrics.fast', after: { MetricStat, ReturnData: false }, direction: 'unknown' },
      { name: 'Metrics.sum', before: { Expression: 'fast + slow' }, direction: 'unknown' },
    ] as const;

    const text = diffMarkdown(report([change('a', { properties, direction: 'unknown' })]), options);

    expect(text).toContain('`Metrics.fast`: `none` → `TC(:0.8) of TargetResponseTime, 60 s`');
    expect(text).toContain('`Metrics.sum`: `fast + slow` → `none`');
  });

  it('names the stack only where there are several', () => {
    const other = change('b', { after: alarm('b', { stack: 'Other' }) });

    expect(diffMarkdown(report([change('a')]), options)).not.toContain('`Latency`');
    expect(diffMarkdown(report([change('a'), other]), options)).toContain('in `Latency`');
  });

  it('gives the same bytes for the same report', () => {
    const same = report([change('a'), change('b', { direction: 'tighter' })], { findings: [finding('info')] });

    expect(diffMarkdown(same, options)).toBe(diffMarkdown(structuredClone(same), options));
  });
});

/** Pieces that mean something to Markdown, GitHub or GitLab, put together in any way. */
const HOSTILE = fc
  .array(
    fc.constantFrom(
      '@team',
      '#12',
      'GH-12',
      'o/r#3',
      'https://evil.example',
      'www.evil.example',
      'me@evil.example',
      '<img src=x>',
      '<!--',
      '-->',
      '</details>',
      '[a](https://evil.example)',
      '![a](b)',
      '`',
      '``',
      '|',
      '\\',
      '\\|',
      '\n',
      '\n\n# ',
      '\n- ',
      '**',
      '~~',
      '&lt;',
      '&#64;team',
      ':tada:',
      '!5',
      '$x$',
      '0123456789abcdef0123456789abcdef01234567',
      ' ',
      'a',
      '\u200b',
      '\u202e',
      '\ud800',
      '[^1]',
      '<https://evil.example>',
      '    ',
      '\t',
      '===',
      '---',
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

const hostileChange = fc.tuple(HOSTILE, HOSTILE, HOSTILE, HOSTILE, fc.constantFrom(...DIRECTIONS), fc.boolean()).map(
  ([name, stack, value, text, direction, replayed]): ReportedChange =>
    change('x', {
      direction,
      after: alarm(name, { name, stack }),
      properties: [threshold(value, text), { name, after: [value], direction: 'neutral' }],
      consequence: text,
      ...(replayed && { history: { unknown: value } }),
    }),
);

/** What is left of HTML once the elements that we write are gone, and code, which is inert. */
function inert(page: string): string {
  return page
    .replace(/<code>.*?<\/code>/gs, '')
    .replace(/<a href="https:\/\/example\.com\/rules\/coverage-lost\.md">coverage-lost<\/a>/g, '')
    .replace(/^<!-- holdband:diff -->$/m, '')
    .replace(/<\/?(?:h3|p|ul|li|strong|details|summary|sub|br|table|thead|tbody|tr|th|td)>/g, '');
}

/** As GitHub reads it, tables and bare addresses included. */
function html(markdown: string): string {
  return micromark(markdown, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

describe('untrusted text', () => {
  it('makes no link, mention, reference, HTML or row, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(hostileChange, { minLength: 1, maxLength: 6 }), HOSTILE, (changes, text) => {
        const findings = [{ ...finding('error', text), message: text }];
        const printed = diffMarkdown(report(changes, { findings, notes: [text], base: text, head: text }), {
          ...options,
          commit: text,
        });
        const rest = inert(html(printed));

        expect(rest).not.toMatch(/[@#<`]|GH-|:\/\/|www\.|!\d|:tada:|~~|[0-9a-f]{40}/);
        // A table's parser looks for pipes before it looks for code: every row has the cells of its head.
        const columns = (line: string) => line.split(/(?<!\\)\|/).length;
        for (const table of printed.split('\n\n').filter((block) => block.startsWith('|'))) {
          const [head = '', ...rows] = table.split('\n');
          for (const row of rows) expect(columns(row)).toBe(columns(head));
          for (const row of rows) expect(row).not.toMatch(/\\\\\|/);
        }
      }),
    );
  });

  it('is still readable: a name with a pipe, a value with a backtick', () => {
    const odd = change('x', { after: alarm('x', { name: 'a|b' }), properties: [threshold('`5`', 9)] });

    const text = diffMarkdown(report([odd]), options);

    expect(text).toContain('| `a\\|b` |');
    expect(text).toContain('| `Threshold`: `` `5` `` → `9` |');
  });
});

/** A report of any size, with names as long as AWS takes them. */
const large = fc
  .record({
    count: fc.integer({ min: 0, max: 5000 }),
    length: fc.integer({ min: 1, max: 255 }),
    letter: fc.constantFrom('a', 'é', '警', '🔥', '`', '@', '\u0007', '|'),
    stacks: fc.integer({ min: 1, max: 2000 }),
    directions: fc.subarray([...DIRECTIONS], { minLength: 1 }),
    findings: fc.integer({ min: 0, max: 500 }),
    replayed: fc.boolean(),
  })
  .map(({ count, length, letter, stacks, directions, findings, replayed }) => {
    const long = letter.repeat(length);
    const changes = Array.from({ length: count }, (_, i) =>
      change(`a${i}`, {
        direction: directions[i % directions.length] ?? 'neutral',
        after: alarm(`a${i}`, { name: `${i}${long}`, stack: `${i % stacks}${long}` }),
        properties: [threshold(long, i)],
        consequence: long,
        ...(replayed && { history }),
      }),
    );
    const found = Array.from({ length: findings }, (_, i) => finding(i % 2 ? 'error' : 'warning', `${i}${long}`));
    return report(changes, { findings: found, notes: [long, long], base: long, head: long });
  });

describe('a report of any size', () => {
  it('stays below the limit with its marker and headline, and says what is not there', () => {
    fc.assert(
      fc.property(large, (each) => {
        const text = diffMarkdown(each, options);
        const { changes, findings } = each;

        expect(Buffer.byteLength(text)).toBeLessThan(65_000);
        expect(text.startsWith('<!-- holdband:diff -->\n\n### ')).toBe(true);
        const counts = (direction: string) => changes.filter((one) => one.direction === direction).length;
        for (const direction of ['neutral', 'tighter']) {
          const said = text.includes(`<summary>${counts(direction)} ${direction}</summary>`);
          const leftOut = new RegExp(`^Left out to fit into a comment: .*${counts(direction)} ${direction}`, 'm').test(
            text,
          );
          expect(said || leftOut).toBe(counts(direction) > 0);
        }
        const short = changes.filter((one) => ['looser', 'mixed', 'unknown'].includes(one.direction));
        const errors = findings.filter(({ severity }) => severity === 'error');
        const more = Number(/^And (\d+) more that are looser/m.exec(text)?.[1] ?? 0);
        const listed = text.match(/^(?:- (?:\*\*error|error|looser|mixed|unknown)|\| \*\*)/gm)?.length ?? 0;
        expect(listed + more).toBe(short.length + errors.length);
      }),
      { numRuns: 30 },
    );
  });

  const big = (text: string) => text.repeat(40);
  const many = (count: number, over: Partial<ReportedChange>) =>
    Array.from({ length: count }, (_, i) =>
      change(`${over.direction}-${i}`, { consequence: big('late '), history, ...over }),
    );
  /** Everything there is; `count` of one kind makes the report too large by itself. */
  const mixed = (sizes: { neutral?: number; tighter?: number; warnings?: number; looser?: number }) =>
    report(
      [
        ...many(sizes.looser ?? 5, { direction: 'looser' }),
        ...many(sizes.tighter ?? 5, { direction: 'tighter' }),
        ...many(sizes.neutral ?? 5, { direction: 'neutral' }),
      ],
      {
        findings: [
          finding('error'),
          ...Array.from({ length: sizes.warnings ?? 5 }, () => ({ ...finding('warning'), message: big('slow ') })),
        ],
      },
    );

  it.each([
    ['past traffic first', { neutral: 210 }, 'the details of past traffic'],
    ['then neutral rows', { neutral: 1000 }, 'the details of past traffic, 1000 neutral'],
    ['then tighter rows', { tighter: 1000 }, 'the details of past traffic, 5 neutral, 1000 tighter'],
    ['then warnings', { warnings: 1000 }, 'the details of past traffic, 5 neutral, 5 tighter, 1000 warnings'],
  ])('gives up %s', (_, sizes, leftOut) => {
    const text = diffMarkdown(mixed(sizes), { ...options, fullReport: 'the summary of the job' });

    expect(text).toContain(`Left out to fit into a comment: ${leftOut}. In full: the summary of the job.`);
    expect(text).toContain('| **looser** | `prod-looser-4`');
  });

  it('then makes looser and error rows one line each', () => {
    const text = diffMarkdown(mixed({ looser: 400 }), options);

    expect(text).toContain('- error `coverage-lost` `prod-a`\n');
    expect(text).toContain('- looser `prod-looser-399`: late');
    expect(text).toContain('the settings of what is listed. In full: what holdband diff prints.');
  });

  it('then counts per stack and lists as many as there is room for', () => {
    const text = diffMarkdown(mixed({ looser: 3000 }), options);

    expect(text).toContain('| `Latency` | 3000 | 5 | 0 | 5 | 0 |');
    expect(text).toMatch(/^And \d+ more that are looser, unknown or in error\.$/m);
  });

  it('keeps the first of what could not be made out, and says how many more there are', () => {
    const notes = Array.from({ length: 500 }, (_, i) => `stack ${i}: ${big('open ')}`);

    const text = diffMarkdown(report([change('a')], { notes }), options);

    expect(text).toMatch(/^- stack 4:/m);
    expect(text).toMatch(/^- 300 more of what could not be read or made out$/m);
  });

  it('fails where the limit leaves no room for a report', () => {
    expect(() => diffMarkdown(report([]), { ...options, limit: 500 })).toThrow(/at least 10000 bytes, got: 500/);
  });
});
