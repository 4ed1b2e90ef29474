import { describe, expect, it } from 'vitest';
import { deployedDiffers } from '../../../../lib/core/inventory/check/rules/deployed-differs.ts';
import { changed, DEPLOYED, deployment, EXPECTED } from './_deployed.ts';
import { judge } from './_facts.ts';

const SLOW = 'holdband-prod-elasticsearch-slow-5m';
const say = (alarms?: Parameters<typeof deployment>[0], changes?: Parameters<typeof deployment>[1]) =>
  judge(deployedDiffers, deployment(alarms, changes));

describe('deployed-differs', () => {
  it('is silent about what is deployed as the config would synthesise it', () => {
    expect(say()).toEqual({ found: [], open: [] });
    expect(DEPLOYED.length).toBeGreaterThan(10);
  });

  it('names the settings that somebody changed by hand, as they are and as they should be', () => {
    const { found } = say(changed(SLOW, { Threshold: 50, EvaluationPeriods: 9 }));

    expect(found).toMatchObject([{ subject: SLOW, alarm: SLOW, environment: 'prod' }]);
    expect(found[0]?.message).toMatch(/^differs from holdband.yaml: .*EvaluationPeriods is 9, should be \d+/);
    expect(found[0]?.message).toMatch(/Threshold is 50, should be \d+/);
  });

  it('finds actions that are gone', () => {
    const silent = 'holdband-prod-fleet-server-page';

    expect(say(changed(silent, { AlarmActions: [] })).found).toMatchObject([{ subject: silent }]);
  });

  it('weighs other words of a description little, and another dashboard not at all', () => {
    const text = String(DEPLOYED.find(({ name }) => name === SLOW)?.properties.AlarmDescription);
    const elsewhere = text.replace('dashboard/holdband-prod', 'dashboard/holdband-prod-2');

    expect(elsewhere).not.toBe(text);
    expect(say(changed(SLOW, { AlarmDescription: elsewhere })).found).toEqual([]);
    expect(say(changed(SLOW, { AlarmDescription: 'ours' })).found).toMatchObject([{ severity: 'info' }]);
  });

  it('shows the first four changes, and counts the others', () => {
    const four = { Threshold: 90, Period: 300, EvaluationPeriods: 9, DatapointsToAlarm: 8 };
    const say4 = say(changed(SLOW, four)).found[0]?.message;
    const say5 = say(changed(SLOW, { ...four, TreatMissingData: 'breaching' })).found[0]?.message;

    expect([say4?.split('; ').length, say5?.split('; ').at(-1)]).toEqual([4, '1 more']);
  });

  it('leaves disabled actions to a rule of their own', () => {
    expect(say(changed(SLOW, { ActionsEnabled: false })).found).toEqual([]);
  });

  it('compares with a template where one was given', () => {
    const [first] = EXPECTED.alarms;
    const other = { ...first, properties: { ...first?.properties, Threshold: 99 } } as never;
    const expected = new Map([['prod', { value: { source: 'cdk.out', alarms: [other] } }]]);

    expect(say(undefined, { expected }).found).toMatchObject([
      { message: expect.stringContaining('from cdk.out: Threshold') },
    ]);
  });

  it('judges nothing without the alarms', () => {
    expect(say(undefined, { alarms: { unread: 'denied' } }).open).toMatchObject([{ subject: 'prod' }]);
  });
});
