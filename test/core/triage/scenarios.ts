import { catalogueEntry, matchProduct } from '../../../lib/core/holds/catalogue.ts';
import type { HoldProfile } from '../../../lib/core/holds/profile.ts';
import { type FiguresOptions, figuresOf } from '../../../lib/core/traffic/figures.ts';
import type { TrafficScenario } from '../../../lib/core/traffic/scenario.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import type { TargetGroupFigures, Window } from '../../../lib/core/triage/figures.ts';
import type { TriageSettings } from '../../../lib/core/triage/settings.ts';

/** The hour that is judged, and a start some hours before it. */
export const NOON = Date.UTC(2026, 10, 20, 12) / 1000;
export const HOUR: Window = { start: NOON, end: NOON + 3600 };

export const FLEET = profileOf('elastic-fleet');
export const SETTINGS: TriageSettings = { objectiveSeconds: 0.8, slowSharePercent: 5 };

export function profileOf(id: string): HoldProfile {
  const entry = catalogueEntry(id);
  if (!entry) throw new RangeError(`no such product: ${id}`);
  return entry.profile;
}

export type Traffic = Omit<TrafficScenario, 'from' | 'to'>;

/** Figures of the hour at noon, and of the three hours before, of simulated traffic. */
export function figuresFrom(
  traffic: Traffic,
  options: Partial<FiguresOptions> & { readonly hoursBefore?: number } = {},
): TargetGroupFigures {
  const { hoursBefore = 3, ...figures } = options;
  const window = figures.window ?? HOUR;
  const requests = simulate({ from: window.start - hoursBefore * 3600, to: window.end, ...traffic });
  return figuresOf(requests, {
    targetGroup: 'targetgroup/under-test/943f017f100becff',
    loadBalancer: 'app/under-test/50dc6c495c0c9188',
    window,
    productOf: (method, target) => matchProduct(method, target)?.id,
    ...figures,
  });
}
