import type { Findings } from './findings.ts';
import { clock } from './words.ts';

/** What cannot be known from where the figures come from, one sentence each. */
export function limitsOf(findings: Findings): string[] {
  const { figures, separation } = findings;
  return [
    ...ofSource(findings),
    ...(separation.hold && separation.kind !== 'doubtful' ? ofHold(findings) : []),
    ...(figures.window.provisionalFrom === undefined
      ? []
      : [`Minutes from ${clock(figures.window.provisionalFrom)} on may still change.`]),
    ...(figures.missing ?? []),
  ];
}

function ofSource({ figures, separation }: Findings): string[] {
  switch (figures.source) {
    case 'access-logs':
      return [
        'Access logs are delivered on a best-effort basis: some requests, and files of the last minutes, may be missing.',
        ...(separation.kind === 'estimate'
          ? ['No held route is known, so early releases are estimated, not counted.']
          : []),
      ];
    case 'metrics':
      return [
        'Metrics know no routes: which endpoint was slow is for the access logs.',
        'Metrics do not count 460 by target group, and 504 only for the whole load balancer.',
      ];
    case 'simulation':
      return ['Simulated traffic: no account was asked.'];
  }
}

function ofHold({ separation }: Findings): string[] {
  const limits = ['Slowness inside a hold is hidden by it: a poll that waits for its own setup still ends on time.'];
  if (separation.hold?.profile.name.startsWith('elastic-fleet')) {
    limits.push('Fleet Server subtracts its setup time from the hold; only its log shows it (a warning above 10 s).');
  }
  if (separation.kind === 'estimate') {
    limits.push('A request that takes as long as a hold does cannot be told from one.');
  }
  return limits;
}
