import { expect, it } from 'vitest';
import { breaches, FAIL_POLICIES, type FailPolicy } from '../../../lib/core/diff/fail-policy.ts';
import { DIRECTIONS, type DiffReport, type Direction, type RuleSeverity } from '../../../lib/core/diff/model.ts';

const cost = { alarmMetrics: 0, composites: 0, dollars: 0, pricesAsOf: '2026-11' };

function report(directions: readonly Direction[], findings: readonly (readonly [string, RuleSeverity])[]): DiffReport {
  return {
    base: 'a',
    head: 'b',
    changes: directions.map((direction) => ({ kind: 'changed', direction, properties: [], consequence: '' })),
    findings: findings.map(([rule, severity]) => ({ rule, severity, alarm: 'x', message: 'y' })),
    cost: { before: cost, after: cost },
    alarms: { before: 0, after: 0 },
    notes: [],
  };
}

/** Policies that one report breaches, in the order of the list. */
function breached(...args: Parameters<typeof report>): FailPolicy[] {
  return FAIL_POLICIES.filter((policy) => breaches(report(...args), policy));
}

it('nothing fails an empty comparison', () => {
  expect(breached([], [])).toEqual([]);
});

it.each([
  ['error', ['error', 'warning']],
  ['warning', ['warning']],
  ['info', []],
] as const)('a finding of severity %s fails %j', (severity, policies) => {
  expect(breached([], [['threshold-loosened', severity]])).toEqual(policies);
});

it('lost cover fails its policy whatever its severity', () => {
  expect(breached([], [['coverage-lost', 'info']])).toEqual(['coverage-lost']);
});

it('what got looser or may have fails the policy looser, and nothing else', () => {
  const failing = DIRECTIONS.filter((direction) => breached([direction], []).length > 0);

  expect(failing).toEqual(['looser', 'mixed', 'unknown']);
  expect(breached(['looser', 'tighter'], [])).toEqual(['looser']);
});
