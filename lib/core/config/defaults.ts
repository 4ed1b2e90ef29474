/** What holds where the file says nothing. */
export const DEFAULTS = {
  /** Seconds. */
  objective: 0.8,
  /** Percent. */
  slowShare: 5,
  level: 'standard',
  estimate: 'survivor',
  countForm: 'TC',
  paging: true,
  stacks: 1,
  runbook: { on: true, architecture: 'arm64' },
  failOn: 'error',
} as const;
