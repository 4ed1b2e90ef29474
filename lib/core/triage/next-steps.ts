import { holdTo } from '../holds/profile.ts';
import { formatSeconds } from '../units.ts';
import { asConfig } from './contradiction.ts';
import type { RouteFigures } from './figures.ts';
import type { Findings } from './findings.ts';
import { countBetween } from './histogram.ts';
import { outlivesHold } from './idle.ts';
import type { RouteSummary, VerdictId } from './verdict.ts';
import { clock, figure } from './words.ts';

/** A load balancer in front of held requests should wait twice the hold (Elastic: 600 s for 300 s), at least a tenth more. */
const ADVISED_TIMES_HOLD = 2;
/** Longest idle timeout an Application Load Balancer takes (ALB user guide). */
const LONGEST_IDLE_TIMEOUT = 4000;

/** What to do, most urgent first: for the verdict, then for what else holds. Nothing twice. */
export function nextSteps(
  findings: Findings,
  verdicts: readonly VerdictId[],
  routes: readonly RouteSummary[],
): string[] {
  const steps = verdicts.flatMap((verdict) => stepsFor(verdict, findings, routes));
  const { contradiction } = findings;
  const all = [
    ...steps,
    ...givenUpStep(findings),
    ...(contradiction ? [contradiction.nextStep] : []),
    ...idleTimeoutStep(findings),
  ];
  if (all.length > 0 || verdicts[0] !== 'idle-long-polls') return [...new Set(all)];
  return ['Nothing to do: no one needs to get up for idle long polls.'];
}

function stepsFor(verdict: VerdictId, findings: Findings, routes: readonly RouteSummary[]): string[] {
  const { separation, figures, baseline, idle, slowness } = findings;
  const { hold } = separation;
  switch (verdict) {
    case 'no-data':
      if (figures.unread) return [figures.unread.nextStep];
      return figures.health?.healthyHosts === 0
        ? ['No target is healthy: see the reason codes of the target group first.']
        : [
            baseline && baseline.requests > 0
              ? 'Find out why requests stopped: listener rules, DNS, security groups, the clients themselves.'
              : 'Check the name of the target group and the window.',
          ];
    case 'clients-gone':
      return [
        'See whether the clients run and can reach the load balancer: DNS, certificates, security groups, listener rules.',
        'If clients were taken away on purpose, lower `clients` in the config.',
      ];
    case 'severed-holds':
      return hold && outlivesHold(idle, hold.profile)
        ? ['The target does not end its holds: look at its log and its health, not at the load balancer.']
        : raiseIdleTimeout(findings);
    case 'hold-overruns':
      return [
        `If the hold was made longer, set its ceiling in the config (now ${hold ? formatSeconds(holdTo(hold.profile)) : 'none'}).`,
        'Else find what keeps the service from ending holds: its log at the end of the hold, blocked workers.',
      ];
    case 'poll-storm':
      return [
        'See what the polls are answered: an error, or a change that is delivered again and again.',
        'Slow the clients down (back-off, rate limit) before the service suffers.',
      ];
    case 'target-errors':
      return worstErrors(findings);
    case 'slow-requests': {
      const [slowest] = routes.filter((route) => !route.held && route.slow > 0);
      const when = slowness.from === undefined ? '' : ` from ${clock(slowness.from)}`;
      return [
        slowest
          ? `Look at ${slowest.method} ${slowest.path} first: ${figure(slowest.slow)} of ${figure(slowest.count)} requests were slow (${howSlow(slowest)}).`
          : `Find the slow route in the access logs: holdband triage --access-logs PATH with a window${when}.`,
        ...(separation.kind === 'plain' && findings.whole.timedOut > findings.whole.slow
          ? ['If the 504s are long polls, raise the idle timeout above their hold and declare `hold` in the config.']
          : []),
        `Look at the targets${when}: CPU, memory, garbage collection, and what they wait for.`,
      ];
    }
    case 'not-separable':
      return tellApart(findings);
    case 'idle-long-polls':
      return hold?.source === 'found' && !findings.contradiction && findings.settings.traffic !== 'exempt'
        ? [`Declare the hold in the config: \`hold: ${asConfig(hold.profile)}\`, then the alarms leave it out.`]
        : [];
    case 'idle-long-polls-and-slow-requests':
    case 'normal':
      return [];
  }
}

