import { z } from 'zod';
import type { LocalAccount } from './account.ts';
import { childNames } from './composites.ts';
import { readInput } from './input.ts';
import { ServiceError } from './service-error.ts';

const NAMES = z.object({ AlarmNames: z.array(z.string()).max(100) });

/** DeleteAlarms: all or none, composites one at a time, and no alarm that a composite's rule still names. */
export function deleteAlarms(input: unknown, account: LocalAccount): object {
  const { AlarmNames } = readInput(NAMES, input);
  const found = AlarmNames.map((name) => account.alarms.get(name));
  const composites = found.filter((alarm) => alarm?.kind === 'CompositeAlarm');
  if (composites.length > 1 || (composites.length === 1 && AlarmNames.length > 1))
    throw new ServiceError('ValidationError', 'You can delete only one composite alarm per operation.');
  for (const composite of account.alarms.all().filter(({ kind }) => kind === 'CompositeAlarm')) {
    const child = childNames(composite).find((name) => AlarmNames.includes(name));
    if (child !== undefined && !AlarmNames.includes(composite.name))
      throw new ServiceError(
        'ValidationError',
        `Cannot delete ${child} as there are composite alarms depending on it.`,
      );
  }
  if (found.some((alarm) => alarm === undefined)) throw new ServiceError('ResourceNotFound', 'Unknown alarm', 404);
  for (const name of AlarmNames) account.alarms.remove(name, account.now());
  return {};
}
