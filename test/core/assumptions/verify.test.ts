import { describe, expect, it } from 'vitest';
import { ASSUMPTIONS, verifyAssumptions } from '../../../lib/core/assumptions/verify.ts';
import { CredentialsFailedError, ReadFailedError } from '../../../lib/core/inventory/account.ts';
import { standIn } from './_probe.ts';

const failing = (failure: 'denied' | 'failed') => async () => {
  throw new ReadFailedError('cloudwatch:X', failure, 'It failed.');
};
const points = async () => ({ at: [0], values: [0], complete: true });

function verify({ account, clock }: ReturnType<typeof standIn>, signal = new AbortController().signal) {
  return verifyAssumptions({ ...account, math: points }, { run: 'test', clock, signal });
}

describe('verify-assumptions', () => {
  it('answers every question, and deletes what it made, composites first', async () => {
    const stand = standIn();
    const { findings, leftBehind } = await verify(stand);

    expect(findings.map(({ id }) => id)).toEqual(ASSUMPTIONS.map(({ id }) => id));
    expect(leftBehind).toEqual([]);
    expect(stand.deleted.toSorted()).toEqual(stand.puts.map(({ AlarmName }) => AlarmName).toSorted());
    expect(stand.deleted.indexOf('holdband-verify-test-composite')).toBeLessThan(
      stand.deleted.indexOf('holdband-verify-test-child'),
    );
  });

  it('makes nothing that could call anybody, and nothing under another name', async () => {
    const { puts, ...stand } = standIn();
    await verify({ puts, ...stand });

    expect(puts.length).toBeGreaterThan(2);
    for (const { AlarmName, ActionsEnabled } of puts) {
      expect(AlarmName).toMatch(/^holdband-verify-test-/);
      expect(ActionsEnabled).toBe(false);
    }
  });

  it('deletes what may have been made where the answer was lost, and nothing that was denied', async () => {
    const lost = standIn(undefined, { putMetricAlarm: failing('failed') });
    const denied = standIn(undefined, { putMetricAlarm: failing('denied') });
    const { findings } = await verify(lost);
    await verify(denied);

    expect(findings[0]).toMatchObject({ answer: 'unknown', seen: 'It failed.' });
    expect(lost.deleted).toContain('holdband-verify-test-trimmed-count');
    expect(denied.deleted).toEqual([]);
  });

  it('names what it could not delete, with the command that does', async () => {
    const { leftBehind } = await verify(standIn(undefined, { deleteAlarms: failing('denied') }));

    expect(leftBehind).toContainEqual({
      name: 'holdband-verify-test-trimmed-count',
      reason: 'It failed.',
      command: 'aws cloudwatch delete-alarms --alarm-names holdband-verify-test-trimmed-count --region us-east-2',
    });
  });

  it('asks nothing more once it is interrupted', async () => {
    const ended = new AbortController();
    ended.abort();
    const stand = standIn();
    const { findings } = await verify(stand, ended.signal);

    expect(new Set(findings.map(({ seen }) => seen))).toEqual(new Set(['It was interrupted before it was asked.']));
    expect(stand.puts).toEqual([]);
  });

  it('gives no answers without credentials', async () => {
    const expired = async () => {
      throw new CredentialsFailedError('cloudwatch:PutMetricAlarm', 'denied', 'Nobody signed.');
    };
    await expect(verify(standIn(undefined, { putMetricAlarm: expired }))).rejects.toThrow('Nobody signed.');
  });
});
