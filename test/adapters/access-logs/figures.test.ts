import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DuckDb } from '../../../lib/adapters/access-logs/duckdb.ts';
import { readAccessLogs } from '../../../lib/adapters/access-logs/read.ts';
import { matchProduct } from '../../../lib/core/holds/catalogue.ts';
import { dop833Day, fleetLogLines } from '../../../lib/core/traffic/dop833.ts';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import type { AccessLogOptions } from '../../../lib/core/triage/access-logs.ts';
import { totalOf } from '../../../lib/core/triage/histogram.ts';
import { at, folder, LOAD_BALANCER, line, logFile, TARGET_GROUP } from './lines.ts';

/** Figures of the only target group in some lines. */
async function figures(lines: readonly string[], options: AccessLogOptions = {}) {
  const { targetGroups } = await readAccessLogs([logFile(lines)], options);
  expect(targetGroups).toHaveLength(1);
  return targetGroups[0] as NonNullable<(typeof targetGroups)[0]>;
}

async function onlyMinute(lines: readonly string[]) {
  const { minutes } = await figures(lines);
  expect(minutes).toHaveLength(1);
  return minutes[0] as NonNullable<(typeof minutes)[0]>;
}

describe('what a line counts as', () => {
  it('is a request with a response time where the target answered', async () => {
    const minute = await onlyMinute([line({ took: '0.250' }), line({ took: '1.500' })]);
    expect(minute).toMatchObject({ requests: 2, seconds: 1.75 });
    expect(totalOf(minute.histogram)).toBe(2);
  });

  it.each([
    ['a 504 of the load balancer', { status: '504', targetStatus: '-', took: '-1' }, { elb504: 1, target5xx: 0 }],
    ['a 504 that has a time nonetheless', { status: '504', targetStatus: '-', took: '60.000' }, { elb504: 1 }],
    ['a 504 of the target', { status: '504', targetStatus: '504' }, { elb504: 0, target5xx: 1 }],
    ['a 502 of the load balancer', { status: '502', targetStatus: '-', took: '0.001' }, { elb502: 1, target5xx: 0 }],
    ['a 503 of the load balancer', { status: '503', targetStatus: '-', took: '-1' }, { elb502: 1 }],
    ['a 460', { status: '460', targetStatus: '-', took: '-1' }, { client460: 1 }],
    ['a time that does not apply', { status: '503', targetStatus: '-', took: '-' }, { requests: 1 }],
  ])('is %s', async (_, parts, expected) => {
    expect(await onlyMinute([line(parts)])).toMatchObject({ requests: 1, ...expected });
  });

  it.each(['-1', '-'])('has no response time where it is %s', async (took) => {
    const minute = await onlyMinute([line({ status: '504', targetStatus: '-', took })]);
    expect(totalOf(minute.histogram)).toBe(0);
    expect(minute.seconds).toBe(0);
  });

  it.each(['ws', 'wss'])('is no latency where it is a %s connection', async (type) => {
    const minute = await onlyMinute([line({ type, status: '101', took: '0.003' }), line()]);
    expect(minute.requests).toBe(2);
    expect(totalOf(minute.histogram)).toBe(1);
  });

  it('is answered by a Lambda target, which has no address', async () => {
    expect(totalOf((await onlyMinute([line({ target: '-' })])).histogram)).toBe(1);
  });

  it('may have an IPv6 client and target', async () => {
    const minute = await onlyMinute([line({ client: '2001:db8::17:40001', target: 'fd00::b:8443' })]);
    expect(minute.requests).toBe(1);
  });

  it.each([
    ['25 fields', ''],
    ['29 fields', ' "10.9.8.7:8443" "200" "-" "-"'],
    ['34 fields', ' "10.9.8.7:8443" "200" "-" "-" TID_abc "-" "-" "-" 10.0.0.4'],
    ['fields yet to come', ' "10.9.8.7:8443" "200" "-" "-" TID_abc "-" "-" "-" 10.0.0.4 - "new" 7'],
  ])('is read with %s', async (_, rest) => {
    expect((await onlyMinute([line({ rest })])).requests).toBe(1);
  });

  it('belongs to the minute it ended in', async () => {
    const { minutes } = await figures([line({ time: at(59.9), created: at(-200) }), line({ time: at(60) })]);
    expect(minutes.map((minute) => minute.at - Date.UTC(2026, 10, 20, 10) / 1000)).toEqual([0, 60]);
  });

  it('stands apart without target group, by what was done instead', async () => {
    const redirect = line({ targetGroup: '-', target: '-', actions: 'waf,redirect', status: '301', targetStatus: '-' });
    const blocked = line({ targetGroup: '-', target: '-', actions: 'waf', status: '403', targetStatus: '-' });
    const { withoutTargetGroup, targetGroups } = await readAccessLogs([logFile([redirect, blocked, blocked, line()])]);
    expect(withoutTargetGroup).toEqual({ requests: 3, actions: { waf: 2, 'waf,redirect': 1 } });
    expect(targetGroups[0]?.minutes[0]?.requests).toBe(1);
  });
});

