import { readConfig } from '../../config/config.ts';
import { InputError } from '../../errors.ts';
import { onOneLine } from '../../plain.ts';
import type { LeftGroup, Proposal, Proposals } from './propose.ts';

/** Why a config is refused: the first thing that is wrong with it. `undefined` where nothing is. */
export function refusalOf(file: string, text: string): string | undefined {
  try {
    readConfig(text, file);
    return undefined;
  } catch (error) {
    if (error instanceof InputError) return error.problems[0]?.message ?? error.message;
    throw error;
  }
}

/**
 * The proposals that the config takes together. One that it refuses, a hold that leaves the objective no room, say, costs
 * itself only, and is left to a person with the reason.
 *
 * @param refusal why the config with some of them is refused
 */
export function fitting(
  { proposed, left }: Proposals,
  refusal: (some: readonly Proposal[]) => string | undefined,
): Proposals {
  const refused: LeftGroup[] = [];
  // By halves: few are refused, and every question reads a whole config.
  const take = (some: readonly Proposal[], base: readonly Proposal[]): readonly Proposal[] => {
    const [first] = some;
    const why = first && refusal([...base, ...some]);
    if (!first || why === undefined) return [...base, ...some];
    if (some.length === 1) {
      refused.push({ group: first.group, reason: onOneLine(`The config would not take it: ${why}.`) });
      return base;
    }
    const half = Math.ceil(some.length / 2);
    return take(some.slice(half), take(some.slice(0, half), base));
  };
  return { proposed: take(proposed, []), left: [...left, ...refused] };
}
