import { describe, expect, it } from 'vitest';
import { answerEmulator, answerTables } from '../../../scripts/conformance/missing-data.ts';
import { answerRecorded } from '../../../scripts/conformance/recorded.ts';
import type { EmulatorCase, MissingDataTables, RecordedAlarm } from '../../../scripts/conformance/truth.ts';
import tables from '../../_fixtures/aws-missing-data-tables.json' with { type: 'json' };
import emulator from '../../_fixtures/localstack-missing-data-cases.json' with { type: 'json' };
import recorded from '../../_fixtures/recorded-alarms.json' with { type: 'json' };

describe('the evaluator', () => {
  const documented = answerTables(tables as unknown as MissingDataTables);
  it('is asked all forty documented cases', () => expect(documented).toHaveLength(40));
  it.each(documented)('is as documented for $name, whatever the state before', ({ expected, got }) => {
    expect(got).toBe(expected);
  });

  const states = answerRecorded(recorded as unknown as RecordedAlarm[]);
  it('is asked all twenty-one recorded states', () => expect(states).toHaveLength(21));
  it.each(states)('has the recorded state, start date and datapoints of $name', ({ expected, got }) => {
    expect(got).toBe(expected);
  });

  // None differs today; one that does belongs here with its reason, because an emulator's word is no truth.
  it.each(answerEmulator(emulator as EmulatorCase[]))("agrees with an emulator's case $name", ({ expected, got }) => {
    expect(got).toBe(expected);
  });
});
