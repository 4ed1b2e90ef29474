import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccessLogOptions, accessLogBlocks, accessLogLines } from '../../../lib/core/traffic/access-log.ts';
import { endedAt, type SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { FLEET, HOUR, START } from './_scenarios.ts';

const ARNS = {
  loadBalancerArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/front/50dc6c495c0c9188',
  targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/agents/943f017f100becff',
};
const MADE = simulate({
  seed: 5,
  from: START,
  to: START + 2 * HOUR,
  idleTimeoutSeconds: 290,
  requests: { ratePerMinute: 20, errors: [{ share: 0.05, status: 502, byTarget: false }] },
  holds: [{ profile: FLEET, clients: 5, clientPrefix: 'agent', earlyShare: 0.2, cancels: { perClientPerHour: 2 } }],
});

/** What a reader of the user guide would write: words between blanks, quoted ones whole. */
function tokens(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === ' ' && !quoted) {
      words.push(word);
      word = '';
    } else word += char;
  }
  expect(quoted).toBe(false);
  return [...words, word];
}

const rowsOf = (requests: readonly SimulatedRequest[], options: Partial<AccessLogOptions> = {}) =>
  [...accessLogLines(requests, { ...ARNS, ...options })].map((line, i) => ({
    request: requests[i] as SimulatedRequest,
    line,
    // Fields count from 1, as in the user guide.
    field: ['', ...tokens(line)],
  }));
const ROWS = rowsOf(MADE);
const rowsWith = (test: (request: SimulatedRequest) => boolean) => {
  const found = ROWS.filter(({ request }) => test(request));
  expect(found.length).toBeGreaterThan(0);
  return found;
};
const micros = (time = '') => Date.parse(`${time.slice(0, 19)}Z`) * 1000 + Number(time.slice(20, 26));

