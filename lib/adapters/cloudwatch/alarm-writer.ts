import {
  type CloudWatchClient,
  DeleteAlarmsCommand,
  PutCompositeAlarmCommand,
  type PutCompositeAlarmCommandInput,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import type { AccountWriter } from '../../core/inventory/account-writer.ts';
import { readFailed } from '../read-failed.ts';

/** Writes alarms and metrics through the SDK. */
export function alarmWriter(client: CloudWatchClient): AccountWriter {
  return {
    setAlarmState: (AlarmName, StateValue, StateReason) =>
      named('SetAlarmState', client.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }))),
    // Settings come as data: the service checks them, and says what it does not take.
    putMetricAlarm: (properties) =>
      named(
        'PutMetricAlarm',
        client.send(new PutMetricAlarmCommand(properties as unknown as PutMetricAlarmCommandInput)),
      ),
    putCompositeAlarm: (properties) =>
      named(
        'PutCompositeAlarm',
        client.send(new PutCompositeAlarmCommand(properties as unknown as PutCompositeAlarmCommandInput)),
      ),
    putMetricData: ({ namespace, metricName, at, value }) =>
      named(
        'PutMetricData',
        client.send(
          new PutMetricDataCommand({
            Namespace: namespace,
            MetricData: [{ MetricName: metricName, Timestamp: new Date(at * 1000), Value: value }],
          }),
        ),
      ),
    deleteAlarms: (names) => named('DeleteAlarms', client.send(new DeleteAlarmsCommand({ AlarmNames: [...names] }))),
  };
}

/** @throws ReadFailedError named by the IAM action of the call */
async function named(call: string, sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    throw readFailed(`cloudwatch:${call}`, error);
  }
}
