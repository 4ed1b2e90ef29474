import { CEILING_PER_OBJECTIVE } from '../holds/bands.ts';
import { describeHold, type HoldProfile, holdTo } from '../holds/profile.ts';
import type { TargetGroupFigures } from './figures.ts';
import { countBetween, mergeHistograms } from './histogram.ts';
import { findBand } from './hold-band.ts';
import { releaseEdge, type Separation } from './separation.ts';
import type { TriageSettings } from './settings.ts';
import type { Confidence, EvidenceItem } from './verdict.ts';
import { figure, plural } from './words.ts';

/** The traffic is not what the config says of its hold. */
export interface Contradiction {
  readonly evidence: EvidenceItem;
  readonly nextStep: string;
  /** What a verdict that rests on that hold is worth at most: counts by route stand, estimates by the wrong band do not. */
  readonly confidence: Confidence;
}

/** Fewer requests in less than so many holds show no contradiction. */
const LEAST_REQUESTS = 20;
const LEAST_HOLDS = 3;
/** Expired holds per response of another band: below this the other one is the hold. */
const HARDLY_ANY = 0.1;

/** Whether a declared hold is another one, or none, in window and baseline. */
export function contradictionOf(
  figures: TargetGroupFigures,
  { hold, kind, heldRoutes }: Separation,
  settings: TriageSettings,
): Contradiction | undefined {
  if (!hold || kind === 'doubtful') return undefined;
  if (!settings.hold) return settings.traffic === 'requests' ? heldAllTheSame(hold.profile) : undefined;
  if (hold.source === 'found') return otherProduct(settings.hold, hold.profile, heldRoutes);
  const { profile } = hold;
  const minutes = [...(figures.baseline?.minutes ?? []), ...figures.minutes];
  const span = figures.window.end - (figures.baseline?.window.start ?? figures.window.start);
  const requests = minutes.reduce((sum, minute) => sum + minute.requests, 0);
  if (requests < LEAST_REQUESTS || span < LEAST_HOLDS * holdTo(profile)) return undefined;

  const histogram = mergeHistograms(
    heldRoutes.length > 0 ? heldRoutes.map(({ route }) => route.histogram) : minutes.map((minute) => minute.histogram),
  );
  const declared = `The config says holds of ${describeHold(profile)}`;
  const confidence = kind === 'exact' ? 'medium' : 'low';
  const band = findBand(histogram, CEILING_PER_OBJECTIVE * settings.objectiveSeconds);
  const expired = countBetween(histogram, releaseEdge(profile), 1.05 * holdTo(profile));
  if (band && expired < HARDLY_ANY * band.count && (band.to < releaseEdge(profile) || band.from > holdTo(profile))) {
    const text = `${declared}, but ${figure(Math.round(band.count))} response times lie between ${figure(band.from)} and ${figure(band.to)} s, and ${figure(Math.round(expired))} where those holds would end.`;
    return {
      evidence: { id: CONTRADICTED, text, value: Math.round(band.count), unit: 'requests' },
      nextStep: 'Compare `hold` in the config with the service: its polls end elsewhere, and the bands lie wrong.',
      confidence,
    };
  }
  const all = mergeHistograms(minutes.map((minute) => minute.histogram));
  const cut = minutes.reduce((sum, { elb504, client460 = 0 }) => sum + elb504 + client460, 0);
  if (cut > 0 || countBetween(all, 0.1 * holdTo(profile), Infinity) >= 1) return undefined;
  const when = figures.baseline ? 'in the window or before it' : 'in the window';
  const text = `${declared}, but none of ${plural(requests, 'request')} ${when} was held.`;
  return {
    evidence: { id: CONTRADICTED, text, value: requests, unit: 'requests' },
    nextStep:
      'If nothing is held here, set `traffic: requests` in the config; else see whether clients ever reached it.',
    confidence,
  };
}

/** A target group declared as plain requests: its alarms page for its holds. */
function heldAllTheSame(found: HoldProfile): Contradiction {
  const text = `The config says \`traffic: requests\`, but requests are held here for ${describeHold(found)}.`;
  return {
    evidence: { id: CONTRADICTED, text, value: holdTo(found), unit: 's' },
    nextStep: `Set \`traffic: mixed\` and \`hold: ${asConfig(found)}\` in the config: its alarms take these holds for slow requests.`,
    confidence: 'high',
  };
}

/** A found hold as the config writes it. */
export function asConfig({ name, ceilingSeconds, spreadSeconds }: HoldProfile): string {
  return name === 'found' ? `{ ceiling: ${figure(ceilingSeconds)}s, spread: ${figure(spreadSeconds)}s }` : name;
}

/** By route it is plain what is held, so that the verdict loses nothing. */
function otherProduct(declared: HoldProfile, found: HoldProfile, held: Separation['heldRoutes']): Contradiction {
  const polls = held.reduce((sum, { route, profile }) => sum + (profile === found ? route.requests : 0), 0);
  const text = `The config says ${declared.name}, with holds of ${describeHold(declared)}, but ${plural(polls, 'request')} went to held routes of ${found.name}, with holds of ${describeHold(found)}.`;
  return {
    evidence: { id: CONTRADICTED, text, value: polls, unit: 'requests' },
    nextStep: `Set \`hold: ${asConfig(found)}\` in the config.`,
    confidence: 'high',
  };
}

/** Evidence that the declared hold is not the traffic's. */
export const CONTRADICTED = 'hold-contradicted';
