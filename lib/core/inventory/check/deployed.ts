import { deployedAlarm } from '../../diff/alarm-records.ts';
import type { AlarmRecord } from '../../diff/model.ts';
import { type CheckFacts, type ExpectedAlarms, known, whyNot } from './facts.ts';
import { type Judgement, notJudged } from './rule.ts';

/** What should be deployed of one environment, and what is. */
export interface Deployment {
  readonly environment: string;
  readonly expected: ExpectedAlarms;
  /** Alarms of its name that the account has, by name. */
  readonly deployed: ReadonlyMap<string, AlarmRecord>;
}

/** Every environment that can be compared; why another cannot be is told to `open`. */
export function deployments(facts: CheckFacts, open: (judgement: Judgement) => void): Deployment[] {
  const alarms = known(facts.alarms, true);
  const records = (alarms ?? [])
    .filter(({ name }) => name.startsWith('holdband-'))
    .map(({ kind, name, properties }) => deployedAlarm(kind, { AlarmName: name, ...properties }));
  return facts.environments.flatMap(({ name: environment }): Deployment[] => {
    const fact = facts.expected.get(environment);
    const expected = known(fact);
    if (!alarms) open(notJudged(environment, `the alarms are not known: ${whyNot(facts.alarms)}`));
    else if (!expected) open(notJudged(environment, `what should be deployed is not known: ${whyNot(fact)}`));
    if (!alarms || !expected) return [];
    const own = records.filter((record) => environmentOf(record, facts.environmentNames) === environment);
    return [{ environment, expected, deployed: new Map(own.map((record) => [record.logicalId, record])) }];
  });
}

/** Whose alarm it is by its name: of `prod` and `prod-eu` the longer one that fits. */
export function environmentOf({ name = '' }: AlarmRecord, environments: readonly string[]): string | undefined {
  return environments
    .filter((environment) => name.startsWith(`holdband-${environment}-`))
    .reduce<string | undefined>((longest, each) => (each.length > (longest?.length ?? 0) ? each : longest), undefined);
}
