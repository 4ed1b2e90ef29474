import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TargetGroupFigures } from '../../../lib/core/triage/figures.ts';
import { headline, triage } from '../../../lib/core/triage/triage.ts';
import { FLEET, HOUR, profileOf, SETTINGS } from './scenarios.ts';

const UNREAD: TargetGroupFigures = {
  targetGroup: 'targetgroup/by-hand/943f017f100becff',
  loadBalancer: 'app/by-hand/50dc6c495c0c9188',
  source: 'metrics',
  window: HOUR,
  minutes: [],
  unread: { reason: 'cloudwatch:GetMetricData was denied.', nextStep: 'Allow cloudwatch:GetMetricData.' },
};

describe('Figures that could not be read', () => {
  it('give no-data with low confidence, and nothing that rests on silence, whatever is known beside them', () => {
    const settings = fc.record(
      {
        hold: fc.constantFrom(FLEET, profileOf('matrix-sync')),
        clients: fc.integer({ min: 1, max: 1000 }),
        idleTimeoutSeconds: fc.integer({ min: 1, max: 4000 }),
        traffic: fc.constantFrom('requests', 'mixed', 'long-polls'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(settings, (known) => {
        const verdict = triage(UNREAD, { ...SETTINGS, ...known });
        expect(verdict).toMatchObject({ verdict: 'no-data', also: [], confidence: 'low' });
        expect(verdict.evidence.map(({ id }) => id).filter((id) => id !== 'idle-timeout-margin')).toEqual([
          'figures-unread',
        ]);
        expect(headline(verdict)).toBe('No figures could be read: whether anything is slow is not known.');
      }),
    );
  });

  it('say why, and what to do about it', () => {
    const { evidence, nextSteps } = triage(UNREAD, SETTINGS);

    expect(evidence[0]?.text).toBe('No figures could be read: cloudwatch:GetMetricData was denied.');
    expect(nextSteps).toEqual(['Allow cloudwatch:GetMetricData.']);
  });

  it('do not hide that no target is healthy', () => {
    const health = { healthyHosts: 0, unhealthyHosts: 2, reasons: { 'Target.Timeout': 2 } };

    expect(triage({ ...UNREAD, health }, SETTINGS).evidence.map(({ text }) => text)).toContain(
      'No target is healthy: Target.Timeout (2).',
    );
  });
});
