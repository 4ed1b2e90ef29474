import { accountsOf } from '../../config/arns.ts';
import { readConfig } from '../../config/config.ts';
import { CONFIG_HEAD } from '../../config/head.ts';
import { InputError } from '../../errors.ts';
import type { Discovery } from '../discovery.ts';
import { fitting, refusalOf } from './fitting.ts';
import { isBlind, leftLine, type MergedConfig } from './merge-config.ts';
import { type LeftGroup, type Proposal, proposeTargets } from './propose.ts';

/** Blanks before the dashes of a list of targets. */
const INDENT = '      ';

/**
 * A first config for an account, in shadow mode: where there is none yet, it is written whole.
 *
 * @param file where it will lie
 * @param environment its one environment's name, as the config takes names
 * @throws InputError `NothingFound` where there is no target group of one account with traffic that can be named
 */
export function firstConfig(file: string, environment: string, discovery: Discovery): MergedConfig {
  const { groups, region } = discovery;
  const accounts = accountsOf(groups.map(({ targetGroup }) => targetGroup.arn));
  const refuse = (message: string): never => {
    throw new InputError('NothingFound', { where: file, message: `${message}; nothing was written` });
  };
  const [account] = accounts;
  if (account === undefined || accounts.length > 1) {
    return refuse(`no target group of an Application Load Balancer was found in ${region} to begin a config with`);
  }
  const text = (added: readonly Proposal[], left: readonly LeftGroup[]) =>
    [
      `${CONFIG_HEAD}environments:`,
      `  ${environment}:`,
      `    account: "${account}"`,
      `    region: ${region}`,
      '    targets:',
      ...[...added.flatMap(({ lines }) => lines), ...left.map(leftLine)].map((line) => INDENT + line),
      '',
    ].join('\n');
  const unread = groups.filter(isBlind);
  const readable = groups.filter((group) => !isBlind(group));
  const { proposed, left } = fitting(proposeTargets(readable, groups, { names: [] }), (some) =>
    refusalOf(file, text(some, [])),
  );
  if (proposed.length === 0) {
    return refuse(
      `none of the target groups found in ${region} has traffic that is known, and a config needs a target`,
    );
  }
  const whole = text(proposed, left);
  return { text: whole, config: readConfig(whole, file), added: proposed, left, unread, gone: [], back: [] };
}
