import type { FileAccount } from '../triage/access-logs.ts';
import type { History, Stretch } from './model.ts';
import type { StoredMetric } from './stored-history.ts';

export interface AccessLogHistoryOptions {
  /** Epoch seconds. @default - the minute of the first line */
  readonly from?: number;
  /** Exclusive, epoch seconds. @default - the end of the minute of the last line */
  readonly to?: number;
  /** What relative paths start from. */
  readonly cwd: string;
}

/** What access logs say of metrics that CloudWatch would have. */
export interface AccessLogHistory extends Stretch {
  readonly history: History;
  /** To be recorded. */
  readonly metrics: readonly StoredMetric[];
  /** `namespace metric` of what access logs count, so that none is none and not unknown. */
  readonly silent: readonly string[];
  /** Account of the target groups, where they are all of one. */
  readonly account?: string;
  readonly region?: string;
  readonly files: readonly FileAccount[];
}

/**
 * Reads past traffic from access logs.
 *
 * @throws InputError as reading access logs for triage does
 */
export type ReadAccessLogHistory = (
  paths: readonly string[],
  options: AccessLogHistoryOptions,
  progress?: (text: string) => void,
) => Promise<AccessLogHistory>;
