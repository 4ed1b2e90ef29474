import { HoldbandError } from '../../lib/core/errors.ts';
import { readDirect, readEventBridge } from './event-alarm.ts';
import { readManual, readWidget } from './event-request.ts';
import { readSns } from './event-sns.ts';
import type { AlarmCall, TargetGroupCall } from './event-types.ts';

/** What an event asks for. */
export type RunbookCall = AlarmCall | TargetGroupCall | { readonly kind: 'describe' };

const ACCEPTED = [
  'a Lambda alarm action {"source":"aws.cloudwatch","alarmArn":"arn:…","alarmData":{…}} of a metric alarm or a composite',
  'EventBridge {"detail-type":"CloudWatch Alarm State Change","source":"aws.cloudwatch","resources":["arn:…"],"detail":{…}}',
  'SNS {"Records":[{"Sns":{"TopicArn":"arn:…","Message":"{\\"AlarmName\\":…}"}}]}',
  'by hand {"targetGroup":"arn:… or targetgroup/name/id","start":"2026-11-20T09:00:00Z","end":"2026-11-20T10:00:00Z"}, start and end may be left out',
  'a dashboard widget {"targetGroup":"…","widgetContext":{…}} or {"describe":true}',
].join('; ');

/**
 * Reads whatever the runbook may be called with.
 *
 * @throws HoldbandError `EventNotUnderstood` naming what is missing or wrong, and the shapes that are accepted
 */
export function parseEvent(event: unknown): RunbookCall {
  try {
    return read(event);
  } catch (error) {
    if (!(error instanceof HoldbandError)) throw error;
    throw new HoldbandError(error.code, `${error.message}; accepted are: ${ACCEPTED}`, { cause: error });
  }
}

/** Whether an event comes from a dashboard, where the answer, an error too, is shown as HTML. */
export function isWidgetEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'widgetContext' in event;
}

function read(event: unknown): RunbookCall {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return readManual(event);
  if ('describe' in event && event.describe) return { kind: 'describe' };
  if ('widgetContext' in event) return readWidget(event);
  if ('Records' in event) return readSns(event);
  if ('detail-type' in event) return readEventBridge(event);
  if ('source' in event || 'alarmArn' in event || 'alarmData' in event) return readDirect(event);
  return readManual(event);
}
