import { DEFAULT_RETRY_GAP_SECONDS, holdFrom, holdTo, meanHold, pollsPerMinute } from '../holds/profile.ts';
import { formatSeconds } from '../units.ts';
import { tenth } from './counts.ts';
import type { Findings } from './findings.ts';
import type { EvidenceItem } from './verdict.ts';
import { clock, figure, GIVEN_UP, hundredth, plural } from './words.ts';

/** A figure differs from another where it is off by this factor. */
const DIFFERS = 1.5;
/** The number of clients differs from what is expected beyond the range and a tenth. */
const CLIENTS_DIFFER = 0.1;
/** An idle timeout should exceed the hold by a tenth: timers fire late. */
const IDLE_MARGIN = 1.1;
/** Routes that a sentence names. */
const NAMED = 3;

/** What strikes the eye beside the verdict, and what explains it: rates, clients, margins, bursts, the time before. */
export function oddities(findings: Findings): EvidenceItem[] {
  // What could not be read strikes nobody.
  if (findings.figures.unread) return [...idleMargin(findings), ...health(findings)];
  return [
    ...(findings.contradiction ? [findings.contradiction.evidence] : []),
    ...parkedRequests(findings),
    ...pollRate(findings),
    ...idleMargin(findings),
    ...releaseBurst(findings),
    ...backgroundOf(findings),
    ...timeOuts(findings),
    ...loadBalancerErrors(findings),
    ...givenUp(findings),
    ...unansweredOf(findings),
    ...comparedWithBaseline(findings),
    ...health(findings),
  ];
}

function parkedRequests(findings: Findings): EvidenceItem[] {
  const { parked, clients, separation, counted, windowSeconds, storm } = findings;
  if (!separation.hold || separation.kind === 'doubtful') return [];
  const { expiredHolds, earlyReleases, severedHolds } = counted.counts;
  const range = `${figure(parked.mean)} (${figure(parked.low)} to ${figure(parked.high)})`;
  const without = severedHolds.value >= 1 ? ', by those that were answered: severed ones have no response time' : '';
  const text = `${range} requests were parked on average${without}.`;
  const items: EvidenceItem[] = [{ id: 'parked-requests', text, value: parked.mean, unit: 'requests' }];
  // Back-offs after severed polls and the gaps of a storm are other gaps; who is missing then is another evidence's.
  if (severedHolds.value >= 1 || storm) return items;
  // Between two polls a client has none parked.
  const gap = separation.hold.profile.retryGapSeconds ?? DEFAULT_RETRY_GAP_SECONDS;
  const between = ((expiredHolds.value + earlyReleases.value) * gap) / windowSeconds;
  const seen = parked.mean + between;
  const room = parked.high - parked.mean + Math.max(0.5, CLIENTS_DIFFER * (clients?.count ?? 0));
  if (clients?.source === 'config' && Math.abs(clients.count - seen) > room) {
    const text = `${plural(clients.count, 'client')} expected, about ${figure(Math.round(seen))} seen by their parked requests.`;
    items.push({ id: 'clients-differ', text, value: hundredth(seen), unit: 'clients' });
  }
  return items;
}

/** Clients on long polls make few requests: what is beyond their polls is said to be something else, by route or by guess. */
function pollRate(findings: Findings): EvidenceItem[] {
  const { separation, clients, whole, windowSeconds, counted } = findings;
  const { hold } = separation;
  if (!hold || !clients || separation.kind === 'doubtful') return [];
  const expected = pollsPerMinute(hold.profile, clients.count);
  const seen = (whole.requests * 60) / windowSeconds;
  const begin = `${plural(clients.count, 'client')} on ${figure(meanHold(hold.profile))} s holds make about ${figure(expected)} ${figure(expected) === '1' ? 'request' : 'requests'} a minute`;
  const about = { id: 'poll-rate-expected', value: hundredth(seen), unit: 'requests/min' };
  const polls = counted.counts.expiredHolds.value + counted.counts.earlyReleases.value;
  if ((60 * polls) / windowSeconds > DIFFERS * expected) {
    const pace = figure((60 * polls) / windowSeconds);
    return [{ ...about, text: `${begin} when idle; ${pace} polls a minute were answered: early, or of more clients.` }];
  }
  if (seen > DIFFERS * expected && whole.requests - polls > 3) {
    return [{ ...about, text: `${begin}, ${figure(seen)} were seen: ${restOf(findings)}.` }];
  }
  if (seen * DIFFERS < expected) {
    return [
      { ...about, text: `${begin}, only ${figure(seen)} were seen: fewer clients than thought, or longer holds.` },
    ];
  }
  return [{ ...about, text: `${begin}, ${figure(seen)} were seen.` }];
}

function restOf({ separation, figures, windowSeconds, counted }: Findings): string {
  const taken = new Set(separation.heldRoutes.map(({ route }) => route));
  const others = (figures.routes ?? []).filter((route) => !taken.has(route));
  if (separation.kind === 'exact' && others.length > 0) {
    const named = others
      .toSorted((a, b) => b.requests - a.requests)
      .slice(0, NAMED)
      .map(({ method, path, requests }) => `${method} ${path} (${figure((60 * requests) / windowSeconds)} a minute)`);
    const more = others.length > NAMED ? ` and ${plural(others.length - NAMED, 'other route')}` : '';
    return `the rest are ${named.join(', ')}${more}`;
  }
  const early = counted.counts.earlyReleases.value;
  const released = early >= 1 ? `${figure(early)} polls were answered early, ` : '';
  return `${released}the rest are short calls (acknowledgements, artifacts, status), more clients, or polls given up and begun again; access logs tell which`;
}

