import type { HoldProfile } from '../holds/profile.ts';
import type { TargetGroupFigures, Window } from './figures.ts';

/** What of the logs is asked for. Times are epoch seconds. */
export interface AccessLogOptions {
  /** Start of the window. @default - `lastSeconds` before its end */
  readonly from?: number;
  /** End of the window, exclusive. @default - the end of the minute of the newest line */
  readonly to?: number;
  /** Length of the window in seconds where `from` is not given. @default 3600 */
  readonly lastSeconds?: number;
  /** How much of what precedes the window makes the baseline, in hours; 0 for none. @default 24 */
  readonly baselineHours?: number;
  /** What is known to be held, by target group full name; its routes count as held. @default - the catalogue alone */
  readonly holds?: ReadonlyMap<string, HoldProfile>;
  /** What relative paths start from. @default - the working directory of the process */
  readonly cwd?: string;
}

/** Accounts for every line of one file: `read + rejected = lines`. */
export interface FileAccount {
  /** As the user wrote it, or below the folder the user wrote. */
  readonly file: string;
  readonly lines: number;
  /** Lines that are access-log lines of an Application Load Balancer, whatever their time. */
  readonly read: number;
  readonly rejected: number;
  /** What is wrong with the file as a whole, e.g. that it is cut off; what could be read of it counts. */
  readonly fault?: string;
}

/** A line that is no access-log line. */
export interface RejectedLine {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Why; lower case, no full stop. */
  readonly reason: string;
}

/** What the access logs say. */
export interface AccessLogReading {
  /** One per target group with a line in the window or its baseline, by name. */
  readonly targetGroups: readonly TargetGroupFigures[];
  readonly window: Window;
  /** First and last line of all the logs, epoch seconds. */
  readonly data: Window;
  readonly files: readonly FileAccount[];
  /** The first three lines that were rejected. */
  readonly rejects: readonly RejectedLine[];
  /** Requests of the window that no target group was chosen for, by what the load balancer did with them instead. */
  readonly withoutTargetGroup: { readonly requests: number; readonly actions: Readonly<Record<string, number>> };
  /** Lines of WebSocket connections (`ws`, `wss`, status 101), whatever their time; their latency is a handshake's. */
  readonly webSockets: number;
  /** Files of a folder that are other logs, and were not read. */
  readonly skipped: readonly string[];
}

/** How commands reach access logs; `progress` gets short texts such as `reading 3 of 7 files`. */
export type ReadAccessLogs = (
  paths: readonly string[],
  options: AccessLogOptions,
  progress?: (text: string) => void,
) => Promise<AccessLogReading>;
