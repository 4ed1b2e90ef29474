import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesRoute } from '../../../lib/core/holds/routes.ts';

const checkin = { method: 'POST', path: '/api/fleet/agents/*/checkin' };

describe('a route pattern', () => {
  it('takes its own method only', () => {
    expect(matchesRoute(checkin, 'POST', '/api/fleet/agents/a1/checkin')).toBe(true);
    expect(matchesRoute(checkin, 'GET', '/api/fleet/agents/a1/checkin')).toBe(false);
  });

  it('takes any method where it names none', () => {
    expect(matchesRoute({ path: '/x' }, 'PATCH', '/x')).toBe(true);
  });

  it('takes the whole URL of an access log, its bare question mark and a trailing slash', () => {
    for (const target of [
      'https://fleet.example.com:8220/api/fleet/agents/a1/checkin?',
      '/api/fleet/agents/a1/checkin/',
      '/api/fleet/agents/a1/checkin?x=1',
    ]) {
      expect(matchesRoute(checkin, 'POST', target)).toBe(true);
    }
  });

  it.each([
    ['/api/fleet/agents/checkin', 'a * is exactly one segment'],
    ['/api/fleet/agents/a/b/checkin', 'a * is not two'],
    ['/api/fleet/agents/a/checkin/now', 'nothing may follow'],
    ['/v1/api/fleet/agents/a/checkin', 'nothing may precede'],
    ['/API/fleet/agents/a/checkin', 'paths tell cases apart'],
  ])('does not take %s: %s', (target) => expect(matchesRoute(checkin, 'POST', target)).toBe(false));

  it('takes any number of segments for **, none included, and goes back where it took too few', () => {
    const pattern = { path: '/**/a/b' };
    expect(matchesRoute(pattern, 'GET', '/a/b')).toBe(true);
    expect(matchesRoute(pattern, 'GET', '/a/c/a/b')).toBe(true);
    expect(matchesRoute(pattern, 'GET', '/a/b/c')).toBe(false);
  });

  it('takes part of a segment for a * beside other characters', () => {
    expect(matchesRoute({ path: '/bot*/getUpdates' }, 'GET', '/bot12:ab/getUpdates')).toBe(true);
    expect(matchesRoute({ path: '/bot*/getUpdates' }, 'GET', '/bat12:ab/getUpdates')).toBe(false);
  });

  it.each([
    [['index'], '/v1/kv/a?index=7', true],
    [['index'], '/v1/kv/a?index', true],
    [['index'], '/v1/kv/a?indexes=7', false],
    [['index'], '/v1/kv/a', false],
    [['feed=longpoll'], '/db/_changes?since=1&feed=longpoll', true],
    [['feed=longpoll'], '/db/_changes?feed=longpolls', false],
    [['timeout>0'], '/sync?timeout=30000', true],
    [['timeout>0'], '/sync?timeout=0', false],
    [['timeout>0'], '/sync?timeout=soon', false],
    [['timeout>0'], '/sync', false],
    [['id=<22>'], '/hub?id=Q1xv9mE0b7JrT5ZkLw3NdA', true],
    [['id=<22>'], '/hub?id=4711', false],
    [['id=<22>'], '/hub?id=Q1xv9mE0b7JrT5ZkLw3Nd%', false],
    [['a', 'b'], '/x?b=1&a=2', true],
    [['a', 'b'], '/x?b=1', false],
  ])('with query %j says of %s: %s', (query, target, expected) => {
    expect(matchesRoute({ path: '/**', query }, 'GET', target)).toBe(expected);
  });

  it('takes every path made from it by filling its stars', () => {
    const segment = fc.stringMatching(/^[a-z0-9]{1,6}$/);
    const piece = fc.oneof(segment, fc.constantFrom('*', '**'));
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.infiniteStream(segment), (pieces, words) => {
        const next = () => words.next().value as string;
        const filled = pieces.flatMap((part) => (part === '**' ? [next(), next()] : part === '*' ? [next()] : [part]));
        expect(matchesRoute({ path: `/${pieces.join('/')}` }, 'GET', `/${filled.join('/')}`)).toBe(true);
      }),
    );
  });

  it('answers at once for hostile input', () => {
    const started = performance.now();
    const target = `/${'a/'.repeat(4000)}b`;
    expect(matchesRoute({ path: `/${'**/a/'.repeat(20)}c` }, 'GET', target)).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});
