import type { HoldProfile } from '../holds/profile.ts';
import type { TargetGroupFigures } from './figures.ts';
import { type Findings, gatherFindings } from './findings.ts';
import { limitsOf } from './limits.ts';
import { nextSteps } from './next-steps.ts';
import { oddities } from './oddities.ts';
import { summariseRoutes } from './routes.ts';
import { type Reason, reasonFor, type VerdictRule } from './rule.ts';
import type { TriageSettings } from './settings.ts';
import { type EvidenceItem, isoTime, isoWindow, VERDICTS, type Verdict, type VerdictId } from './verdict.ts';
import { clientsGone } from './verdicts/clients-gone.ts';
import { holdOverruns } from './verdicts/hold-overruns.ts';
import { idleLongPolls } from './verdicts/idle-long-polls.ts';
import { idleLongPollsAndSlowRequests } from './verdicts/idle-long-polls-and-slow-requests.ts';
import { noData } from './verdicts/no-data.ts';
import { normal } from './verdicts/normal.ts';
import { notSeparable } from './verdicts/not-separable.ts';
import { pollStorm } from './verdicts/poll-storm.ts';
import { severedHolds } from './verdicts/severed-holds.ts';
import { slowRequests } from './verdicts/slow-requests.ts';
import { targetErrors } from './verdicts/target-errors.ts';

export { headline } from './headline.ts';
export type { TriageSettings } from './settings.ts';

const RULES: { readonly [id in VerdictId]: VerdictRule } = {
  'no-data': noData,
  'clients-gone': clientsGone,
  'severed-holds': severedHolds,
  'hold-overruns': holdOverruns,
  'poll-storm': pollStorm,
  'target-errors': targetErrors,
  'idle-long-polls-and-slow-requests': idleLongPollsAndSlowRequests,
  'slow-requests': slowRequests,
  'not-separable': notSeparable,
  'idle-long-polls': idleLongPolls,
  normal,
};

/**
 * Judges one target group over one window. Same input, same verdict, byte for byte; every number of it is finite or `null`.
 *
 * @throws RangeError for an objective or a share that is not above 0
 */
export function triage(figures: TargetGroupFigures, settings: TriageSettings): Verdict {
  return judge(figures, settings).verdict;
}

/** A verdict, and the whole profile of the hold that it rests on. */
export interface Judgement {
  readonly verdict: Verdict;
  /** @default - nothing is held, or in doubt */
  readonly hold?: HoldProfile;
}

/** {@link triage} for who draws the hold, too. */
export function judge(figures: TargetGroupFigures, settings: TriageSettings): Judgement {
  requirePositive('objectiveSeconds', settings.objectiveSeconds);
  requirePositive('slowSharePercent', settings.slowSharePercent);
  const findings = gatherFindings(figures, settings);
  const reasons = VERDICTS.flatMap((id): { id: VerdictId; reason: Reason }[] => {
    // `normal` is what is left: it never stands beside another.
    if (id === 'normal') return [];
    // Without figures every other verdict would rest on a silence that nobody saw.
    if (figures.unread && id !== 'no-data') return [];
    const reason = reasonFor(RULES[id], findings);
    return reason ? [{ id, reason }] : [];
  });
  const [first, ...others] = reasons.length > 0 ? reasons : [leftOver(findings)];
  if (!first) throw new TypeError('no verdict');

  const also = others.map(({ id }) => id);
  const routes = figures.routes && summariseRoutes(figures.routes, findings.separation);
  const { counted, parked, separation, baseline } = findings;
  const { hold } = separation;
  const verdict: Verdict = {
    targetGroup: figures.targetGroup,
    loadBalancer: figures.loadBalancer,
    window: isoWindow(figures.window),
    verdict: first.id,
    also,
    confidence: first.reason.confidence,
    ...(hold && { hold: holdOf(hold) }),
    bands: bandsOf(findings),
    counts: counted.counts,
    parkedRequests: parked,
    ...(baseline &&
      figures.baseline && { baseline: { window: span(figures.baseline.window), ...comparable(baseline) } }),
    ...(routes && { routes }),
    evidence: evidenceOf([first, ...others], findings),
    nextSteps: nextSteps(findings, [first.id, ...also], routes ?? []),
    limits: limitsOf(findings),
  };
  return { verdict, ...(hold && { hold: hold.profile }) };
}

/** What is left when no rule holds: with requests nothing is the matter, and without any `no-data` would have held. */
function leftOver(findings: Findings): { id: VerdictId; reason: Reason } {
  const reason = reasonFor(normal, findings);
  if (!reason) throw new TypeError(`no verdict holds for ${findings.figures.targetGroup}`);
  return { id: 'normal', reason };
}

function holdOf({ source, profile }: NonNullable<Findings['separation']['hold']>): NonNullable<Verdict['hold']> {
  const { name, ceilingSeconds, spreadSeconds } = profile;
  return { source, ...(name !== 'found' && { name }), ceilingSeconds, spreadSeconds };
}

function bandsOf({ separation }: Findings): Verdict['bands'] {
  const { bands, objective } = separation;
  return {
    objective,
    slowTo: bands?.slowTo ?? null,
    sideFrom: bands?.sideFrom ?? null,
    sideTo: bands?.sideTo ?? null,
  };
}

function span(window: TargetGroupFigures['window']): { start: string; end: string } {
  return { start: isoTime(window.start), end: isoTime(window.end) };
}

function comparable({ requestsPerMinute, slowSharePercent, parked }: NonNullable<Findings['baseline']>) {
  return { requestsPerMinute, slowSharePercent, parkedRequests: parked };
}

/** Evidence of the verdict first, then of what else holds, of the hold, and oddities; each id once. */
function evidenceOf(reasons: readonly { readonly reason: Reason }[], findings: Findings): EvidenceItem[] {
  const all = [
    ...reasons.flatMap(({ reason }) => reason.evidence),
    ...((findings.separation.hold ?? findings.separation.candidate)?.evidence ?? []),
    ...oddities(findings),
  ];
  const byId = new Map<string, EvidenceItem>();
  for (const item of all) if (!byId.has(item.id)) byId.set(item.id, item);
  return [...byId.values()];
}

function requirePositive(name: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be above 0, got: ${value}`);
}
