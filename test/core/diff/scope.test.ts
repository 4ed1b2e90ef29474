import { describe, expect, it } from 'vitest';
import { alarmsOfAnswer } from '../../../lib/core/diff/alarm-records.ts';
import { matchAlarms } from '../../../lib/core/diff/match.ts';
import type { Side } from '../../../lib/core/diff/model.ts';
import { scopeToStacks } from '../../../lib/core/diff/scope.ts';
import { sideOf, templateOf } from './_sides.ts';

const accountOf = (...names: string[]): Side => ({
  label: 'deployed',
  alarms: alarmsOfAnswer({ MetricAlarms: names.map((AlarmName) => ({ AlarmName, MetricName: AlarmName })) }) ?? [],
  notes: [],
});
const head = sideOf(templateOf({ Slow: { AlarmName: 'slow', MetricName: 'slow' } }), { stack: 'shop' });

describe('an account beside the stacks of an app', () => {
  it('keeps the alarms that the app has, and those named after its stacks', () => {
    const { alarms } = scopeToStacks(accountOf('slow', 'shop-Gone-1A2B3C4D5E6F', 'of-another-team'), head);

    expect(alarms.map(({ name }) => name)).toEqual(['shop-Gone-1A2B3C4D5E6F', 'slow']);
  });

  it('says how many it left out', () => {
    const { notes } = scopeToStacks(accountOf('slow', 'of-another-team', 'of-a-third'), head);

    expect(notes).toEqual([
      '2 alarms of the account have no counterpart in template.json, nor a name that begins with shop-: not compared',
    ]);
  });

  it('is compared whole with another account', () => {
    const account = accountOf('a', 'b');

    expect(scopeToStacks(account, accountOf('c'))).toBe(account);
  });

  it('reports an alarm of the stack that is gone from the app', () => {
    const account = scopeToStacks(accountOf('slow', 'shop-Gone-1A2B3C4D5E6F', 'of-another-team'), head);
    const removed = matchAlarms(account, head).filter(({ kind }) => kind === 'removed');

    expect(removed.map(({ before }) => before?.name)).toEqual(['shop-Gone-1A2B3C4D5E6F']);
  });
});
