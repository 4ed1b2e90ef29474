import type { LintRule } from './rule.ts';

/** Warning: a health check that takes 404 for healthy only proves that something listens. */
export const healthCheckExpectsNotFound: LintRule = {
  id: 'health-check-expects-not-found',
  severity: 'warning',
  check({ healthCheck, hold }) {
    const codes = healthCheck?.codes;
    if (codes === undefined || !codes.split(',').some(covers404)) return undefined;
    // Elastic's pages on load balancers name it for health checks from 9.2 and 8.19.13.
    const path = hold?.name === 'elastic-fleet' ? '/api/status' : "the service's own health path";
    return {
      message: `the health check takes ${codes} for healthy: a wrong path looks like a healthy target`,
      advice: `check ${path} and expect 200`,
    };
  },
};

function covers404(range: string): boolean {
  const [from = Number.NaN, to = from] = range.split('-').map(Number);
  return from <= 404 && 404 <= to;
}
