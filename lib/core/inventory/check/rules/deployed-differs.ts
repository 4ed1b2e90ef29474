import { compareAlarms, type RawChange } from '../../../diff/compare.ts';
import { type AlarmRecord, Unresolved } from '../../../diff/model.ts';
import { deployments } from '../deployed.ts';
import type { CheckRule, Judgement } from '../rule.ts';

/** Changes and characters of a value that are shown. */
const MOST = 4;
const LONGEST = 60;

/** Error: a deployed alarm has other settings than the config would give it now. */
export const deployedDiffers: CheckRule = {
  id: 'deployed-differs',
  severity: 'error',
  ofAlarms: true,
  *check(facts) {
    const open: Judgement[] = [];
    for (const { environment, expected, deployed } of deployments(facts, (each) => open.push(each))) {
      for (const wanted of expected.alarms) {
        const actual = deployed.get(wanted.name ?? '');
        if (!actual) continue;
        const changes = compareAlarms(withoutLink(actual), withoutLink(wanted)).filter(
          // Disabled actions are a finding of their own.
          (change) => !(change.name === 'ActionsEnabled' && change.before === false),
        );
        if (changes.length === 0) continue;
        const rest = changes.length > MOST ? `; ${changes.length - MOST} more` : '';
        yield {
          subject: actual.logicalId,
          environment,
          alarm: actual.logicalId,
          message: `differs from ${expected.source}: ${changes.slice(0, MOST).map(inWords).join('; ')}${rest}`,
          advice:
            'deploy the stack of the environment again; whoever changed the alarm by hand should change the config',
          ...(changes.every(({ name }) => name === 'AlarmDescription') && { severity: 'info' as const }),
        };
      }
    }
    yield* open;
  },
};

/** The dashboard that a description links depends on the stack its target is in, and is no setting of an alarm. */
function withoutLink(record: AlarmRecord): AlarmRecord {
  const { AlarmDescription: text } = record.properties;
  if (typeof text !== 'string') return record;
  const kept = text.split('\n').filter((line) => !/^CloudWatch dashboard |#dashboards\/dashboard\//.test(line));
  return { ...record, properties: { ...record.properties, AlarmDescription: kept.join('\n') } };
}

function inWords({ name, before, after }: RawChange): string {
  if (name === 'AlarmDescription') return 'AlarmDescription has other words';
  return `${name} is ${shown(before)}, should be ${shown(after)}`;
}

function shown(value: unknown): string {
  if (value === undefined) return 'not there';
  const open = (_: string, each: unknown) => (each instanceof Unresolved ? each.expression : each);
  const text = typeof value === 'string' ? value : JSON.stringify(value, open);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
