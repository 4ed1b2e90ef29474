import { pairAlarms } from './match.ts';
import type { AlarmRecord, Side } from './model.ts';

/**
 * An account has alarms of many owners. Beside the stacks of another side, those count that it has, too, and those whose
 * names begin with the name of one of its stacks, as CloudFormation and CDK name them; of the others nobody can say that
 * they went. They are left out, and a note says how many.
 *
 * @param account alarms of a whole account
 * @param other the side it is compared with; another account is compared whole
 */
export function scopeToStacks(account: Side, other: Side): Side {
  if (other.alarms.length > 0 && other.alarms.every(({ deployed }) => deployed === true)) return account;
  const prefixes = [...new Set(other.alarms.map(({ stack }) => stack))]
    .filter((stack) => stack !== '')
    .map((stack) => `${stack.replace(/[ /].*$/, '')}-`);
  const belongs = ({ logicalId }: AlarmRecord) => prefixes.some((prefix) => logicalId.startsWith(prefix));
  const strangers = new Set(pairAlarms(account, other).before.filter((alarm) => !belongs(alarm)));
  if (strangers.size === 0) return account;
  const which = prefixes.length === 0 ? '' : `, nor a name that begins with ${prefixes.join(' or ')}`;
  const count = strangers.size === 1 ? '1 alarm' : `${strangers.size} alarms`;
  const have = strangers.size === 1 ? 'has' : 'have';
  return {
    ...account,
    alarms: account.alarms.filter((alarm) => !strangers.has(alarm)),
    notes: [...account.notes, `${count} of the account ${have} no counterpart in ${other.label}${which}: not compared`],
  };
}
