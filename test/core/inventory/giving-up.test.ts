import { describe, expect, it } from 'vitest';
import { ReadFailedError, type ReadFailure } from '../../../lib/core/inventory/account.ts';
import { GivenUpError, givingUp } from '../../../lib/core/inventory/giving-up.ts';

const ACTION = 'elasticloadbalancing:DescribeTags';

/** Fails as it is told, one call after the other, and answers from then on. */
function accountThatFails(failures: readonly (ReadFailure | 'answers')[], action = ACTION) {
  let calls = 0;
  const next = async (): Promise<string> => {
    const failure = failures[calls] ?? 'answers';
    calls += 1;
    if (failure === 'answers') return 'tags';
    throw new ReadFailedError(action, failure, `${action} was ${failure}.`);
  };
  return { account: givingUp({ tags: next, listeners: async () => 'listeners' }), calls: () => calls };
}

async function ask(times: number, read: () => Promise<string>): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let i = 0; i < times; i += 1) answers.push(await read().catch((error: unknown) => error));
  return answers;
}

describe('An account that does not answer', () => {
  it('is not asked again after three calls that were throttled to the end, and it is said', async () => {
    const { account, calls } = accountThatFails(Array.from({ length: 100 }, () => 'throttled'));
    const answers = await ask(10, account.tags);

    expect(calls()).toBe(3);
    expect(answers[9]).toBeInstanceOf(GivenUpError);
    expect(answers[9]).toMatchObject({
      action: ACTION,
      failure: 'throttled',
      message: `${ACTION} was throttled; after 3 in a row it was not asked again.`,
    });
  });

  it('is given up once, whoever else would give it up', async () => {
    const { account } = accountThatFails(Array.from({ length: 100 }, () => 'throttled'));
    await ask(3, account.tags);
    const again = givingUp(account);
    const answers = await ask(10, again.tags);

    expect(answers[9]).toMatchObject({ message: expect.stringMatching(/^[^;]*; after 3 in a row[^;]*$/) });
  });

  it('is asked again after an answer in between', async () => {
    const often = Array.from({ length: 60 }, (_, i): ReadFailure | 'answers' =>
      i % 3 === 2 ? 'answers' : 'throttled',
    );
    const { account, calls } = accountThatFails(often);
    await ask(60, account.tags);

    expect(calls()).toBe(60);
  });

  it('is still asked everything else', async () => {
    const { account } = accountThatFails(['throttled', 'throttled', 'throttled']);
    await ask(3, account.tags);

    expect(await account.listeners()).toBe('listeners');
  });

  it('is asked as often as there is something else to ask for, where it says that one thing is not there', async () => {
    const { account, calls } = accountThatFails(Array.from({ length: 100 }, () => 'not-found'));
    await ask(100, account.tags);

    expect(calls()).toBe(100);
  });

  it('is asked for each topic, because who may list one may not list another', async () => {
    const denied = Array.from({ length: 40 }, () => 'denied' as const);
    const topics = accountThatFails(denied, 'sns:ListSubscriptionsByTopic');
    const tags = accountThatFails(denied);
    await ask(40, topics.account.tags);
    await ask(40, tags.account.tags);

    expect([topics.calls(), tags.calls()]).toEqual([40, 12]);
  });
});
