import { HoldbandError } from '../../lib/core/errors.ts';

/** What of a direct alarm event the runbook uses. */
export interface AlarmEvent {
  readonly alarmArn: string;
  readonly alarmName: string;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`, or what AWS adds. */
  readonly state: string;
  /** When the state began, as the event has it. */
  readonly since: string;
  readonly reason: string;
  /** Description of the alarm. @default - not in the event: composites come without in older forms */
  readonly description?: string;
  /** ARNs of the children that set a composite off. Empty for other alarms. */
  readonly triggeredBy: readonly string[];
}

const ACCEPTED =
  'accepted is the event of a Lambda alarm action: {"source":"aws.cloudwatch","alarmArn":"arn:…","alarmData":{"alarmName":"…","state":{"value":"ALARM","timestamp":"…","reason":"…"},"configuration":{…}}}';

/**
 * Reads the event of a Lambda alarm action of CloudWatch.
 *
 * @throws HoldbandError `EventNotUnderstood` naming what is missing and what is accepted
 */
export function parseEvent(event: unknown): AlarmEvent {
  const { source, alarmArn, alarmData } = record(event, 'the event');
  if (source !== 'aws.cloudwatch') refuse(`source is ${shown(source)}, not "aws.cloudwatch"`);
  const { alarmName, state, configuration } = record(alarmData, 'alarmData');
  const { value, timestamp, reason, reasonData } = record(state, 'alarmData.state');
  const { description } = record(configuration ?? {}, 'alarmData.configuration');
  return {
    alarmArn: text(alarmArn, 'alarmArn'),
    alarmName: text(alarmName, 'alarmData.alarmName'),
    state: text(value, 'alarmData.state.value'),
    since: text(timestamp, 'alarmData.state.timestamp'),
    reason: typeof reason === 'string' ? reason : '',
    ...(typeof description === 'string' ? { description } : {}),
    triggeredBy: triggeringAlarms(reasonData),
  };
}

/** Absent after `SetAlarmState`, and for alarms that are no composites: then nothing is known, which is no fault. */
function triggeringAlarms(reasonData: unknown): string[] {
  if (typeof reasonData !== 'string') return [];
  const { triggeringAlarms: alarms } = record(parseJson(reasonData), 'alarmData.state.reasonData');
  if (!Array.isArray(alarms)) return [];
  return alarms.map((alarm: unknown) => text(record(alarm, 'a triggering alarm').arn, 'arn of a triggering alarm'));
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new HoldbandError('EventNotUnderstood', 'alarmData.state.reasonData is not JSON', { cause });
  }
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} is ${shown(value)}`);
  return value as Record<string, unknown>;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') refuse(`${what} is ${shown(value)}`);
  return value as string;
}

function refuse(problem: string): never {
  throw new HoldbandError('EventNotUnderstood', `${problem}; ${ACCEPTED}`);
}

/** Short: an event of another service may be large. */
function shown(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined) return 'missing';
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}
