import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { headline, type TriageSettings, triage } from '../../../lib/core/triage/triage.ts';
import { VERDICTS, type VerdictId } from '../../../lib/core/triage/verdict.ts';
import { byHand, FLEET, figuresFrom, idlePolls, NOON, profileOf, SETTINGS, type Traffic } from './scenarios.ts';

/** A mixture of traffic, drawn by fast-check. */
interface Mixture {
  readonly seed: number;
  readonly clients: number;
  readonly rate: number;
  readonly source: TargetGroupFigures['source'];
}

const mixtures = fc.record<Mixture>({
  seed: fc.integer({ min: 1, max: 1e6 }),
  clients: fc.integer({ min: 8, max: 60 }),
  rate: fc.integer({ min: 10, max: 60 }),
  source: fc.constantFrom('access-logs', 'simulation', 'metrics'),
});

type Case = readonly [traffic: Traffic, settings: Partial<TriageSettings>];

/** Ordinary requests beside the polls, under an idle timeout with room. */
const beside = ({ seed, rate }: Mixture): Traffic => ({
  seed,
  idleTimeoutSeconds: 600,
  requests: { ratePerMinute: rate, routes: [{ method: 'POST', path: '/api/fleet/agents/*/acks' }] },
});
const fleet = ({ clients }: Mixture) => ({ profile: FLEET, clients });
const knows = ({ clients }: Mixture) => ({ hold: FLEET, clients, idleTimeoutSeconds: 600 });
const LAST_HALF = { from: NOON + 1800, to: NOON + 3600 };
const QUIET: Traffic = { seed: 3, requests: { ratePerMinute: 6 } };
const A_WHILE = { from: NOON + 600, to: NOON + 2100 };

/** For each verdict the traffic that makes it true, and the nearest that does not. */
const CASES: { readonly [id in VerdictId]: { holds: (m: Mixture) => Case; neighbour: (m: Mixture) => Case } } = {
  'no-data': {
    holds: (m) => [
      { seed: m.seed, holds: [{ ...fleet(m), clientChanges: [{ at: NOON - 1800, clients: 0 }] }] },
      knows(m),
    ],
    neighbour: (m) => [
      { seed: m.seed, holds: [{ ...fleet(m), clientChanges: [{ at: NOON - 1800, clients: 1 }] }] },
      knows(m),
    ],
  },
  'clients-gone': {
    holds: (m) => [
      {
        ...beside(m),
        holds: [{ ...fleet(m), clientChanges: [{ at: NOON + 1800, clients: Math.floor(m.clients / 4) }] }],
      },
      knows(m),
    ],
    neighbour: (m) => [
      {
        ...beside(m),
        holds: [{ ...fleet(m), clientChanges: [{ at: NOON + 1800, clients: Math.ceil(m.clients * 0.75) }] }],
      },
      knows(m),
    ],
  },
  'severed-holds': {
    holds: (m) => [
      { ...beside(m), idleTimeoutSeconds: 240, holds: [fleet(m)] },
      { ...knows(m), idleTimeoutSeconds: 240 },
    ],
    neighbour: (m) => [
      { ...beside(m), idleTimeoutSeconds: 310, holds: [fleet(m)] },
      { ...knows(m), idleTimeoutSeconds: 310 },
    ],
  },
  'hold-overruns': {
    holds: (m) => [
      { ...beside(m), holds: [{ ...fleet(m), overruns: [{ from: NOON, to: NOON + 3000, share: 0.3, seconds: 400 }] }] },
      knows(m),
    ],
    neighbour: (m) => [
      { ...beside(m), holds: [{ ...fleet(m), overruns: [{ from: NOON, to: NOON + 3000, share: 0.3, seconds: 303 }] }] },
      knows(m),
    ],
  },
  'poll-storm': {
    holds: (m) => [{ seed: m.seed, holds: [{ ...fleet(m), storms: [{ ...LAST_HALF, gapSeconds: 2 }] }] }, knows(m)],
    neighbour: (m) => [
      {
        seed: m.seed,
        holds: [{ ...fleet(m), bursts: [{ at: NOON + 1800 }, { at: NOON + 1860 }, { at: NOON + 1920 }] }],
      },
      knows(m),
    ],
  },
  'target-errors': {
    holds: (m) => [withErrors(m, 0.3), knows(m)],
    neighbour: (m) => [withErrors(m, 0.005), knows(m)],
  },
  'idle-long-polls-and-slow-requests': {
    holds: (m) => [{ ...beside(m), holds: [fleet(m)], slowdowns: [{ kind: 'wide', ...A_WHILE }] }, knows(m)],
    neighbour: (m) => [{ ...beside(m), slowdowns: [{ kind: 'wide', ...A_WHILE }] }, knows(m)],
  },
  'slow-requests': {
    holds: (m) => [{ ...beside(m), slowdowns: [{ kind: 'wide', ...A_WHILE }] }, {}],
    neighbour: (m) => [{ ...beside(m), slowdowns: [{ kind: 'wide', ...A_WHILE, share: 0.005 }] }, {}],
  },
  'not-separable': {
    holds: (m) => [withTimeOut(m), { idleTimeoutSeconds: 60 }],
    neighbour: (m) => [{ ...beside(m), holds: [fleet(m)] }, { idleTimeoutSeconds: 600 }],
  },
  'idle-long-polls': {
    holds: (m) => [{ ...beside(m), holds: [fleet(m)] }, knows(m)],
    neighbour: (m) => [beside(m), { hold: FLEET, idleTimeoutSeconds: 600 }],
  },
  normal: {
    holds: (m) => [beside(m), {}],
    neighbour: (m) => [{ ...beside(m), slowdowns: [{ kind: 'near', ...A_WHILE }] }, {}],
  },
};