describe('how long a request lasted that nobody answered', () => {
  const gone = { status: '504', targetStatus: '-', took: '-1' };

  it('is the time from its creation to its end', async () => {
    const { routes } = await figures([line({ ...gone, time: at(300), created: at(0) })]);
    expect(routes?.[0]).toMatchObject({ elb504: 1, unansweredSeconds: 300 });
  });

  it('is not known where it ended before it was created, and that is said', async () => {
    const { routes, missing } = await figures([line({ ...gone, time: at(0), created: at(7) })]);
    expect(routes?.[0]).not.toHaveProperty('unansweredSeconds');
    expect(missing?.[0]).toContain('1 of 1 request with status 460 or 504 ended before');
  });

  it('is not known where the times are years apart', async () => {
    const { routes } = await figures([line({ ...gone, created: '0026-11-20T10:00:00.000000Z' })]);
    expect(routes?.[0]).not.toHaveProperty('unansweredSeconds');
  });
});

describe('the window', () => {
  const day = Array.from({ length: 30 }, (_, hour) => line({ time: at(-hour * 3600 - 90) }));

  it('is the last hour of the data, and 24 hours before are the baseline', async () => {
    const { window, baseline } = await figures(day);
    expect(window).toEqual({ start: Date.UTC(2026, 10, 20, 8, 59) / 1000, end: Date.UTC(2026, 10, 20, 9, 59) / 1000 });
    expect(baseline?.minutes).toHaveLength(24);
  });

  it('does not begin before the data', async () => {
    const { window, baseline } = await figures([line({ time: at(0) }), line({ time: at(200) })]);
    expect(window.end - window.start).toBe(240);
    expect(baseline).toBeUndefined();
  });

  it('is what was asked for', async () => {
    const from = Date.UTC(2026, 10, 20, 5) / 1000;
    const { window, minutes } = await figures(day, { from, to: from + 7200 });
    expect(window).toEqual({ start: from, end: from + 7200 });
    expect(minutes).toHaveLength(2);
  });

  it('excludes its end', async () => {
    const to = Date.UTC(2026, 10, 20, 10) / 1000;
    const { minutes } = await figures([line({ time: at(-60) }), line({ time: at(0) })], { to, lastSeconds: 60 });
    expect(minutes.map(({ requests }) => requests)).toEqual([1]);
  });

  it('fails where neither it nor its baseline has a line, and says what there is', async () => {
    const from = Date.UTC(2020, 0, 1) / 1000;
    await expect(readAccessLogs([logFile([line()])], { from, to: from + 60 })).rejects.toThrow(
      'the logs hold 2026-11-20T10:00:00.000Z to 2026-11-20T10:00:00.000Z',
    );
  });
});

