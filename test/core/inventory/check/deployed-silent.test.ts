import { describe, expect, it } from 'vitest';
import { expectedAlarms } from '../../../../lib/core/inventory/check/expected.ts';
import { deployedSilent } from '../../../../lib/core/inventory/check/rules/deployed-silent.ts';
import { FLEET_SERVER } from '../../alarms/_targets.ts';
import { changed, deployment, PAGE } from './_deployed.ts';
import { environment, judge } from './_facts.ts';

const say = (alarms?: Parameters<typeof deployment>[0], changes?: Parameters<typeof deployment>[1]) =>
  judge(deployedSilent, deployment(alarms, changes)).found;

describe('deployed-silent', () => {
  it('is silent where every action is enabled', () => expect(say()).toEqual([]));

  it('finds a page that was disabled by hand, with the command that enables it', () => {
    expect(say(changed(PAGE, { ActionsEnabled: false }))).toMatchObject([
      { subject: PAGE, command: `aws cloudwatch enable-alarm-actions --alarm-names ${PAGE} --region us-east-2` },
    ]);
  });

  it('asks no actions of the children of a composite', () => {
    expect(say(changed('holdband-prod-fleet-server-slow-10m', { ActionsEnabled: false }))).toEqual([]);
  });

  it('asks none in shadow mode', () => {
    const shadow = expectedAlarms(environment([{ ...FLEET_SERVER, paging: false }]), 'holdband.yaml');

    expect(say(changed(PAGE, { ActionsEnabled: false }), { expected: new Map([['prod', { value: shadow }]]) })).toEqual(
      [],
    );
  });
});
