import { describe, expect, it } from 'vitest';
import { complaints, complaintsAt, configText } from './_files.ts';

const topic = (name: string) => `arn:aws:sns:us-east-2:111122223333:${name}`;
const KEY = 'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const OWN = { page: topic('page'), ticket: topic('ticket'), verdict: topic('verdict') };

const saying = (notify: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  complaints(configText({ environment: { notify, ...more } }));

describe('settings of notify that nobody would read', () => {
  it('are subscriptions beside three topics of your own, at their place', () => {
    const text = configText({ environment: { notify: { ...OWN, subscribe: ['a@example.com'] } } });
    expect(complaintsAt(text)).toEqual([
      expect.stringMatching(
        /^\d+:\d+ subscribe is given, allowed: beside topics the stack makes, but page, ticket and verdict are topics of yours$/,
      ),
    ]);
  });

  it.each(['page', 'ticket', 'verdict'])('are read where the stack makes %s', (role) => {
    expect(saying({ ...OWN, [role]: undefined, subscribe: ['a@example.com'], key: KEY })).toEqual([]);
  });

  it('are subscriptions and key without runbook, which is who would tell verdicts', () => {
    const { page, ticket } = OWN;
    const notify = { page, ticket, subscribe: ['a@example.com'], key: KEY };
    const why = 'is given, allowed: beside topics the stack makes, but page and ticket are topics of yours';
    expect(saying(notify, { runbook: 'off' })).toEqual([`subscribe ${why}`, `key ${why}`]);
    expect(saying(notify)).toEqual([]);
  });

  it('are not the key where the runbook publishes with it', () => {
    expect(saying({ ...OWN, key: KEY })).toEqual([]);
  });
});