describe('routes', () => {
  const get = (path: string, parts = {}) => line({ request: `GET https://shop.example:443${path} HTTP/1.1`, ...parts });

  it.each([
    ['/orders/17', '/orders/*'],
    ['/orders/17/items/9', '/orders/*/items/*'],
    ['/u/3f2c8a64-9d1e-4b6a-8f00-12ab34cd56ef?x=1', '/u/*'],
    ['/blob/9f86d081884c7d659a2feaa0c55ad015', '/blob/*'],
    ['/logs-2026.11.20/_search', '/*/_search'],
    ['/session/AbCdEfGhIjKlMnOpQrStUvWxYzAbCdEf', '/session/*'],
    ['/api/v1/events', '/api/v1/events'],
    ['/example.metrics.v1.MetricsServiceOfOurs/Report', '/example.metrics.v1.MetricsServiceOfOurs/Report'],
    ['/', '/'],
    ['?a=b', '-'],
    ['/docs/page#part/123', '/docs/page'],
    ['#part/123', '-'],
  ])('%s is %s', async (path, expected) => {
    expect((await figures([get(path)])).routes?.[0]?.path).toBe(expected);
  });

  it('keeps what stands for no request line', async () => {
    const { routes } = await figures([line({ request: '- http://shop.example:80- -', status: '400' })]);
    expect(routes?.[0]).toMatchObject({ method: '-', path: '-' });
  });

  it('has the exact median, 95th percentile and maximum', async () => {
    const lines = Array.from({ length: 20 }, (_, i) => line({ took: `0.${String(10 + i).padStart(3, '0')}` }));
    expect((await figures(lines)).routes?.[0]).toMatchObject({ p50: 0.019, p95: 0.028, max: 0.029 });
  });

  it('puts response times that are an edge into the bin that ends there', async () => {
    const { routes } = await figures(['1.000', '1.100', '1.210', '1.331'].map((took) => line({ took })));
    const { edges, counts } = routes?.[0]?.histogram ?? { edges: [], counts: [] };
    const upper = counts.flatMap((count, i) => (count > 0 ? [edges[i + 1]] : []));
    expect(upper).toEqual([1, 1.1, 1.21, 1.331]);
  });

  it('holds what the catalogue knows, also by its query alone', async () => {
    const { routes } = await figures([get('/shop/_changes?feed=longpoll&since=42'), get('/shop/_changes?since=42')]);
    expect(routes?.map(({ product }) => product).toSorted()).toEqual(['couchdb', undefined]);
  });

  it('holds what the config says, also where the catalogue knows nothing', async () => {
    const hold = {
      name: 'custom',
      ceilingSeconds: 60,
      spreadSeconds: 0,
      releaseLaw: 'message-driven',
      cancels: false,
      routes: [{ method: 'GET', path: '/wait', query: ['marker>0'] }],
    } as const;
    const { routes, minutes } = await figures([get('/wait?marker=3'), get('/wait?marker=0'), get('/other')], {
      holds: new Map([[TARGET_GROUP, hold]]),
    });
    expect(routes?.filter(({ held }) => held).map(({ path }) => path)).toEqual(['/wait']);
    expect(totalOf(minutes[0]?.unheld ?? { edges: [], counts: [] })).toBe(2);
  });

  it('beyond 400 are one, so that a scanner costs no memory', async () => {
    const lines = Array.from({ length: 600 }, (_, i) =>
      get(`/${'abcdefghij'[i % 10]}${'klmnopqrst'[Math.floor(i / 10) % 10]}${'uvwxyz'[Math.floor(i / 100)]}`),
    );
    const { routes } = await figures(lines);
    expect(routes).toHaveLength(401);
    expect(routes?.find(({ path }) => path === '(other paths)')?.requests).toBe(200);
  });
});

describe('chaining', () => {
  /** Polls of 30 s, one after the other, `gap` seconds apart. */
  const polls = (client: string, gap: number, path = '/poll') =>
    Array.from({ length: 10 }, (_, i) => {
      const start = i * (30 + gap);
      return line({
        client,
        created: at(start),
        time: at(start + 30),
        took: '30.000',
        request: `GET https://shop.example:443${path} HTTP/1.1`,
      });
    });

  it('is 1 where every client asks again at once', async () => {
    const { routes } = await figures([...polls('198.51.100.7:1', 1), ...polls('198.51.100.8:1', 0.5)]);
    expect(routes?.[0]?.chaining).toBe(1);
  });

  it('is 0 where they take their time', async () => {
    const { routes } = await figures(polls('198.51.100.7:1', 3));
    expect(routes?.[0]?.chaining).toBe(0);
  });

  it('tells clients behind one address apart by their connection', async () => {
    const lines = [1, 2, 3, 4, 5].flatMap((port) => polls(`198.51.100.7:${port}`, 1));
    expect((await figures(lines)).routes?.[0]?.chaining).toBe(1);
  });

  it('tells clients behind one address apart by a path with their id, whatever their connection', async () => {
    const lines = [111, 222, 333].flatMap((id) =>
      polls('198.51.100.7:1', 1, `/agents/${id}/poll`).map((each, i) => each.replace(':1 ', `:${id + i} `)),
    );
    expect((await figures(lines)).routes?.[0]).toMatchObject({ path: '/agents/*/poll', chaining: 1 });
  });

  it('is not asked for fast routes', async () => {
    expect((await figures([line(), line()])).routes?.[0]).not.toHaveProperty('chaining');
  });
});

