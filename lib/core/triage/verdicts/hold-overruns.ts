import { formatSeconds } from '../../units.ts';
import { least, type VerdictRule } from '../rule.ts';
import { figure } from '../words.ts';

/** Fewer are a coincidence. */
export const LEAST_OVERRUNS = 2;

/**
 * At least two polls outlived their hold: they were answered later than the first storage-bin edge above 1.02 × the hold
 * ceiling. Without routes these may be other requests that hang.
 *
 * Confidence: high by route or from five on with a declared hold, else medium at most; less where the traffic has another hold
 * than declared.
 */
export const holdOverruns: VerdictRule = {
  id: 'hold-overruns',
  holds({ separation, counted, figures, contradiction }) {
    const { hold, edges } = separation;
    const count = counted.counts.overruns.value;
    // Half a request of room: counts shared out over bins are not quite whole.
    if (!hold || edges.overrunFrom === undefined || count < LEAST_OVERRUNS - 0.5) return undefined;
    const longest = figures.maxSeconds === undefined ? '' : `, the longest ${formatSeconds(figures.maxSeconds)}`;
    const text = `${figure(count)} responses took more than ${formatSeconds(edges.overrunFrom)}, when every hold has ended${longest}.`;
    return {
      confidence: least(
        hold.confidence,
        separation.kind === 'exact' || count >= 5 ? 'high' : 'medium',
        contradiction?.confidence ?? 'high',
      ),
      evidence: [{ id: 'overruns', text, value: count, unit: 'requests' }],
    };
  },
};
