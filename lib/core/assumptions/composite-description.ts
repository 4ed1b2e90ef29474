import { printMarker } from '../alarms/marker.ts';
import type { Assumption } from './assumption.ts';
import { VERIFY_NAMESPACE } from './bench.ts';

const MARKER = printMarker({ loadBalancer: 'app/holdband-verify/0000000000000000' });

export const compositeDescription: Assumption = {
  id: 'composite-description',
  question: 'Does the event of a composite alarm carry its description?',
  how: 'A composite with a description is made and read back; its event reaches functions only, so it is not seen here.',
  restsOn: 'The runbook saves a DescribeAlarms call; without the description it asks for it.',
  async ask({ account, bench }) {
    const child = await bench.metricAlarm('child', {
      Namespace: VERIFY_NAMESPACE,
      MetricName: `${bench.prefix}child`,
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 1_000_000,
      ComparisonOperator: 'GreaterThanThreshold',
    });
    const AlarmDescription = `Made by holdband verify-assumptions.\n${MARKER}`;
    const name = await bench.compositeAlarm('composite', { AlarmRule: `ALARM("${child}")`, AlarmDescription });
    const [composite] = await account.reader.alarms({ names: [name] });
    const kept = composite?.properties.AlarmDescription;
    if (kept !== AlarmDescription) {
      return { answer: 'no', seen: `The description was read back as ${JSON.stringify(kept) ?? 'nothing'}.` };
    }
    const where = 'run holdband test-page, and look for alarm.described in the verdict that the runbook logs';
    return {
      answer: 'unknown',
      seen: `The description, its last line too, was read back whole. To see the event: ${where}.`,
    };
  },
};
