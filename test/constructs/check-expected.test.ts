import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmsOfTemplate } from '../../lib/core/diff/alarm-records.ts';
import type { AccountAlarm } from '../../lib/core/inventory/account.ts';
import { expectedAlarms } from '../../lib/core/inventory/check/expected.ts';
import { deployedDiffers } from '../../lib/core/inventory/check/rules/deployed-differs.ts';
import { deployedExtra } from '../../lib/core/inventory/check/rules/deployed-extra.ts';
import { deployedMissing } from '../../lib/core/inventory/check/rules/deployed-missing.ts';
import type { Environment } from '../../lib/core/targets.ts';
import { facts, judge } from '../core/inventory/check/_facts.ts';
import { anEnvironment, aTarget, stacksOf } from './_environment.ts';

/** The alarms of an environment's stacks as an account has them once they are deployed. */
function deployed(environment: Environment): AccountAlarm[] {
  return stacksOf(environment).flatMap((stack) =>
    alarmsOfTemplate(Template.fromStack(stack).toJSON()).alarms.map(({ name = '', kind, properties }): AccountAlarm => {
      const { AlarmName: _, ...settings } = properties;
      return { kind: kind === 'composite' ? kind : 'metric', name, arn: '', state: 'OK', properties: settings };
    }),
  );
}

const OWN = {
  page: 'arn:aws:sns:us-east-2:111122223333:shop',
  ticket: 'arn:aws:sns:us-east-2:111122223333:shop-tickets',
};
const SHOP = aTarget({
  name: 'shop',
  hex: '60ed7d5a6d1da299',
  traffic: 'requests',
  hold: undefined,
  clients: undefined,
});
const TARGETS = [
  aTarget(),
  { ...SHOP, notify: OWN },
  aTarget({ name: 'quiet', hex: '70fe8e6b7e2eb3aa', paging: false }),
];

describe('what check expects to be deployed', () => {
  it.each([
    ['topics that were given, and the runbook', anEnvironment({ targets: TARGETS })],
    [
      'topics that the stacks make',
      anEnvironment({ targets: TARGETS, notify: { subscribe: ['on-call@example.com'] }, stacks: 2 }),
    ],
    ['no runbook', anEnvironment({ targets: TARGETS, runbook: { on: false, architecture: 'arm64' } })],
  ])('is what the constructs synthesise, with %s', (_, environment) => {
    const alarms = deployed(environment);
    const given = facts({
      environments: [environment],
      alarms: { value: alarms },
      expected: new Map([['prod', { value: expectedAlarms(environment, 'holdband.yaml') }]]),
    });

    expect(alarms.length).toBeGreaterThan(15);
    for (const rule of [deployedDiffers, deployedMissing, deployedExtra]) {
      expect(judge(rule, given)).toEqual({ found: [], open: [] });
    }
  });
});
