import { describe, expect, it } from 'vitest';
import { aTarget } from '../../../constructs/_environment.ts';
import { alarmOf, findingsOf } from '../_alarms.ts';

const { fullName: Value } = aTarget().targetGroup;
const alarm = alarmOf({ Dimensions: [{ Name: 'TargetGroup', Value }] });
const found = (exempt: { reason: string; until?: string }) =>
  findingsOf('exempt-expired', [], [alarm], { targets: [aTarget({ traffic: 'exempt', exempt })] });

describe('exempt-expired', () => {
  it('warns where the last day of an exemption has passed', () => {
    expect(found({ reason: 'moves', until: '2026-11-20' })).toEqual([
      {
        severity: 'warning',
        alarm: 'orders-slow',
        message: 'fleet-server was exempt until 2026-11-20: its latency alarms are still left out',
      },
    ]);
  });

  it('has nothing to say on the last day itself, and without one', () => {
    expect(found({ reason: 'moves', until: '2026-11-21' })).toEqual([]);
    expect(found({ reason: 'moves' })).toEqual([]);
  });

  it('has nothing to say of a group that is not exempt', () => {
    const targets = [aTarget({ exempt: { reason: 'moved', until: '2026-01-01' } })];

    expect(findingsOf('exempt-expired', [], [alarm], { targets })).toEqual([]);
  });
});
