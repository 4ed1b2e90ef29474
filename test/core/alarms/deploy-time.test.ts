import { expect, it } from 'vitest';
import { deploySeconds, describeDeployTime } from '../../../lib/core/alarms/deploy-time.ts';

it.each([
  [0, '0 s'],
  [1, '1 s'],
  [357, '119 s'],
  [360, '2 min'],
  [11_000, '62 min'],
])('%i alarms take at least %s', (alarms, expected) => {
  expect(describeDeployTime(deploySeconds(alarms))).toBe(expected);
});