describe('access-log lines', () => {
  it('are one a request, each of 34 fields', () => {
    expect(ROWS).toHaveLength(MADE.length);
    expect(new Set(ROWS.map(({ field }) => field.length - 1))).toEqual(new Set([34]));
  });

  it('stand in order of the time they ended', () => {
    const times = ROWS.map(({ field }) => field[2]);
    expect(times).toEqual(times.toSorted());
  });

  it('have times in microseconds, whose difference is the duration of every row, answered or not', () => {
    for (const { field, request } of ROWS) {
      expect(field[2]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(micros(field[2])).toBe(Math.round(endedAt(request) * 1e6));
      expect(micros(field[2]) - micros(field[22])).toBe(Math.round(request.durationSeconds * 1e6));
    }
  });

  it('write every microsecond of a second with six digits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999 }), (micro) => {
        const request = { ...(MADE[0] as SimulatedRequest), startedAt: START + micro / 1e6, durationSeconds: 0 };
        expect(rowsOf([request])[0]?.field[22]).toBe(`2026-11-20T00:00:00.${String(micro).padStart(6, '0')}Z`);
      }),
    );
  });

  it('name load balancer, target group, host and listener', () => {
    const { field } = ROWS[0] as (typeof ROWS)[0];
    expect(field[3]).toBe('app/front/50dc6c495c0c9188');
    expect(field[17]).toBe(ARNS.targetGroupArn);
    expect(field[19]).toBe('service.example.internal');
    expect(field[20]).toMatch(/^arn:aws:acm:us-east-2:111122223333:certificate\/[0-9a-f-]{36}$/);
    expect(field[21]).toBe('1');
    expect(field[23]).toBe('forward');
  });

  it('have the response time to the millisecond and the target’s status where it answered', () => {
    for (const { field, request } of rowsWith(({ answered }) => answered)) {
      expect(field.slice(6, 9)).toEqual(['0.000', request.durationSeconds.toFixed(3), '0.000']);
      expect([field[9], field[10], field[27]]).toEqual(['200', '200', '200']);
    }
  });

  it('have −1 and a dash where the target did not answer, and yet its address', () => {
    const shape = (status: number) =>
      new Set(rowsWith((r) => r.elbStatus === status).map(({ field }) => field.slice(6, 11).join(' ')));
    expect(shape(460)).toEqual(new Set(['-1 -1 -1 460 -']));
    expect(shape(504)).toEqual(new Set(['0.001 -1 -1 504 -']));
    expect(shape(502)).toEqual(new Set(['0.000 -1 -1 502 -']));
    for (const { field } of rowsWith(({ answered }) => !answered)) {
      expect(field[5]).toMatch(/^10\.0\.\d+\.\d+:8080$/);
      expect([field[26], field[27]]).toEqual([field[5], '-']);
    }
  });

  it('have an IPv4 address and an unprivileged port for every client, the address for good', () => {
    const seen = new Map<string, Set<string>>();
    for (const { field, request } of ROWS) {
      const [, address = '', port] = /^(10(?:\.\d{1,3}){3}):(\d+)$/.exec(field[4] ?? '') ?? [];
      expect(address.split('.').every((part) => Number(part) <= 255)).toBe(true);
      expect(Number(port)).toBeGreaterThanOrEqual(32_768);
      expect(Number(port)).toBeLessThan(61_000);
      seen.set(request.client, (seen.get(request.client) ?? new Set()).add(address));
    }
    expect([...seen.values()].every((addresses) => addresses.size === 1)).toBe(true);
    expect(new Set([...seen.values()].flatMap((addresses) => [...addresses])).size).toBe(seen.size);
  });

  it('keep port and connection id while a connection lives, at most an hour', () => {
    const polls = ROWS.filter(({ request }) => request.client === 'agent-1');
    const connections = new Map(polls.map(({ field }) => [field[30], field[4]]));
    expect(connections.size).toBeGreaterThanOrEqual(2);
    expect(connections.size).toBeLessThanOrEqual(3); // two hours touch three
    expect(new Set(connections.values()).size).toBe(connections.size);
    for (const { field } of polls) expect(field[30]).toMatch(/^TID_[0-9a-f]{32}$/);
  });

  it('give parked polls a connection of their own', () => {
    const request = MADE.find(({ truth }) => truth === 'expired-hold') as SimulatedRequest;
    const [poll, ack] = rowsOf([request, { ...request, path: '/acks', truth: 'fast' }]);
    expect(poll?.field[4]).not.toBe(ack?.field[4]);
    expect(poll?.field[4]?.split(':')[0]).toBe(ack?.field[4]?.split(':')[0]);
  });

  it('answer idle polls with few bytes, always as many, and released ones with more', () => {
    const sent = (truth: SimulatedRequest['truth']) =>
      rowsWith((r) => r.truth === truth).map(({ field }) => Number(field[12]));
    const [idle, ...others] = new Set(sent('expired-hold'));
    expect(others).toEqual([]);
    expect(Math.min(...sent('early-release'))).toBeGreaterThan(idle as number);
    expect(new Set(sent('cancelled-hold'))).toEqual(new Set([0]));
  });

  it('carry a trace id that no other line has, with the second the request came', () => {
    expect(new Set(ROWS.map(({ field }) => field[18])).size).toBe(ROWS.length);
    for (const { field, request } of ROWS) {
      const second = Math.floor(request.startedAt).toString(16);
      expect(field[18]).toMatch(new RegExp(`^Root=1-${second}-[0-9a-f]{24}$`));
    }
  });

  it.each([
    ['http', '- -', 'http://x.example:80/', 'HTTP/1.1', '-'],
    ['https', 'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2', 'https://x.example:443/', 'HTTP/1.1', 'x.example'],
    ['h2', 'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2', 'https://x.example:443/', 'HTTP/2.0', 'x.example'],
  ] as const)('of type %s have its cipher, URL and protocol', (type, cipher, url, protocol, domain) => {
    const [row] = rowsOf([{ ...(MADE[0] as SimulatedRequest), method: 'GET', path: '/' }], { type, host: 'x.example' });
    expect(row?.field[1]).toBe(type);
    expect(row?.field.slice(15, 17).join(' ')).toBe(cipher);
    expect(row?.field[13]).toBe(`GET ${url} ${protocol}`);
    expect(row?.field[19]).toBe(domain);
  });

  it('take user agent, port, targets and rule from the options', () => {
    const options = {
      port: 8443,
      targets: ['10.9.9.9:8220'],
      rulePriority: 7,
      userAgentOf: (c: string) => `Agent of ${c}`,
    };
    const [row] = rowsOf(MADE.slice(0, 1), options);
    expect(row?.field[14]).toBe(`Agent of ${MADE[0]?.client}`);
    expect(row?.field[13]).toContain(':8443/');
    expect([row?.field[5], row?.field[21], row?.field[26]]).toEqual(['10.9.9.9:8220', '7', '10.9.9.9:8220']);
  });

  it('are the same for the same requests, whatever is written beside them', () => {
    const lines = ROWS.map(({ line }) => line);
    expect([...accessLogLines(MADE, ARNS)]).toEqual(lines);
    expect([...accessLogLines(MADE.slice(50, 60), ARNS)]).toEqual(lines.slice(50, 60));
  });

  it('come in blocks as well, byte for byte the same', () => {
    const many = Array.from({ length: 3 }, () => MADE).flat();
    const text = [...accessLogLines(many, ARNS)].map((line) => `${line}\n`).join('');
    const blocks = [...accessLogBlocks(many, ARNS)];
    expect(blocks.length).toBeGreaterThan(1);
    expect(blocks.join('')).toBe(text);
    expect([...accessLogBlocks([], ARNS)]).toEqual([]);
  });
});
