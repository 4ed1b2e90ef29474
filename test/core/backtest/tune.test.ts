import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSettings, tune, tuneSettings } from '../../../lib/core/backtest/tune.ts';
import type { Target } from '../../../lib/core/targets.ts';
import { GUARD_IDS } from '../../../lib/core/targets.ts';
import { DIMENSIONS, historyOf, minute } from './_history.ts';

const elb = (fullName: string) => ({
  arn: `arn:aws:elasticloadbalancing:us-east-2:111122223333:${fullName}`,
  fullName,
  name: fullName.split('/').at(-2) as string,
});
const TARGET: Target = {
  name: 'orders',
  environment: 'prod',
  loadBalancer: elb(DIMENSIONS.LoadBalancer),
  targetGroup: elb(DIMENSIONS.TargetGroup),
  traffic: 'requests',
  objectiveSeconds: 0.8,
  slowSharePercent: 5,
  level: 'standard',
  estimate: 'survivor',
  countForm: 'TC',
  paging: true,
  guards: Object.fromEntries(GUARD_IDS.map((id) => [id, { on: false }])) as unknown as Target['guards'],
};

/** Requests of a minute: so many of them slow, the others at 0.1 s. */
const requests = (slow: number, seconds: number) => [
  ...Array.from({ length: 100 - slow }, () => 0.1),
  ...Array.from({ length: slow }, () => seconds),
];
const calm = (minutes: number) => Array.from({ length: minutes }, () => requests(0, 0));
const bad = (minutes: number, slow: number, seconds: number) =>
  Array.from({ length: minutes }, () => requests(slow, seconds));

/** A nightly job of 1.2 s that hurts nobody, and later a slowdown of 3 s that did. */
const PAST = historyOf([...calm(30), ...bad(20, 30, 1.2), ...calm(60), ...bad(20, 30, 3), ...calm(30)]);
const INCIDENTS = [{ start: minute(110), end: minute(130), note: 'orders slow' }];

function tuned(objectives: readonly number[], shares: readonly number[] = [5], incidents = INCIDENTS, target = TARGET) {
  return tune(target, planSettings(target, tuneSettings(target, objectives, shares)), PAST, incidents);
}

describe('the tuning of a target', () => {
  it('finds the objective that pages for the incident and not for the nightly job', () => {
    const { settings, choice, why } = tuned([0.5, 2, 4]);

    expect(
      settings.map(({ objectiveSeconds, pages, caught, falsePages }) => [objectiveSeconds, pages, caught, falsePages]),
    ).toEqual([
      [0.5, 2, 1, 1],
      [0.8, 2, 1, 1],
      [2, 1, 1, 0],
      [4, 0, 0, 0],
    ]);
    expect(choice?.objectiveSeconds).toBe(2);
    expect(why).toBe('2 s and 5 % catch 1 of 1 with 0 false pages.');
  });

  it('stays with what is configured where nothing does better', () => {
    expect(tuned([1.8, 2.2], [5], INCIDENTS, { ...TARGET, objectiveSeconds: 2 }).choice).toMatchObject({
      objectiveSeconds: 2,
      configured: true,
    });
  });

  it('chooses nothing without incidents, for fewest pages has the alarm that never fires', () => {
    const { choice, why } = tune(TARGET, planSettings(TARGET, tuneSettings(TARGET, [0.5, 50])), PAST);

    expect(choice).toBeUndefined();
    expect(why).toContain('Give --incidents');
  });

  it('chooses nothing where no setting catches anything', () => {
    const early = [{ start: minute(0), end: minute(3), note: 'nobody noticed' }];

    expect(tuned([0.5, 2], [5], early)).toMatchObject({ why: 'No choice: no setting catches the incident.' });
    expect(tuned([0.5, 2], [5], [{ start: minute(900), end: minute(910), note: 'later' }]).why).toContain(
      'none of the incidents lies in this past',
    );
  });

  it('asks whom it would call even in shadow mode', () => {
    expect(tuned([2], [5], INCIDENTS, { ...TARGET, paging: false }).choice?.pages).toBe(1);
  });

  it('says why a setting cannot be planned', () => {
    const { settings } = tuned([0.8], [5, 300]);

    expect(settings.find(({ slowSharePercent }) => slowSharePercent === 300)?.unknown).toMatch(
      /must be above 0 % and below 100 %/,
    );
    expect(settings.find(({ slowSharePercent }) => slowSharePercent === 5)?.unknown).toBeUndefined();
  });

  it('always has what is configured among its settings, each once', () => {
    const numbers = fc.array(fc.constantFrom(0.2, 0.5, 0.8, 1, 5, 10), { maxLength: 6 });
    fc.assert(
      fc.property(numbers, numbers, (objectives, shares) => {
        const settings = tuneSettings(TARGET, objectives, shares);

        expect(settings).toContainEqual({ objectiveSeconds: 0.8, slowSharePercent: 5 });
        expect(new Set(settings.map((each) => JSON.stringify(each))).size).toBe(settings.length);
      }),
    );
  });

  it('never chooses what another setting beats', () => {
    const objective = fc.constantFrom(0.3, 0.5, 1, 1.5, 2, 4, 8);
    fc.assert(
      fc.property(
        fc.array(objective, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(2, 5, 20),
        (objectives, share) => {
          const { settings, choice } = tuned(objectives, [share]);

          for (const { caught = 0, falsePages = 0 } of settings) {
            const better =
              caught > (choice?.caught ?? 0) || (caught === choice?.caught && falsePages < (choice.falsePages ?? 0));
            expect(better).toBe(false);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
