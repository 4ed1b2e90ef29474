import { describe, expect, it } from 'vitest';
import { requireConfirmed } from '../../../lib/cli/commands/confirmed.ts';
import type { CommandHost } from '../../../lib/cli/program.ts';

function host(answer: boolean | undefined) {
  const asked: string[] = [];
  const confirm = async (question: string) => {
    asked.push(question);
    return answer;
  };
  return { asked, host: { deps: { confirm } } as unknown as CommandHost };
}

describe('what is done to an account', () => {
  it('is asked about, and done after a yes', async () => {
    const { asked, host: yes } = host(true);
    await requireConfirmed('test-page', 'Call them?', undefined, yes);
    expect(asked).toEqual(['Call them?']);
  });

  it('is not asked about with --yes', async () => {
    const { asked, host: no } = host(false);
    await requireConfirmed('test-page', 'Call them?', true, no);
    expect(asked).toEqual([]);
  });

  it('is not done after a no', () =>
    expect(requireConfirmed('test-page', 'Call them?', undefined, host(false).host)).rejects.toThrow(
      'test-page: not confirmed: nothing was done',
    ));

  it('is not done where nobody can be asked', () =>
    expect(requireConfirmed('test-page', 'Call them?', undefined, host(undefined).host)).rejects.toThrow(
      'needs --yes',
    ));
});
