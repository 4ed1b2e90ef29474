import { expect, it } from 'vitest';
import { gridPoints } from '../../bench/bakeoff/point.ts';
import { RULE_IDS, rulesOf } from '../../bench/bakeoff/rules.ts';
import { runPoint } from '../../bench/bakeoff/run-point.ts';
import { synthesiseAlarms } from '../../bench/bakeoff/synthesised.ts';

const synthesised = synthesiseAlarms();

it('has every rule whatever the hold, from synthesised templates', () => {
  for (const point of gridPoints().filter(({ rate }, i) => rate === 30 && i % 5 === 0))
    expect(rulesOf(point, synthesised).map(({ id }) => id)).toEqual(RULE_IDS);
});

it('judges a fortnight: the same figures again, ours quiet and the alarm of DOP-833 not', () => {
  const point = { hold: 300, rate: 30, polls: 0.75, law: 'broadcast', early: 0.02 } as const;
  const outcome = runPoint(point, 1, synthesised);

  expect(outcome.scores['holdband, standard']).toMatchObject({ falsePages: 0, burstPages: 0 });
  expect(outcome.scores['p95 > 0.8 s, 3 of 5']?.falseMinutes).toBeGreaterThan(15_000);
  expect(outcome.scores['holdband, standard']?.delays.filter((delay) => delay >= 0).length).toBeGreaterThanOrEqual(12);
  expect(runPoint(point, 1, synthesised)).toEqual(outcome);
});
