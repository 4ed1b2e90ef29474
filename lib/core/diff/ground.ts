import { canonical, isRecord } from './canonical.ts';
import { pairAlarms } from './match.ts';
import { type AlarmRecord, type Side, Unresolved } from './model.ts';

/** Lists whose items have names, and the key that holds them. */
const ITEM_KEYS: Readonly<Record<string, string>> = { Metrics: 'Id', Dimensions: 'Name' };

/**
 * Between a template and an account, the account knows what the template leaves open: the template's alarms get the values
 * of their deployed partners, so that no topic and no dimension seems to have gone. Other sides come back as they are.
 */
export function groundSides(base: Side, head: Side): readonly [base: Side, head: Side] {
  const [live, liveHead] = [isAccount(base), isAccount(head)];
  if (live === liveHead) return [base, head];
  const grounded = new Map(
    pairAlarms(base, head).couples.map(([before, after]) =>
      live ? [after, groundAlarm(after, before)] : [before, groundAlarm(before, after)],
    ),
  );
  const groundSide = (side: Side): Side => ({
    ...side,
    alarms: side.alarms.map((alarm) => grounded.get(alarm) ?? alarm),
  });
  return live ? [base, groundSide(head)] : [groundSide(base), head];
}

function isAccount({ alarms }: Side): boolean {
  return alarms.length > 0 && alarms.every(({ deployed }) => deployed === true);
}

function groundAlarm(template: AlarmRecord, account: AlarmRecord): AlarmRecord {
  const properties = groundValue('', template.properties, account.properties) as AlarmRecord['properties'];
  // A name the template does not give is made up by CloudFormation; the account has it.
  const name = template.name ?? account.name;
  return { ...template, properties, ...(name !== undefined && { name }) };
}

function groundValue(key: string, template: unknown, account: unknown): unknown {
  if (account === undefined) return template;
  if (template instanceof Unresolved) return account;
  if (Array.isArray(template) && Array.isArray(account)) {
    const itemKey = Object.hasOwn(ITEM_KEYS, key) ? ITEM_KEYS[key] : undefined;
    return itemKey === undefined ? groundSet(template, account) : groundItems(template, account, itemKey);
  }
  if (!isRecord(template) || !isRecord(account)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) => {
      return [name, groundValue(name, value, Object.hasOwn(account, name) ? account[name] : undefined)];
    }),
  );
}

/** Items by their names; what has no partner stays as it is. */
function groundItems(template: readonly unknown[], account: readonly unknown[], key: string): unknown[] {
  const partners = new Map(account.map((item) => [isRecord(item) ? item[key] : undefined, item]));
  return template.map((item) => groundValue('', item, isRecord(item) ? partners.get(item[key]) : undefined));
}

/** Open items stand for what the account has beside the known ones, where that is as many. */
function groundSet(template: readonly unknown[], account: readonly unknown[]): unknown[] {
  const known = new Set(template.map(canonical));
  const rest = account.filter((item) => !known.has(canonical(item)));
  const open = template.filter((item) => item instanceof Unresolved);
  if (open.length !== rest.length) return [...template];
  return [...template.filter((item) => !(item instanceof Unresolved)), ...rest];
}
