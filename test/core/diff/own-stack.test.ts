import { describe, expect, it } from 'vitest';
import { planLoadBalancers, planTarget } from '../../../lib/core/alarms/plan.ts';
import { planRecords } from '../../../lib/core/alarms/plan-records.ts';
import type { AlarmRecord } from '../../../lib/core/diff/model.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { ELASTICSEARCH, FLEET_SERVER, MATRIX } from '../alarms/_targets.ts';
import { OTHER_TOPIC, report, TOPIC } from './_alarms.ts';

const actions = { page: [TOPIC], ticket: [OTHER_TOPIC], paging: true };
const recordsOf = (...targets: Target[]): AlarmRecord[] =>
  [...targets.map((target) => planTarget(target)), planLoadBalancers(targets)].flatMap((plan) =>
    planRecords(plan, actions),
  );
const said = (before: readonly AlarmRecord[], after: readonly AlarmRecord[]) =>
  report(before, after).findings.map(({ rule, alarm, message }) => `${rule} ${alarm}: ${message}`);

const EXEMPT: Target = { ...FLEET_SERVER, traffic: 'exempt', exempt: { reason: 'it moves next month' } };
const exempted = { ...EXEMPT, hold: undefined };

describe("holdband's own alarms", () => {
  it.each<[string, Target]>([
    ['long polls', FLEET_SERVER],
    ['requests', ELASTICSEARCH],
    ['mixed traffic, thorough', { ...FLEET_SERVER, traffic: 'mixed', level: 'thorough' }],
    ['counts by percentage', { ...FLEET_SERVER, countForm: 'PR' }],
    ['the flat estimate', { ...FLEET_SERVER, estimate: 'flat' }],
    ['message-driven polls', { ...FLEET_SERVER, hold: MATRIX, idleTimeoutSeconds: 400 }],
    ['an exempt target group', EXEMPT],
    ['an exempt target group that holds nothing', exempted],
    ['requests, thorough', { ...ELASTICSEARCH, level: 'thorough' }],
  ])('give no finding where they are new: %s', (_, target) => {
    expect(said([], recordsOf(target))).toEqual([]);
  });

  it('give no finding for two target groups together', () => {
    expect(said([], recordsOf(FLEET_SERVER, ELASTICSEARCH))).toEqual([]);
  });

  it('say what a higher objective does: looser, and what is slow now', () => {
    const [before, after] = [FLEET_SERVER, { ...FLEET_SERVER, objectiveSeconds: 2 }].map((each) => recordsOf(each));
    const { changes } = report(before ?? [], after ?? []);
    const slow = changes.find((change) => change.after?.name?.endsWith('-slow-1m'));

    expect(slow?.direction).toBe('looser');
    expect(slow?.consequence).toContain('objective asked 2 s, deployed 2.14 s, was 0.8 s (0.826 s)');
    expect(changes.filter(({ direction }) => direction === 'tighter')).toEqual([]);
  });

  it('lose cover where a target group becomes exempt', () => {
    const found = report(recordsOf(FLEET_SERVER), recordsOf(exempted)).findings;

    expect(found.filter(({ rule }) => rule === 'coverage-lost').length).toBeGreaterThan(0);
  });
});