/** Half of the ordinary requests' errors come from the target. */
function withErrors(mixture: Mixture, share: number): Traffic {
  const { requests, ...rest } = beside(mixture);
  if (!requests) throw new TypeError('no requests to fail');
  const errors = [{ during: LAST_HALF, share, status: 500 }];
  return { ...rest, holds: [{ ...fleet({ ...mixture, clients: 8 }) }], requests: { ...requests, errors } };
}

/** A dependency that gives up after 30 s, answered as if nothing had been. */
function withTimeOut(mixture: Mixture): Traffic {
  const slowdowns = [{ kind: 'fixed-timeout' as const, from: NOON - 10_800, to: NOON + 3600 }];
  return { ...beside(mixture), idleTimeoutSeconds: 60, slowdowns };
}

function judge([traffic, settings]: Case, source: Mixture['source'] = 'simulation') {
  return triage(figuresFrom(traffic, { source, hoursBefore: 1 }), { ...SETTINGS, ...settings });
}

const FEW = { numRuns: 8 };

describe.each(VERDICTS)('verdict %s', (id) => {
  it('is given to the mixtures that make it true', () => {
    fc.assert(
      fc.property(mixtures, (mixture) => {
        expect(judge(CASES[id].holds(mixture), mixture.source).verdict).toBe(id);
      }),
      FEW,
    );
  });

  it('is not given to its nearest neighbour, nor is it beside the verdict there', () => {
    fc.assert(
      fc.property(mixtures, (mixture) => {
        const { verdict, also } = judge(CASES[id].neighbour(mixture), mixture.source);
        expect([verdict, ...also]).not.toContain(id);
      }),
      FEW,
    );
  });
});

