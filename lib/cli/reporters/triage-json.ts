import type { AccessLogReading } from '../../core/triage/access-logs.ts';
import type { TargetGroupFigures } from '../../core/triage/figures.ts';
import { isoTime, type Verdict } from '../../core/triage/verdict.ts';

/** A target group with its verdict. */
export interface Judged {
  /** Its name in the config. @default - the config does not know it */
  readonly name?: string;
  readonly figures: TargetGroupFigures;
  readonly verdict: Verdict;
}

/** What `holdband triage --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function triageJson(judged: readonly Judged[], reading: AccessLogReading) {
  const { files, rejects, withoutTargetGroup, webSockets, skipped, data } = reading;
  const sum = (of: 'lines' | 'read' | 'rejected') => files.reduce((total, file) => total + file[of], 0);
  return {
    schema: 1,
    results: judged.map(({ verdict }) => verdict),
    input: {
      lines: sum('lines'),
      read: sum('read'),
      rejected: sum('rejected'),
      data: { start: isoTime(data.start), end: isoTime(data.end) },
      files,
      rejects,
      withoutTargetGroup,
      webSockets,
      skipped,
    },
  };
}
