import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSeconds, parseDuration, parsePercent, trim } from '../../lib/core/units.ts';

describe('parseDuration', () => {
  it.each([
    ['500ms', 0.5],
    ['0.8s', 0.8],
    ['800ms', 0.8],
    ['5m', 300],
    ['1h', 3600],
    ['7d', 604_800],
    ['-30s', -30],
    [' 10 s ', 10],
  ])('reads %s as %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '5', 's', '5 min', '5M', '1e3s', '5s5s', 'NaNs'])('does not take "%s" for a duration', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it('reads whole seconds back as they were written', () => {
    fc.assert(fc.property(fc.nat(1_000_000), (n) => parseDuration(`${n}s`) === n));
  });
});

describe('parsePercent', () => {
  it('reads a number with its sign, and nothing without one', () => {
    expect(parsePercent('5%')).toBe(5);
    expect(parsePercent('2.5 %')).toBe(2.5);
    expect(parsePercent('5')).toBeUndefined();
    expect(parsePercent('-5%')).toBeUndefined();
  });
});

describe('formatSeconds', () => {
  it.each([
    [0, '0 s'],
    [0.8, '800 ms'],
    [0.826446281, '826 ms'],
    [1.5, '1.5 s'],
    [299.6, '300 s'],
    [900, '15 min'],
    [7200, '2 h'],
    [604_800, '7 d'],
    [-30, '-30 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('trim', () => {
  it('never shows an exponent or float noise', () => {
    expect(trim(0.1 + 0.2)).toBe('0.3');
    expect(trim(123_456)).toBe('123456');
    fc.assert(fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), (n) => /^\d+(\.\d+)?$/.test(trim(n))));
  });
});
