import { type Cover, coverOf, describeCover, isOpen, mayCover } from '../cover.ts';
import type { AlarmRecord } from '../model.ts';
import type { DiffRule, RuleContext } from '../rule.ts';

/** Nothing that tells somebody watches any more what an alarm watched. */
export const coverageLost: DiffRule = {
  id: 'coverage-lost',
  severity: 'error',
  check({ kind, before, after, properties }, context) {
    if (!before || !context.base.isHeard(before)) return [];
    if (before.kind === 'composite') {
      if (kind !== 'removed' && !properties.some(({ name }) => name === 'AlarmRule')) return [];
      const message = silentChildren(before, context);
      return message === undefined ? [] : [{ message }];
    }
    const cover = coverOf(before, context.successions);
    const lost = kind === 'removed' || (after && watchesOther(cover, coverOf(after)));
    if (!lost || cover === undefined || context.isCovered(cover)) return [];
    return [{ message: `nothing watches ${describeCover(before)} any more` }];
  },
};

/** Whether a changed alarm watches something else. What a template leaves open may still be the same thing. */
function watchesOther(was: Cover | undefined, is: Cover | undefined): boolean {
  if (!was || !is) return false;
  return !(mayCover(is, was) || (was.what === is.what && (isOpen(was) || isOpen(is))));
}

const NAMED = 3;

/** Alarms that go on, but that nobody is told of without their composite. */
function silentChildren(composite: AlarmRecord, { base, head, isCovered }: RuleContext): string | undefined {
  const silent = base.childrenOf(composite).flatMap(({ name }) => {
    const record = head.find(name);
    const cover = record && !head.isHeard(record) ? coverOf(record) : undefined;
    return record && cover && !isCovered(cover) ? [describeCover(record)] : [];
  });
  const what = [...new Set(silent)];
  if (what.length === 0) return undefined;
  const more = what.length > NAMED ? ` and ${what.length - NAMED} more` : '';
  return `its alarms go on, but nobody is told any more of ${what.slice(0, NAMED).join('; ')}${more}`;
}
