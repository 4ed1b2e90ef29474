import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';

/**
 * Asks before something is done to an account.
 *
 * @param where the command, for errors
 * @throws InputError where the answer is no, and where nobody can be asked
 */
export async function requireConfirmed(
  where: string,
  question: string,
  yes: boolean | undefined,
  { deps }: CommandHost,
): Promise<void> {
  if (yes) return;
  const answer = await deps.confirm(question);
  if (answer) return;
  const message =
    answer === undefined ? 'needs --yes: there is no terminal to ask on' : 'not confirmed: nothing was done';
  throw new InputError('NotConfirmed', { where, message });
}
