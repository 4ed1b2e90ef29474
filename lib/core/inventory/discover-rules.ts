import type { DiscoverRule, TargetNotify } from '../targets.ts';
import { matches } from './match.ts';

/** What the rules of the config say of a target group. */
export interface RuledGroup {
  /** Why it is left out. @default - it is looked at */
  readonly excluded?: string;
  /** Who hears of it. @default - those who hear of the environment */
  readonly notify?: TargetNotify;
}

/**
 * What the first rule that fits says of a target group; nothing where none fits.
 *
 * @param tags `undefined` where they could not be read: a rule that asks for tags does not fit then, so that a target group is
 *   rather looked at once too often than never
 */
export function discoverRule(
  { discover }: { readonly discover: readonly DiscoverRule[] },
  { name, tags = {} }: { readonly name: string; readonly tags?: Readonly<Record<string, string>> },
): RuledGroup {
  const { exclude, notify } = discover.find((rule) => matches(rule, { name, tags })) ?? {};
  return { ...(exclude !== undefined && { excluded: exclude }), ...(notify && { notify }) };
}
