import { Draw } from '../../../bench/discover/draw.ts';
import { CATALOGUE, type CatalogueEntry } from '../../../lib/core/holds/catalogue.ts';
import { holdTo, pollsPerMinute } from '../../../lib/core/holds/profile.ts';
import type { Target } from '../../../lib/core/targets.ts';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { figuresFrom, type Traffic } from '../triage/scenarios.ts';

/** Products whose hold is in the response time, long enough to be told from slow requests. */
export const COUNTED = CATALOGUE.filter(
  (entry) => entry.held && entry.headers === 'held' && entry.refusal === undefined,
);

/** A target group of a product with known clients. */
export interface KnownClients {
  readonly clients: number;
  readonly target: (declared: number) => Target;
  readonly figures: TargetGroupFigures;
}

/** Clients of one product, alone or among others, with releases and gaps as they come: seven hours of metrics. */
export function knownClients(entry: CatalogueEntry, seed: number): KnownClients {
  const draw = new Draw(seed, `clients of ${entry.id}`);
  const { profile } = entry;
  const room = 60 / pollsPerMinute(profile, 1);
  const clients = Math.round(draw.magnitude(2, Math.max(3, Math.min(100, room))));
  const traffic = draw.chance(0.5) ? 'mixed' : 'long-polls';
  const polls = pollsPerMinute(profile, clients);
  const perPoll = traffic === 'mixed' ? draw.between(4, 20) : draw.between(0, 2);
  const latency = { medianSeconds: draw.magnitude(0.01, 0.2), sigma: draw.between(0.4, 1) };
  const idleTimeoutSeconds = Math.max(60, Math.ceil(1.2 * holdTo(profile)));
  const simulated: Traffic = {
    seed,
    idleTimeoutSeconds,
    ...(perPoll > 0.1 && { requests: { ratePerMinute: perPoll * polls, latency } }),
    holds: [
      {
        profile,
        clients,
        method: 'GET',
        path: '/held',
        gapSeconds: draw.oneOf([0.1, 0.5, 1, 2]),
        earlyShare: draw.chance(0.3) ? 0 : draw.between(0, 0.4),
      },
    ],
  };
  return {
    clients,
    target: (declared) => targetOf({ hold: profile, clients: declared, traffic, idleTimeoutSeconds }),
    figures: figuresFrom(simulated, { source: 'metrics', hoursBefore: 6 }),
  };
}

/** A target with what counts here. */
export function targetOf(settings: Partial<Target>): Target {
  return { name: 'web', objectiveSeconds: 0.8, traffic: 'long-polls', ...settings } as Target;
}
