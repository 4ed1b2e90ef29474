import { expect, it } from 'vitest';
import { startEstate } from '../../../lib/adapters/local-account/estate.ts';
import { ESTATE_SERVICES, estateTraffic } from '../../../lib/core/traffic/estate.ts';

const NOW = Date.UTC(2026, 10, 16, 9) / 1000;

it('brings the estate around the incident with what its alarms did in fifteen days', async () => {
  const endpoint = await startEstate({ now: () => NOW + 17 });
  const { account } = endpoint;
  await endpoint.close();
  const states = account.alarms.all().map(({ name, state }) => [name, state]);
  const pages = account.alarms.history.filter(
    ({ alarm, summary }) => alarm === 'eck-fleet-latency' && summary.endsWith('to ALARM'),
  );
  const failed = account.alarms.history.filter(({ summary }) => summary.startsWith('Failed to execute action'));

  expect(states).toContainEqual(['shop-checkout-latency', 'INSUFFICIENT_DATA']);
  expect(states).toContainEqual(['eck-fleet-errors', 'OK']);
  expect(pages.length).toBeGreaterThan(100);
  expect(Math.min(...pages.map(({ at }) => at))).toBeLessThan(NOW - 14 * 86_400);
  expect(failed.map(({ alarm }) => alarm)).toEqual(['eck-search-latency']);
  expect(account.published.length).toBeGreaterThan(pages.length);
  expect(account.now()).toBe(NOW + 17);
});

it('has the same traffic for the same seed, and other traffic for another', () => {
  const [one, again, other] = [1, 1, 2].map((seed) => estateTraffic(NOW, seed));

  expect(one).toEqual(again);
  for (const service of ESTATE_SERVICES) expect(one?.[service]).not.toEqual(other?.[service]);
});
