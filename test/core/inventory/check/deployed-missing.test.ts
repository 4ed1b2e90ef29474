import { describe, expect, it } from 'vitest';
import { deployedMissing } from '../../../../lib/core/inventory/check/rules/deployed-missing.ts';
import { DEPLOYED, deployment, PAGE } from './_deployed.ts';
import { judge } from './_facts.ts';

const say = (alarms?: Parameters<typeof deployment>[0], changes?: Parameters<typeof deployment>[1]) =>
  judge(deployedMissing, deployment(alarms, changes));

describe('deployed-missing', () => {
  it('is silent where everything is deployed', () => expect(say()).toEqual({ found: [], open: [] }));

  it('names the alarms of a target that are not there', () => {
    expect(say(DEPLOYED.filter(({ name }) => name !== PAGE)).found).toMatchObject([
      {
        subject: 'prod/fleet-server',
        target: { environment: 'prod', name: 'fleet-server' },
        message: `holdband.yaml has ${PAGE}, which is not deployed`,
      },
    ]);
  });

  it('says it once where nothing at all is deployed', () => {
    expect(say([]).found).toMatchObject([
      { subject: 'prod', message: `none of the ${DEPLOYED.length} alarms of holdband.yaml is deployed` },
    ]);
  });

  it('calls nothing missing while not all alarms are known', () => {
    expect(say([], { alarms: { unread: 'denied' } })).toMatchObject({ found: [], open: [{ subject: 'prod' }] });
  });
});
