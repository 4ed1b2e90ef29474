import type { DiffRule } from '../rule.ts';

/** The threshold was moved so that fewer values breach. */
export const thresholdLoosened: DiffRule = {
  id: 'threshold-loosened',
  severity: 'warning',
  check({ before, after, properties }) {
    if (!before || !after) return [];
    return properties
      .filter(({ name, direction }) => name === 'Threshold' && direction === 'looser')
      .map((change) => ({
        message: `the threshold moved from ${change.before} to ${change.after}: fewer values breach`,
      }));
  },
};
