import { describe, expect, it } from 'vitest';
import { applyRules, breaches } from '../../../lib/core/config/rules.ts';
import type { LintFinding } from '../../../lib/core/inventory/lint.ts';

const finding = (rule: string): LintFinding => ({
  rule,
  severity: 'warning',
  target: 'api',
  message: 'm',
  advice: 'a',
});
const severities = (rules: Parameters<typeof applyRules>[1], today = '2026-11-21') =>
  applyRules([finding('one'), finding('two')], rules, today).findings.map(
    ({ rule, severity }) => `${rule} ${severity}`,
  );

describe('rule settings', () => {
  it('leave every rule as it is where there are none', () => {
    expect(severities(undefined)).toEqual(['one warning', 'two warning']);
  });

  it('switch a rule off', () => {
    expect(severities({ one: { severity: 'off' } })).toEqual(['two warning']);
  });

  it('change what a finding weighs', () => {
    expect(severities({ two: { severity: 'error' } })).toEqual(['one warning', 'two error']);
  });

  it('may say no more than a reason', () => {
    expect(severities({ two: { reason: 'known' } })).toEqual(['one warning', 'two warning']);
  });

  it.each([
    ['2026-11-20', ['two warning']],
    ['2026-11-21', ['two warning']],
    ['2026-11-22', ['one warning', 'two warning']],
  ])('hold to the end of their last day, 2026-11-21: on %s', (today, wanted) => {
    expect(severities({ one: { severity: 'off', until: '2026-11-21' } }, today)).toEqual(wanted);
  });

  it('name those whose last day has passed', () => {
    const rules = { one: { severity: 'off', until: '2026-11-20' }, two: { until: '2026-11-21' } } as const;
    expect(applyRules([], rules, '2026-11-21').expired).toEqual([{ rule: 'one', until: '2026-11-20' }]);
  });

  it('tell why they were made once they have ended', () => {
    const rules = { one: { until: '2026-11-20', reason: 'known' } };
    expect(applyRules([], rules, '2026-11-21').expired).toEqual([
      { rule: 'one', until: '2026-11-20', reason: 'known' },
    ]);
  });
});

describe('a setting for some alarms', () => {
  const about = (alarm: string) => ({ rule: 'one', severity: 'error' as const, alarm });
  const left = (alarms: string[], found: readonly (ReturnType<typeof about> | LintFinding)[]) =>
    applyRules(found, { one: { severity: 'off', alarms } }, '2026-11-21').findings.length;

  it('is for those alarms only', () => {
    expect(left(['holdband-test-*'], [about('holdband-test-api'), about('holdband-prod-api')])).toBe(1);
  });

  it('is not for findings about targets', () => expect(left(['*'], [finding('one')])).toBe(1));
});

describe('failOn', () => {
  it.each([
    ['error', 'error', true],
    ['warning', 'error', false],
    ['error', 'warning', true],
    ['warning', 'warning', true],
    ['info', 'warning', false],
    ['info', 'info', true],
  ] as const)('is breached by %s under failOn %s: %s', (severity, failOn, breached) => {
    expect(breaches(severity, failOn)).toBe(breached);
  });
});
