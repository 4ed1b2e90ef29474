import type { AccountAlarm } from '../../../../lib/core/inventory/account.ts';
import { expectedAlarms } from '../../../../lib/core/inventory/check/expected.ts';
import type { CheckFacts } from '../../../../lib/core/inventory/check/facts.ts';
import { ELASTICSEARCH, FLEET_SERVER } from '../../alarms/_targets.ts';
import { environment, facts } from './_facts.ts';

export const PROD = environment([FLEET_SERVER, ELASTICSEARCH]);
export const EXPECTED = expectedAlarms(PROD, 'holdband.yaml');
export const PAGE = 'holdband-prod-fleet-server-page';

/** Every alarm as it was deployed, in the words of DescribeAlarms. */
export const DEPLOYED: readonly AccountAlarm[] = EXPECTED.alarms.map(({ name = '', kind, properties }) => {
  const { AlarmName: _, ...settings } = properties;
  return {
    kind: kind === 'composite' ? 'composite' : 'metric',
    name,
    arn: `arn:aws:cloudwatch:us-east-2:111122223333:alarm:${name}`,
    state: 'OK',
    // DescribeAlarms tells lists that nobody gave as empty ones.
    properties: { OKActions: [], InsufficientDataActions: [], AlarmActions: [], ...settings },
  };
});

/** The account with these alarms of {@link PROD}. */
export function deployment(alarms: readonly AccountAlarm[] = DEPLOYED, changes: Partial<CheckFacts> = {}): CheckFacts {
  return facts({
    environments: [PROD],
    alarms: { value: alarms },
    expected: new Map([['prod', { value: EXPECTED }]]),
    ...changes,
  });
}

/** The deployed alarms, one of them with other settings. */
export function changed(name: string, properties: Readonly<Record<string, unknown>>): AccountAlarm[] {
  return DEPLOYED.map((each) =>
    each.name === name ? { ...each, properties: { ...each.properties, ...properties } } : each,
  );
}

/** One of them under another name. */
export function named(name: string): AccountAlarm {
  const [first] = DEPLOYED as [AccountAlarm];
  return { ...first, name };
}
