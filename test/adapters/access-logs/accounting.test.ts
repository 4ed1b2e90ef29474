import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyRejected } from '../../../lib/adapters/access-logs/line-shape.ts';
import { readAccessLogs } from '../../../lib/adapters/access-logs/read.ts';
import { line, logFile } from './lines.ts';

const GOOD = [line({ took: '0.101' }), line({ took: '0.102' }), line({ took: '0.103' })];
/** Many different lines: a gzip file that is damaged in the middle still has a readable beginning. */
const MANY = Array.from({ length: 4000 }, (_, i) =>
  line({ client: `10.1.${i % 251}.9:${1024 + i * 7}`, took: `0.${100 + (i % 800)}` }),
);

async function account(path: string) {
  const { files, rejects } = await readAccessLogs([path]);
  const [file] = files;
  if (!file) throw new Error('no file');
  expect(file.read + file.rejected).toBe(file.lines);
  return { ...file, rejects };
}

describe('every line is read or rejected, and what follows an odd one is read', () => {
  it.each<[string, string | Buffer, { lines: number; read: number }]>([
    ['a quote inside a user agent', line({ userAgent: 'pro"be' }), { lines: 4, read: 4 }],
    ['quotes inside a request', line({ request: 'GET https://a:443/?q="x" HTTP/1.1' }), { lines: 4, read: 4 }],
    ['a line that opens with a quote', `"${line()}`, { lines: 4, read: 3 }],
    ['a user agent whose quote never closes', line().replace('probe/1"', 'probe/1'), { lines: 4, read: 3 }],
    ['a trailing backslash', `${line()}\\`, { lines: 4, read: 4 }],
    ['a backslash before a quote', line({ userAgent: 'probe\\' }), { lines: 4, read: 4 }],
    ['a backslash alone', '\\', { lines: 4, read: 3 }],
    ['invalid UTF-8', Buffer.concat([Buffer.from(line()), Buffer.from([0xff, 0xfe])]), { lines: 4, read: 3 }],
    ['a NUL in a user agent', line({ userAgent: 'pro\0be' }), { lines: 4, read: 4 }],
    ['an empty line', '', { lines: 4, read: 3 }],
    ['blanks', '   ', { lines: 4, read: 3 }],
    ['a line longer than any buffer', line({ userAgent: 'x'.repeat(20_000_000) }), { lines: 4, read: 3 }],
    ['a line of 300 kB', line({ userAgent: 'x'.repeat(300_000) }), { lines: 4, read: 3 }],
    ['a user agent of 8 kB', line({ userAgent: 'x'.repeat(8192) }), { lines: 4, read: 4 }],
    ['a CR inside a line', line({ userAgent: 'pro\rbe' }), { lines: 5, read: 3 }],
    ['a line that is cut', line().slice(0, 300), { lines: 4, read: 3 }],
    ['a comment sign', `#${line()}`, { lines: 4, read: 4 }],
    ['a delimiter of DuckDB', line({ userAgent: 'pro\u0001be' }), { lines: 4, read: 4 }],
    ['the delimiter in a user agent', line({ userAgent: 'pro\u001fbe' }), { lines: 4, read: 3 }],
    ['delimiters behind the last field', `${line()}\u001f\u001f`, { lines: 4, read: 4 }],
    ['an escaped control character', line({ userAgent: 'pro\\x01be' }), { lines: 4, read: 4 }],
  ])('%s', async (_, odd, expected) => {
    const [first = '', ...others] = GOOD;
    const content = Buffer.concat([
      Buffer.from(`${first}\n`),
      Buffer.from(odd),
      Buffer.from(`\n${others.join('\n')}\n`),
    ]);

    expect(await account(logFile(content))).toMatchObject(expected);
  });

  it('reads lines that end with CR LF', async () => {
    expect(await account(logFile(`${GOOD.join('\r\n')}\r\n`))).toMatchObject({ lines: 3, read: 3 });
  });

  it('reads a last line without an end', async () => {
    expect(await account(logFile(GOOD.join('\n')))).toMatchObject({ lines: 3, read: 3 });
  });

  it('reads plain text that is named .gz', async () => {
    expect(await account(logFile(GOOD, 'plain.log.gz'))).toMatchObject({ lines: 3, read: 3 });
  });

  it('reads gzip that is named .log', async () => {
    expect(await account(logFile(gzipSync(GOOD.join('\n')), 'packed.log'))).toMatchObject({ lines: 3, read: 3 });
  });

  it('reads every member of a gzip file', async () => {
    const members = GOOD.map((each) => gzipSync(`${each}\n`));
    expect(await account(logFile(Buffer.concat(members), 'members.gz'))).toMatchObject({ lines: 3, read: 3 });
  });

  it('counts what can be read of a cut gzip file, and says that it is cut', async () => {
    const whole = gzipSync(`${MANY.join('\n')}\n`);
    const cut = await account(logFile(whole.subarray(0, whole.length / 2), 'cut.log.gz'));

    expect(cut.read).toBeGreaterThan(1000);
    expect(cut.read).toBeLessThan(3000);
    expect(cut.fault).toContain('cut off');
  });

  it('counts what can be read of a damaged gzip file, and says that it is damaged', async () => {
    const damaged = Buffer.from(gzipSync(`${MANY.join('\n')}\n`));
    damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 40);

    const { read, fault } = await account(logFile(damaged, 'damaged.log.gz'));
    expect(read).toBeGreaterThan(1000);
    expect(fault).toContain('damaged');
  });

  it('says that a checksum does not fit, though every line was read', async () => {
    const wrong = Buffer.from(gzipSync(`${MANY.join('\n')}\n`));
    wrong[wrong.length - 7] = (wrong[wrong.length - 7] as number) ^ 1;

    const { read, fault } = await account(logFile(wrong, 'checksum.log.gz'));
    expect(read).toBe(4000);
    expect(fault).toContain('damaged');
  });

  it.each([
    ['text', Buffer.from('not gzip at all'), 'is damaged (gzip: incorrect header check)'],
    ['zeros', Buffer.alloc(512), 'has 512 bytes after its gzip data'],
  ])('reads all before %s that follows the gzip data, and says so', async (_, tail, fault) => {
    const followed = Buffer.concat([gzipSync(`${GOOD.join('\n')}\n`), tail]);

    const file = await account(logFile(followed, 'followed.gz'));
    expect(file).toMatchObject({ lines: 3, read: 3 });
    expect(file.fault).toContain(fault);
  });

  it('keeps the other files whole beside an empty, a cut and a damaged one', async () => {
    const whole = gzipSync(`${MANY.join('\n')}\n`);
    const paths = [
      logFile(gzipSync(''), 'empty.gz'),
      logFile('', 'nothing.gz'),
      logFile(whole.subarray(0, 900), 'cut.gz'),
      logFile(GOOD, 'good.log'),
    ];

    const { files } = await readAccessLogs(paths);

    for (const { lines, read, rejected } of files) expect(read + rejected).toBe(lines);
    expect(files[0]).toMatchObject({ lines: 0, read: 0, rejected: 0 });
    expect(files[1]).toMatchObject({ lines: 0, read: 0, rejected: 0 });
    expect(files[3]).toMatchObject({ lines: 3, read: 3, rejected: 0 });
  });

  it('names the first three rejected lines by file and line', async () => {
    const path = logFile([line(), 'one', line(), 'two', 'three', 'four']);

    const { rejects, rejected } = await account(path);

    expect(rejected).toBe(4);
    expect(rejects.map(({ file, line: number }) => `${file}:${number}`)).toEqual([
      `${path}:2`,
      `${path}:4`,
      `${path}:5`,
    ]);
    expect(rejects[0]?.reason).toContain('1 field, needed: at least 22; it begins "one"');
  });

  it('makes a fault a limit of the verdict', async () => {
    const whole = gzipSync(`${MANY.join('\n')}\n`);
    const path = logFile(whole.subarray(0, whole.length / 2), 'cut.gz');
    const { targetGroups } = await readAccessLogs([path]);
    expect(targetGroups[0]?.missing?.join(' ')).toContain('cut.gz is cut off');
  });
});