describe('at the thresholds', () => {
  const fast = [[0.05, 20]] as const;

  it('five errors among ninety-nine requests are a finding, four are not', () => {
    const errors = (count: number) =>
      byHand(60, (i) =>
        i === 3
          ? {
              answered: [
                [0.05, 99 - count],
                [0.06, count],
              ],
              target5xx: count,
            }
          : {},
      );
    expect(triage(errors(5), SETTINGS).verdict).toBe('target-errors');
    expect(triage(errors(4), SETTINGS).verdict).toBe('normal');
  });

  it('five errors among a hundred requests are exactly 5 % and no finding', () => {
    const figures = byHand(60, (i) => (i === 3 ? { answered: [[0.05, 100]], target5xx: 5 } : {}));
    expect(triage(figures, SETTINGS).verdict).toBe('normal');
  });

  it('one 502 among seven requests is not a failing target', () => {
    const figures = byHand(60, (i) => (i === 3 ? { answered: [[0.05, 6]], elb502: 1 } : {}));
    expect(triage(figures, SETTINGS).verdict).toBe('normal');
  });

  it('errors that drown in the hour show in two of three successive five minutes', () => {
    const figures = byHand(60, (i) => ({ answered: fast, target5xx: i >= 20 && i < 30 ? 2 : 0 }));
    expect(triage(figures, SETTINGS).verdict).toBe('target-errors');
  });

  it('two overruns are a finding, one is not', () => {
    const overruns = (count: number) =>
      byHand(60, (i) => ({ answered: [...idlePolls(10, i), ...(i > 20 && i <= 20 + count ? [400] : [])] }));
    const settings = { ...SETTINGS, hold: FLEET, clients: 10, idleTimeoutSeconds: 600 };
    expect(triage(overruns(2), settings).verdict).toBe('hold-overruns');
    expect(triage(overruns(1), settings).verdict).toBe('idle-long-polls');
  });

  it('a slowdown of ten minutes is found though it drowns in the hour', () => {
    const figures = byHand(60, (i) => ({
      answered:
        i >= 20 && i < 30
          ? [
              [0.05, 18],
              [3, 2],
            ]
          : fast,
    }));
    const verdict = triage(figures, SETTINGS);
    expect(verdict.verdict).toBe('slow-requests');
    expect(verdict.evidence.find(({ id }) => id === 'slow-requests')?.text).toContain(
      'between 12:20 UTC and 12:30 UTC',
    );
  });

  it('three slow minutes of five are found, as the one-minute alarm sees them', () => {
    const slow = (minutes: readonly number[]) =>
      byHand(60, (i) => ({
        answered: minutes.includes(i)
          ? [
              [0.05, 47],
              [3, 3],
            ]
          : [[0.05, 50]],
      }));
    expect(triage(slow([20, 22, 24]), SETTINGS).verdict).toBe('slow-requests');
    expect(triage(slow([20, 22, 25]), SETTINGS).verdict).toBe('normal');
  });

  it('severed clients must be more than one', () => {
    const settings = { ...SETTINGS, hold: FLEET, clients: 4, idleTimeoutSeconds: 300 };
    // Three of the four are answered: a client whose polls are severed has none parked that will be.
    const severed = (count: number) => byHand(60, (i) => ({ answered: idlePolls(3, i), elb504: i < count ? 1 : 0 }));
    expect(triage(severed(13), settings).verdict).toBe('severed-holds');
    expect(triage(severed(9), { ...settings, clients: 10 }).also).not.toContain('severed-holds');
  });

  it('a single client is severed where its route shows that no poll is answered', () => {
    const holds = [{ profile: FLEET, clients: 1 }];
    const figures = figuresFrom({ ...QUIET, idleTimeoutSeconds: 240, holds }, { source: 'access-logs' });
    expect(triage(figures, SETTINGS).verdict).toBe('severed-holds');
  });

  it('an idle timeout that nobody told is read from the requests that it cut', () => {
    const holds = [{ profile: FLEET, clients: 5 }];
    const figures = figuresFrom({ ...QUIET, idleTimeoutSeconds: 240, holds }, { source: 'access-logs' });
    const { verdict, nextSteps } = triage(figures, SETTINGS);
    expect(verdict).toBe('severed-holds');
    expect(nextSteps).toContain(
      'Raise the idle timeout of the load balancer from 240 to 600 s (idle_timeout.timeout_seconds).',
    );
  });

  it.each(['access-logs', 'simulation', 'metrics'] as const)(
    'requests that hang until the idle timeout are slow requests, though polls end alike (%s)',
    (source) => {
      const slowdowns = [{ kind: 'hanging' as const, ...A_WHILE }];
      for (const idleTimeoutSeconds of [300, 600]) {
        const traffic = { ...QUIET, idleTimeoutSeconds, holds: [{ profile: FLEET, clients: 5 }], slowdowns };
        const settings = { ...SETTINGS, hold: FLEET, clients: 5, idleTimeoutSeconds };
        const { verdict, evidence } = triage(figuresFrom(traffic, { source }), settings);
        expect(verdict).toBe('idle-long-polls-and-slow-requests');
        expect(evidence.find(({ id }) => id === 'slow-requests')?.text).toMatch(
          /between 12:(1[5-9]|2\d) UTC and 12:[34]\d UTC/,
        );
      }
    },
  );

  it('polls that the target never ends are told from other requests by the clients that are missing', () => {
    const holds = [{ profile: FLEET, clients: 40, overruns: [{ from: NOON, to: NOON + 3000, share: 0.2 }] }];
    const figures = figuresFrom({ ...QUIET, idleTimeoutSeconds: 600, holds }, { source: 'metrics' });
    const verdict = triage(figures, { ...SETTINGS, hold: FLEET, clients: 40, idleTimeoutSeconds: 600 });
    expect(verdict).toMatchObject({ verdict: 'severed-holds', also: ['idle-long-polls'] });
    expect(headline(verdict)).toContain('the target does not answer');
    expect(verdict.nextSteps).not.toContain('Nothing to do: no one needs to get up for idle long polls.');
  });

  it('polls that the target answers with errors are no gone clients', () => {
    const settings = { ...SETTINGS, hold: FLEET, clients: 10, idleTimeoutSeconds: 600 };
    const figures = byHand(60, (i) =>
      i < 30 ? { answered: idlePolls(10, i) } : { answered: [[0.01, 5]], target5xx: 5 },
    );
    const { verdict, also } = triage(figures, settings);
    expect([verdict, ...also]).toEqual(['target-errors', 'idle-long-polls']);
  });

  it('clients that give polls up on purpose are gone only when they poll less, too', () => {
    const settings = { ...SETTINGS, clients: 10, idleTimeoutSeconds: 600 };
    const figures = byHand(60, (i) => (i < 20 ? { answered: idlePolls(10, i) } : { answered: [[20, 3]] }));
    expect(triage(figures, { ...settings, hold: { ...FLEET, cancels: false } }).verdict).toBe('clients-gone');
    expect(triage(figures, { ...settings, hold: { ...FLEET, cancels: true } }).verdict).not.toBe('clients-gone');
  });
});