/** Percentiles are of the answered requests: what ended with a 504 is in none. */
function howSlow({ p95, elb504, slow }: RouteSummary): string {
  if (elb504 > 0) return elb504 === slow ? 'all ended with a 504' : `${figure(elb504)} ended with a 504`;
  return `p95 ${p95 === null ? 'not known' : formatSeconds(p95)}`;
}

function tellApart({ figures, separation }: Findings): string[] {
  const { doubt, hold } = separation;
  const ownGroup =
    'Give the long-poll route a target group of its own with a listener rule: then each is judged by itself.';
  const inDoubt = (route: RouteFigures): number => (doubt ? countBetween(route.histogram, doubt.from, doubt.to) : 0);
  const [most] = (figures.routes ?? [])
    .filter((route) => inDoubt(route) >= 1)
    .toSorted((a, b) => inDoubt(b) - inDoubt(a));
  if (most) {
    const of = `${figure(Math.round(inDoubt(most)))} of the requests in doubt`;
    return [
      `See what ${most.method} ${most.path} waits for, with ${of}: clients, or a dependency that times out.`,
      ...(hold ? [] : ['If these are long polls, declare `hold` in the config.']),
      ownGroup,
    ];
  }
  const declare = hold ? '' : '; or declare `hold` in the config if these are long polls';
  return [ownGroup, ...(figures.routes ? [] : [`Or triage access logs, which tell by route${declare}.`])];
}

function worstErrors({ figures, whole }: Findings): string[] {
  const [worst] = (figures.routes ?? [])
    .filter((route) => route.status5xx > 0)
    .toSorted((a, b) => b.status5xx - a.status5xx);
  const where = worst ? `: ${worst.method} ${worst.path} failed most (${figure(worst.status5xx)} answers 5xx)` : '';
  return whole.target5xx >= whole.elb502
    ? [`Read the log of the targets${where}.`]
    : [`Targets refuse or drop connections${where}: see their health, deployments and keep-alive time.`];
}

function givenUpStep({ givenUp, figures, separation }: Findings): string[] {
  if (!givenUp?.many) return [];
  const taken = new Set(separation.heldRoutes.map(({ route }) => route));
  const [most] = (figures.routes ?? [])
    .filter((route) => route.client460 > 0 && !taken.has(route))
    .toSorted((a, b) => b.client460 - a.client460);
  const where = most ? ` of ${most.method} ${most.path} (${figure(most.client460)} of ${figure(most.requests)})` : '';
  return [`See why clients give up requests${where}: a time-out of theirs, or long polls that they cancel.`];
}

/** A severed or barely fitting hold, whatever the verdict. */
function idleTimeoutStep(findings: Findings): string[] {
  const { hold } = findings.separation;
  const { idle } = findings;
  if (!hold || !idle.known || findings.separation.kind === 'doubtful') return [];
  return idle.seconds < 1.1 * holdTo(hold.profile) ? raiseIdleTimeout(findings) : [];
}

function raiseIdleTimeout({ separation, idle }: Findings): string[] {
  const { hold } = separation;
  if (!hold) return [];
  const advised = Math.min(LONGEST_IDLE_TIMEOUT, Math.ceil((ADVISED_TIMES_HOLD * holdTo(hold.profile)) / 60) * 60);
  const now = idle.known ? ` from ${figure(idle.seconds)}` : '';
  return [`Raise the idle timeout of the load balancer${now} to ${figure(advised)} s (idle_timeout.timeout_seconds).`];
}
