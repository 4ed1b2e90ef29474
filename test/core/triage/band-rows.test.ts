import { describe, expect, it } from 'vitest';
import { dop833Day } from '../../../lib/core/traffic/dop833.ts';
import { figuresOf } from '../../../lib/core/traffic/figures.ts';
import { bandRows } from '../../../lib/core/triage/band-rows.ts';
import { mergeHistograms, totalOf } from '../../../lib/core/triage/histogram.ts';
import { triage } from '../../../lib/core/triage/triage.ts';
import { urgencyOf } from '../../../lib/core/triage/urgency.ts';
import { VERDICTS } from '../../../lib/core/triage/verdict.ts';

const START = Date.UTC(2026, 10, 16) / 1000;
const day = dop833Day({ seed: 1, day: START });

function judged(requests: typeof day.fleet) {
  const figures = figuresOf(requests, {
    targetGroup: 'targetgroup/orders/0123456789abcdef',
    loadBalancer: 'app/lb/fedcba9876543210',
    window: { start: START + 82_800, end: START + 86_400 },
    source: 'metrics',
  });
  const verdict = triage(figures, { objectiveSeconds: 0.8, slowSharePercent: 5 });
  return { verdict, histogram: mergeHistograms(figures.minutes.map(({ histogram }) => histogram)) };
}

const fleet = judged(day.fleet);
const elasticsearch = judged(day.elasticsearch);

describe('the rows of a histogram', () => {
  it.each([
    ['holds', fleet],
    ['no holds', elasticsearch],
  ])('cover all response times without overlap, with %s', (_, { histogram, verdict }) => {
    const rows = bandRows(histogram, verdict);
    for (const [i, { from }] of rows.entries()) if (i > 0) expect(from).toBe(rows[i - 1]?.to);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBeCloseTo(totalOf(histogram), 6);
  });

  it('have a kind each, in the order of the bands', () => {
    const kinds = bandRows(fleet.histogram, fleet.verdict).map(({ kind }) => kind);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(['fast', 'slow', 'doubtful', 'hold']);
  });

  it('are slow above the objective where nothing is held, and doubtful where nobody can tell', () => {
    const kinds = (verdict: typeof elasticsearch.verdict) =>
      new Set(bandRows(elasticsearch.histogram, verdict).map(({ kind }) => kind));
    expect(kinds(elasticsearch.verdict)).toEqual(new Set(['fast', 'slow']));
    expect(kinds({ ...elasticsearch.verdict, verdict: 'not-separable' })).toEqual(new Set(['fast', 'doubtful']));
  });

  it('are none where nothing was answered', () => {
    expect(bandRows({ edges: [0, 1, 2], counts: [0, 0] }, fleet.verdict)).toEqual([]);
  });
});

describe('urgency', () => {
  it('asks nobody to get up for idle long polls, and somebody for slow requests', () => {
    expect(urgencyOf('idle-long-polls')).toBe('nothing-to-do');
    expect(urgencyOf('slow-requests')).toBe('get-up');
    expect(VERDICTS.filter((verdict) => urgencyOf(verdict) === 'nothing-to-do')).toEqual(['idle-long-polls', 'normal']);
  });
});
