import type { DiffRule } from '../rule.ts';

/** An alarm moves to another stack under its name, and the stack it leaves was not told to keep it. */
export const movedWithoutKeeping: DiffRule = {
  id: 'moved-without-keeping',
  severity: 'error',
  check({ kind, before, after }, { base }) {
    if (kind !== 'moved' || !before || !after || before.kept || !base.isHeard(before)) return [];
    // Under another name, or one that CloudFormation makes up, the new one is another alarm: it stays when the old one goes.
    if (before.name === undefined || before.name !== after.name) return [];
    const message = `${before.stack} still deletes the alarm of this name when it lets go of it, also where ${after.stack} has made it by then`;
    return [{ message: `${message}; 'holdband place' moves alarms without losing cover` }];
  },
};
