import { type Marker, parseMarker } from '../../lib/core/alarms/marker.ts';
import type { RunbookConfig } from './config.ts';
import { type AlarmEvent, parseEvent } from './event.ts';

/** What the handler is made of: no client, no environment variables, no output of its own. */
export interface RunbookDependencies {
  readonly config: RunbookConfig;
  /** Writes one line of the log. */
  readonly log: (line: string) => void;
}

/** One alarm that called, as it stands in the log: one line of JSON. */
export interface AlarmReceived {
  readonly schema: 1;
  readonly message: 'alarm-received';
  readonly environment: string;
  readonly alarm: string;
  readonly alarmArn: string;
  readonly state: string;
  readonly since: string;
  readonly reason: string;
  /** Full name of the target group. @default - the alarm is of a load balancer, or not known */
  readonly targetGroup?: string;
  readonly loadBalancer?: string;
  readonly hold?: Marker['hold'];
  /** Slow band in seconds. */
  readonly slow?: Marker['slow'];
  /** Children that set a composite off. */
  readonly triggeredBy: readonly string[];
  /** Why nothing more is known. */
  readonly unknown?: string;
  /** What to run next. */
  readonly nextStep: string;
}

/**
 * The Lambda's handler. It reads what the alarm says of itself and logs it with the command that explains it; it judges
 * nothing.
 */
export function createHandler({ config, log }: RunbookDependencies): (event: unknown) => Promise<AlarmReceived> {
  return async (event) => {
    const received = describe(config, parseEvent(event));
    log(JSON.stringify(received));
    return received;
  };
}

function describe({ environment }: RunbookConfig, event: AlarmEvent): AlarmReceived {
  const { alarmName, alarmArn, state, since, reason, description, triggeredBy } = event;
  const marker = description === undefined ? undefined : parseMarker(description);
  const known = { schema: 1, message: 'alarm-received', environment, alarm: alarmName, alarmArn } as const;
  const happened = { state, since, reason, triggeredBy };
  const nextStep = 'holdband triage --access-logs FOLDER --last 1h';
  if (marker) return { ...known, ...happened, ...marker, nextStep };
  const unknown =
    description === undefined
      ? 'the event carries no description, so the target group has to be looked up under the alarm'
      : 'the description has no holdband marker line, so the alarm is not one of ours or was edited';
  return { ...known, ...happened, unknown, nextStep };
}