describe('holds and slowness that cannot be told apart', () => {
  it('are said so where the hold is too short for the objective', () => {
    const hold = { ...profileOf('elastic-fleet'), name: 'custom', ceilingSeconds: 2, spreadSeconds: 0 };
    const figures = byHand(60, () => ({
      answered: [
        [0.05, 10],
        [1.95, 5],
      ],
    }));
    const verdict = triage(figures, { ...SETTINGS, hold });
    expect(verdict.verdict).toBe('not-separable');
    expect(verdict.counts.slow).toEqual({ value: 0, low: 0, high: 300 });
    expect(verdict.nextSteps.join()).toContain('listener rule');
  });

  it('do not matter where everything is fast', () => {
    const hold = { ...profileOf('elastic-fleet'), name: 'custom', ceilingSeconds: 2, spreadSeconds: 0 };
    expect(
      triage(
        byHand(60, () => ({ answered: [[0.05, 10]] })),
        { ...SETTINGS, hold },
      ).verdict,
    ).toBe('normal');
  });

  it('are said so where slowness reaches into the sideband', () => {
    const figures = byHand(60, (i) => ({ answered: [...idlePolls(50, i), [0.05, 20], ...(i % 2 ? [80, 95] : [])] }));
    const { verdict, also } = triage(figures, { ...SETTINGS, hold: FLEET, idleTimeoutSeconds: 600 });
    expect([verdict, ...also]).toContain('not-separable');
  });
});

it('clients of a band that nothing confirms are not missed', () => {
  // Six long answers a minute until the middle of the window, then none: a dependency that recovered, or clients that left.
  const figures = byHand(
    60,
    (i) => ({
      answered: [
        [0.05, 10],
        [30, i < 30 ? 6 : 0],
      ],
    }),
    { before: 120 },
  );
  const { verdict, also } = triage(figures, { ...SETTINGS, idleTimeoutSeconds: 60 });
  expect([verdict, ...also]).toEqual(['not-separable']);
});
