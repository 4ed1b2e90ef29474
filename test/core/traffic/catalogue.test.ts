import { describe, expect, it } from 'vitest';
import { CATALOGUE, matchProduct } from '../../../lib/core/holds/catalogue.ts';
import { holdFrom, holdTo } from '../../../lib/core/holds/profile.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { durations, START } from './_scenarios.ts';

const held = CATALOGUE.filter((entry) => entry.held && entry.profile.routes.length > 0);

describe('every product of the catalogue', () => {
  it('is simulated', () => {
    expect(held.length).toBeGreaterThan(20);
  });

  it.each(held.map((entry) => [entry.id, entry] as const))(
    '%s: its polls last its hold, on a route known as its own',
    (id, entry) => {
      const holds = [{ profile: entry.profile, clients: 20 }];
      const made = simulate({ seed: 1, from: START, to: START + 3 * holdTo(entry.profile) + 60, holds });
      expect(made.length).toBeGreaterThan(20);
      expect(new Set(made.map(({ method, path }) => matchProduct(method, path)?.id))).toEqual(new Set([id]));
      expect(Math.min(...durations(made))).toBeGreaterThan(holdFrom(entry.profile));
      expect(Math.max(...durations(made))).toBeLessThan(holdTo(entry.profile) + 0.1);
    },
  );
});
