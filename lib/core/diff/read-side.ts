import type { AccountReader } from '../inventory/account.ts';
import type { Side } from './model.ts';

/** The word for what the account has now, in place of a file. */
export const DEPLOYED = 'deployed';

/** Values of parameters: `Name` for every stack, `Stack:Name` for one. */
export type GivenParameters = Readonly<Record<string, unknown>>;

export interface ReadSideOptions {
  /** Paths are relative to it, and git runs in it. */
  readonly cwd: string;
  /** @default - the defaults of the templates */
  readonly parameters?: GivenParameters;
  /** Opens the account for {@link DEPLOYED}. @default - it is refused */
  readonly account?: () => Promise<AccountReader>;
}

/**
 * Reads one side of a comparison: a template, a `cdk.out` folder, `git:REV:PATH`, the JSON of DescribeAlarms, or
 * `deployed`. The same bytes make the same side.
 *
 * @throws InputError where there is nothing, nothing that holds alarms, or it cannot be read
 * @throws ReadFailedError where the account does not answer
 */
export type ReadSide = (source: string, options: ReadSideOptions) => Promise<Side>;
