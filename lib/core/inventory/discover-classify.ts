import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import type { HoldProfile } from '../holds/profile.ts';
import type { LatencyHistogram, MinuteFigures, TargetGroupFigures } from '../triage/figures.ts';
import { type FindHoldSettings, type FoundHold, findHold } from '../triage/find-hold.ts';
import { countBetween, mergeHistograms, totalOf } from '../triage/histogram.ts';
import { DEFAULT_IDLE_TIMEOUT } from '../triage/settings.ts';
import type { Confidence, EvidenceItem } from '../triage/verdict.ts';
import { figure, plural } from '../triage/words.ts';
import { severedHold } from './severed-hold.ts';

/**
 * What a target group was found to carry.
 *
 * - `long-polls`: holds, and what clients of held requests send besides: at most four others for each poll
 * - `mixed`: holds among other requests
 * - `requests`: nothing is held
 * - `unknown`: figures that fit more than one of these, or none could be read
 * - `no-traffic`: nobody sent a request
 */
export const FOUND_TRAFFIC = ['long-polls', 'mixed', 'unknown', 'requests', 'no-traffic'] as const;
export type FoundTraffic = (typeof FOUND_TRAFFIC)[number];

/** A target group's traffic, and why it is taken for that. */
export interface Classified {
  readonly traffic: FoundTraffic;
  readonly confidence: Confidence;
  /** With `unknown` it is a band that holds or a time-out may have made. @default - nothing looks like a hold */
  readonly hold?: HoldProfile;
  readonly evidence: readonly EvidenceItem[];
  /** Requests in all that was looked at. */
  readonly requests: number;
  /** Response times of all that was looked at. */
  readonly histogram: LatencyHistogram;
}

/** Fewer unanswered requests are strays: a deployment, a client that hung up. */
const LEAST_CUT = 10;
/** Share of the requests that the load balancer cut, from which on what they were decides what the group carries. */
const CUT_SHARE = 0.1;
/** Acknowledgements and sign-ins come with polls: a group with more others for each poll is mixed. */
const MOST_OTHERS_PER_POLL = 4;
/** Early releases are read from this share of the response times below a hold. */
const RELEASES_FROM = 0.7;
/** Fewer long responses are no sign of anything. */
const LEAST_LONG = 10;
/** Share of the requests, from which on long responses make it doubtful that nothing is held. */
const LONG_SHARE = 0.01;
/** Requests that make "nothing is held" certain, and likely: holds of one client in an hour are a dozen. */
const MANY = 1000;
const SOME = 100;
/** Hours with requests, below which holds of a few minutes may have been missed. */
const HOURS_FOR_CERTAINTY = 3;

export interface ClassifySettings extends FindHoldSettings {
  /** What people call the target group: its name and tags. Untrusted. @default - not known */
  readonly names?: readonly string[];
}

/**
 * Says what a target group carries, from its figures: window and baseline together. Names tell only which product's holds are
 * cut. A narrow band that a fixed time-out would make, too, is `unknown`, never a hold.
 */
export function classify(figures: TargetGroupFigures, settings: ClassifySettings): Classified {
  const minutes = [...(figures.baseline?.minutes ?? []), ...figures.minutes];
  const histogram = mergeHistograms(minutes.map((minute) => minute.histogram));
  const requests = Math.round(minutes.reduce((sum, minute) => sum + minute.requests, 0));
  const base = { requests, histogram };
  if (figures.unread) {
    const evidence = [item('figures-unread', figures.unread.reason, 0, 'requests')];
    return { ...base, traffic: 'unknown', confidence: 'low', evidence };
  }
  if (requests === 0) {
    const evidence = [item('no-requests', 'Nobody sent a request in the time that was looked at.', 0, 'requests')];
    const confidence = (figures.missing ?? []).length > 0 ? 'low' : 'high';
    return { ...base, traffic: 'no-traffic', confidence, evidence };
  }
  const hold = findHold(figures, settings);
  if (hold?.separable) return { ...base, ...held(hold, histogram) };
  if (hold) {
    const reason = `${hold.reason}.`;
    const evidence = [item('not-separable', reason, hold.band.to, 's'), ...hold.evidence];
    return { ...base, traffic: 'unknown', confidence: 'low', hold: hold.profile, evidence };
  }
  return { ...base, ...unheld(minutes, histogram, requests, settings) };
}

