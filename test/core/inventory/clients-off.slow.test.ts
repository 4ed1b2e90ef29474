import { describe, expect, it } from 'vitest';
import { clientsOff } from '../../../lib/core/inventory/clients-off.ts';
import { COUNTED, knownClients } from './_clients.ts';

const SEEDS = Array.from({ length: 12 }, (_, i) => 500 + i);
const ALL = COUNTED.flatMap((entry) => SEEDS.map((seed) => ({ id: entry.id, seed, ...knownClients(entry, seed) })));

/** Cases in which the answer is not one of those expected, as names. */
function cases(declare: (clients: number) => number, is: (off: ReturnType<typeof clientsOff>) => boolean): string[] {
  return ALL.filter(({ clients, target, figures }) => is(clientsOff(target(declare(clients)), figures))).map(
    ({ id, seed }) => `${id} ${seed}`,
  );
}
const isOff = (off: ReturnType<typeof clientsOff>): boolean => typeof off === 'object';

describe('Clients of every product, drawn at random', () => {
  it('are hardly ever a finding where the config is right', () => {
    expect(ALL.length).toBeGreaterThan(200);
    expect(cases((clients) => clients, isOff).length).toBeLessThan(0.01 * ALL.length);
  });

  it.each([
    ['there are half as many as declared', (clients: number) => 2 * clients],
    ['there are half again as many', (clients: number) => Math.floor(clients / 1.5)],
  ])('are nearly always found where %s', (_, declare) => {
    expect(cases(declare, isOff).length).toBeGreaterThan(0.95 * ALL.length);
  });

  it('are measured within a tenth', () => {
    const wide = ALL.filter(({ clients, target, figures }) => {
      const off = clientsOff(target(10 * clients), figures);
      return typeof off !== 'object' || Math.abs(off.measured - clients) > 0.1 * clients;
    });

    expect(wide.length).toBeLessThan(0.05 * ALL.length);
  });
});