it('DuckDB rejects a line exactly where the explanation finds a reason', async () => {
  // Signs that a line is built from, and some that it is not: any of them may be lost, doubled or put elsewhere.
  const sign = fc.constantFrom(
    '"',
    ' ',
    '-',
    '\\',
    ':',
    '/',
    '\t',
    'é',
    '.',
    'Z',
    '0',
    '#',
    ',',
    '\u0001',
    '\u001f',
    '{',
    '(',
  );
  const base = fc.constantFrom(
    line(),
    line({ status: '460', targetStatus: '-', took: '-1' }),
    line({ targetGroup: '-', actions: 'redirect', target: '-' }),
  );
  const change = fc.record({ place: fc.nat(400), remove: fc.nat(2), insert: fc.array(sign, { maxLength: 2 }) });
  const mutated = fc
    .tuple(base, fc.array(change, { minLength: 1, maxLength: 3 }))
    .map(([text, changes]) =>
      changes.reduce(
        (each, { place, remove, insert }) => each.slice(0, place) + insert.join('') + each.slice(place + remove),
        text,
      ),
    );
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 40, maxLength: 60 }), async (lines) => {
      const path = logFile([line(), ...lines]);
      const { rejected } = await account(path);
      const explained = readFileSync(path, 'utf8')
        .split('\n')
        .slice(0, -1)
        .filter((each) => whyRejected(Buffer.from(each)) !== undefined);
      expect(rejected, explained.map((each) => whyRejected(Buffer.from(each))).join('\n')).toBe(explained.length);
    }),
    { numRuns: 25 },
  );
});