function idleMargin({ separation, idle }: Findings): EvidenceItem[] {
  const { hold } = separation;
  if (!hold || !idle.known) return [];
  const margin = idle.seconds - holdTo(hold.profile);
  if (idle.seconds >= IDLE_MARGIN * holdTo(hold.profile)) return [];
  const text =
    idle.seconds < holdFrom(hold.profile)
      ? `The idle timeout of ${formatSeconds(idle.seconds)} ends every idle poll before its hold of ${formatSeconds(holdTo(hold.profile))} does.`
      : margin < 0
        ? `The idle timeout of ${formatSeconds(idle.seconds)} ends some polls before their hold of up to ${formatSeconds(holdTo(hold.profile))} does.`
        : `The idle timeout of ${formatSeconds(idle.seconds)} leaves the longest holds ${margin === 0 ? 'no' : `only ${formatSeconds(margin)} of`} margin.`;
  return [{ id: 'idle-timeout-margin', text, value: margin, unit: 's' }];
}

function releaseBurst({ burst, separation }: Findings): EvidenceItem[] {
  if (!burst) return [];
  const cause =
    separation.hold?.profile.releaseLaw === 'broadcast' ? 'a policy change or a deploy' : 'a broadcast or a deploy';
  const text = `${figure(burst.polls)} polls were answered early at ${clock(burst.at)}, within two minutes: ${cause}, not slowness.`;
  return [{ id: 'release-burst', text, value: burst.polls, unit: 'requests' }];
}

function backgroundOf({ counted, whole }: Findings): EvidenceItem[] {
  const { background } = counted;
  if (!background) return [];
  const { background: expected, standardError } = background;
  const text = `${figure(whole.slow)} responses ended in the slow band, where ${figure(tenth(expected))} ± ${figure(tenth(standardError))} early releases are expected.`;
  return [{ id: 'background', text, value: hundredth(expected), unit: 'requests' }];
}

/** Without a hold a 504 is a slow request; but long polls that the load balancer always severs look the same. */
function timeOuts({ separation, whole, idle }: Findings): EvidenceItem[] {
  if (separation.kind !== 'plain' || whole.timedOut < 0.5) return [];
  const after = idle.known ? ` of ${formatSeconds(idle.seconds)}` : '';
  const text = `${plural(whole.timedOut, 'request')} ended with a 504 at the idle timeout${after}: hanging, or long polls that it severs.`;
  return [{ id: 'time-outs', text, value: whole.timedOut, unit: 'requests' }];
}

/** Below the verdict's five they are no share of anything, but a person wants to know of each. */
function loadBalancerErrors({ whole: { elb502 } }: Findings): EvidenceItem[] {
  if (elb502 < 0.5) return [];
  const text = `${plural(elb502, 'request')} ended with a 502 or 503 of the load balancer itself, without an answer of a target.`;
  return [{ id: 'load-balancer-errors', text, value: elb502, unit: 'requests' }];
}

function givenUp({ givenUp: given }: Findings): EvidenceItem[] {
  if (!given) return [];
  const after = given.afterSeconds === undefined ? '' : `, most after about ${formatSeconds(given.afterSeconds)}`;
  const text = `${plural(given.requests, 'request')} ended with a 460: the client gave up before an answer${after}.`;
  return [{ id: given.many ? GIVEN_UP : 'few-given-up', text, value: given.requests, unit: 'requests' }];
}

function unansweredOf({ counted }: Findings): EvidenceItem[] {
  const { unanswered } = counted;
  if (unanswered < 0.5) return [];
  const text = `${plural(unanswered, 'request')} without a response time and in no other count: 101, 400, 502 or 503, or given up.`;
  return [{ id: 'unanswered', text, value: unanswered, unit: 'requests' }];
}

function comparedWithBaseline({
  baseline,
  whole,
  windowSeconds,
  counted,
  parked,
  separation,
}: Findings): EvidenceItem[] {
  if (!baseline) return [];
  const rate = hundredth((60 * whole.requests) / windowSeconds);
  const { slow, fast } = counted.counts;
  const share = slow.value + fast.value > 0 ? (100 * slow.value) / (slow.value + fast.value) : 0;
  // What is in doubt is in neither share: they would say that nothing is slow.
  const comparable = separation.kind !== 'doubtful';
  const items: EvidenceItem[] = [
    {
      id: 'baseline-rate',
      text: `${figure(rate)} requests a minute, ${figure(baseline.requestsPerMinute)} before.`,
      value: rate,
      unit: 'requests/min',
    },
    ...(comparable
      ? [
          {
            id: 'baseline-slow-share',
            text: `${figure(share)} % slow, ${figure(baseline.slowSharePercent)} % before.`,
            value: hundredth(share),
            unit: '%',
          },
        ]
      : []),
  ];
  if (separation.hold) {
    const text = `${figure(parked.mean)} requests parked, ${figure(baseline.parked)} before.`;
    items.push({ id: 'baseline-parked', text, value: parked.mean, unit: 'requests' });
  }
  return items;
}

function health({ figures }: Findings): EvidenceItem[] {
  const { healthyHosts, unhealthyHosts, reasons = {} } = figures.health ?? {};
  const named = Object.entries(reasons).map(([reason, targets]) => `${reason} (${figure(targets)})`);
  const why = named.length > 0 ? `: ${named.join(', ')}` : '';
  if (healthyHosts !== undefined && healthyHosts < 1) {
    return [{ id: 'healthy-targets', text: `No target is healthy${why}.`, value: healthyHosts, unit: 'targets' }];
  }
  if (unhealthyHosts !== undefined && unhealthyHosts > 0) {
    const text = `${plural(unhealthyHosts, 'target')} failing the health check${why}.`;
    return [{ id: 'unhealthy-targets', text, value: unhealthyHosts, unit: 'targets' }];
  }
  return [];
}
