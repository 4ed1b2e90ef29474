import { describe, expect, it } from 'vitest';
import { describeParts, monthlyCost } from '../../../lib/core/alarms/cost.ts';
import { planTarget } from '../../../lib/core/alarms/plan.ts';
import { ELASTICSEARCH, FLEET_SERVER } from './_targets.ts';

describe('monthlyCost', () => {
  it('bills every metric that an alarm reads, and the composite', () => {
    expect(monthlyCost([planTarget(FLEET_SERVER)])).toEqual({
      // Six estimates of four counts, and seven inputs of guards.
      alarmMetrics: 31,
      composites: 1,
      dollars: 3.6,
      pricesAsOf: '2026-11',
    });
  });

  it('costs six metrics more with PR: each estimate needs the sample count', () => {
    const cost = monthlyCost([planTarget({ ...FLEET_SERVER, countForm: 'PR' })]);

    expect(cost).toMatchObject({ alarmMetrics: 37, dollars: 4.2 });
  });

  it('costs six metrics less with the flat estimate', () => {
    expect(monthlyCost([planTarget({ ...FLEET_SERVER, estimate: 'flat' })]).alarmMetrics).toBe(25);
  });

  it('adds plans up without float noise', () => {
    expect(monthlyCost([planTarget(FLEET_SERVER), planTarget(ELASTICSEARCH)]).dollars).toBe(4.9);
  });

  it('is nothing for nothing', () => {
    expect(monthlyCost([])).toMatchObject({ alarmMetrics: 0, composites: 0, dollars: 0 });
  });
});

describe('describeParts', () => {
  it.each([
    [28, 2, '28 alarm metrics, 2 composite alarms'],
    [1, 1, '1 alarm metric, 1 composite alarm'],
    [0, 0, '0 alarm metrics, 0 composite alarms'],
  ])('says what %i metrics and %i composites are', (alarmMetrics, composites, text) => {
    expect(describeParts({ ...monthlyCost([]), alarmMetrics, composites })).toBe(text);
  });
});