function held(hold: FoundHold, histogram: LatencyHistogram): Omit<Classified, 'requests' | 'histogram'> {
  const { from, to } = hold.band;
  const inside = countBetween(histogram, from, to);
  const released = releasedBelow(from, histogram);
  const others = Math.max(0, totalOf(histogram) - inside - released);
  const early = released >= 1 ? `about ${figure(Math.round(released))} were released before, ` : '';
  const text = `${plural(Math.round(inside), 'response')} ended with a hold, ${early}${figure(Math.round(others))} otherwise.`;
  return {
    traffic: others <= MOST_OTHERS_PER_POLL * (inside + released) ? 'long-polls' : 'mixed',
    confidence: hold.confidence,
    hold: hold.profile,
    evidence: [...hold.evidence, item('other-requests', text, Math.round(others), 'requests')],
  };
}

/** Polls released before their hold ran out, by those that ended just before it would have: ages taken as uniform. */
function releasedBelow(from: number, histogram: LatencyHistogram): number {
  const late = countBetween(histogram, RELEASES_FROM * from, from);
  return Math.min(countBetween(histogram, 0, from), late / (1 - RELEASES_FROM));
}

/** No band: nothing is held, unless what would be held never ends as a hold. */
function unheld(
  minutes: readonly MinuteFigures[],
  histogram: LatencyHistogram,
  requests: number,
  { objectiveSeconds, idleTimeoutSeconds, names = [] }: ClassifySettings,
): Omit<Classified, 'requests' | 'histogram'> {
  const cut = Math.round(minutes.reduce((sum, minute) => sum + unanswered(minute), 0));
  if (cut >= LEAST_CUT && cut >= CUT_SHARE * requests) {
    const after = idleTimeoutSeconds === undefined ? 'the idle timeout' : `${figure(idleTimeoutSeconds)} s`;
    const text = `The load balancer cut ${plural(cut, 'request')} after ${after}: holds that are longer than the idle timeout, or requests that hang.`;
    const evidence = [item('cut-by-idle-timeout', text, cut, 'requests')];
    const severed = idleTimeoutSeconds && severedHold(minutes, unanswered, names, idleTimeoutSeconds);
    if (!severed) return { traffic: 'unknown', confidence: 'low', evidence };
    return {
      traffic: requests - cut <= MOST_OTHERS_PER_POLL * cut ? 'long-polls' : 'mixed',
      confidence: 'medium',
      hold: severed.entry.profile,
      evidence: [...evidence, severed.evidence],
    };
  }
  const floor = CEILING_PER_OBJECTIVE * objectiveSeconds;
  const long = Math.round(countBetween(histogram, floor, Infinity));
  const evidence = [
    item('no-hold-band', `${plural(requests, 'request')}, and no narrow band of long responses.`, requests, 'requests'),
  ];
  const doubts: EvidenceItem[] = [];
  if (long >= LEAST_LONG) {
    const text = `${plural(long, 'response')} took longer than ${figure(floor)} s, spread out: slow requests, or holds that seldom run out.`;
    doubts.push(item('long-responses', text, long, 'requests'));
  }
  if (idleTimeoutSeconds !== undefined && idleTimeoutSeconds > DEFAULT_IDLE_TIMEOUT && long > 0) {
    const text = `The idle timeout was raised to ${figure(idleTimeoutSeconds)} s, and ${plural(long, 'response')} took longer than ${figure(floor)} s.`;
    doubts.push(item('idle-timeout-raised', text, idleTimeoutSeconds, 's'));
  }
  const hours = new Set(minutes.map(({ at }) => Math.floor(at / 3600))).size;
  const certain = requests >= MANY && hours >= HOURS_FOR_CERTAINTY ? 'high' : requests >= SOME ? 'medium' : 'low';
  return {
    traffic: 'requests',
    confidence: doubts.length === 0 ? certain : long < LONG_SHARE * requests ? lower(certain) : 'low',
    evidence: [...evidence, ...doubts],
  };
}

/** At most likely. */
function lower(confidence: Confidence): Confidence {
  return confidence === 'low' ? 'low' : 'medium';
}

/** 504s of this group: those of its load balancer are all groups' together, and no more than it left unanswered are its own. */
function unanswered({ requests, histogram, elb504 }: MinuteFigures): number {
  return Math.min(elb504, Math.max(0, requests - totalOf(histogram)));
}

function item(id: string, text: string, value: number, unit: string): EvidenceItem {
  return { id, text, value, unit };
}