it('gives of a simulated day what its requests are', async () => {
  const start = Date.UTC(2026, 10, 16) / 1000;
  const day = dop833Day({ seed: 3, day: start });
  const arn = `arn:aws:elasticloadbalancing:us-east-2:111122223333:${TARGET_GROUP}`;
  const lines = [...fleetLogLines(day, { loadBalancerArn: LOAD_BALANCER, targetGroupArn: arn })];
  const window = { start: start + 82_800, end: start + 86_400 };

  const read = await figures(lines, { from: window.start, to: window.end });
  const expected = figuresOf(day.fleet, {
    targetGroup: TARGET_GROUP,
    loadBalancer: LOAD_BALANCER,
    window,
    source: 'access-logs',
    productOf: (method, path) => matchProduct(method, path)?.id,
  });

  const counts = ({ minutes }: typeof read) =>
    minutes.map(({ at: minute, requests, elb504, client460, target5xx }) => ({
      minute,
      requests,
      elb504,
      client460,
      target5xx,
    }));
  expect(counts(read)).toEqual(counts(expected));
  expect(read.minutes.map(({ histogram }) => totalOf(histogram))).toEqual(
    expected.minutes.map(({ histogram }) => totalOf(histogram)),
  );
  expect(read.routes?.find(({ held }) => held)).toMatchObject({
    product: 'elastic-fleet',
    chaining: expect.closeTo(1, 1),
  });
  expect(read.baseline?.minutes.length).toBe(expected.baseline?.minutes.length);
});

describe('files', () => {
  it('are found below folders as a bucket has them, and other logs are left alone', async () => {
    const root = folder();
    const deep = join(root, 'AWSLogs/444455556666/elasticloadbalancing/eu-west-1/2026/11/20');
    mkdirSync(deep, { recursive: true });
    writeFileSync(join(deep, 'a_app.shop.fedc_20261120T1005Z_192.0.2.4_x.log'), `${line()}\n`);
    writeFileSync(join(deep, 'conn_log_444455556666.log'), 'another log\n');
    writeFileSync(join(root, 'AWSLogs/444455556666/ELBAccessLogTestFile'), 'Enable AccessLog\n');
    writeFileSync(join(root, '.DS_Store'), 'x');

    const { files, skipped } = await readAccessLogs(['.'], { cwd: root });

    expect(files.map(({ file }) => file.split('/').at(-1))).toEqual(['a_app.shop.fedc_20261120T1005Z_192.0.2.4_x.log']);
    expect(skipped).toHaveLength(3);
  });

  it('are found by a pattern that no shell expanded', async () => {
    const root = folder();
    for (const name of ['a.log', 'b.log', 'c.txt']) writeFileSync(join(root, name), `${line()}\n`);
    const { files } = await readAccessLogs(['*.log'], { cwd: root });
    expect(files.map(({ file }) => file)).toEqual(['a.log', 'b.log']);
  });

  it('are read once where they are named twice', async () => {
    const path = logFile([line()]);
    const { files } = await readAccessLogs([path, path]);
    expect(files).toHaveLength(1);
  });

  it('may have a quote in their name', async () => {
    const { files } = await readAccessLogs([logFile([line()], "it's.log")]);
    expect(files[0]?.read).toBe(1);
  });

  it('fail together where they are not there, or empty', async () => {
    const root = folder();
    mkdirSync(join(root, 'empty'));
    await expect(readAccessLogs(['none.log', 'empty'], { cwd: root })).rejects.toMatchObject({
      problems: [
        { where: 'none.log', message: 'no such file or folder' },
        { where: 'empty', message: 'has no access-log file in it' },
      ],
    });
  });

  it('fail where they are empty all', async () => {
    await expect(readAccessLogs([logFile('')])).rejects.toThrow('the files are empty');
  });

  it('fail where one has no access-log line, also beside one that has', async () => {
    const classic =
      '2015-05-13T23:39:43.945958Z my-loadbalancer 192.0.2.39:2817 10.0.0.1:80 0.000073 0.001048 0.000057 200 200 0 29 "GET http://a:80/ HTTP/1.1" "curl" - -';
    const path = logFile([classic]);
    await expect(readAccessLogs([logFile([line()]), path])).rejects.toMatchObject({
      problems: [{ where: `${path}:1`, message: expect.stringContaining('is a Classic Load Balancer line') }],
    });
  });
});

it('says how to install DuckDB where it is missing', async () => {
  const missing = Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
  await expect(DuckDb.open(() => Promise.reject(missing))).rejects.toMatchObject({
    code: 'DuckDbMissing',
    message: expect.stringContaining('npm install @duckdb/node-api'),
  });
});
