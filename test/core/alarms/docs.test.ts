import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PRICES } from '../../../lib/core/alarms/cost.ts';
import { ALARM_KINDS } from '../../../lib/core/alarms/definition.ts';
import { GUARD_SEVERITIES } from '../../../lib/core/alarms/guards.ts';
import { LATENCY_WINDOWS } from '../../../lib/core/alarms/latency.ts';
import { GUARD_IDS } from '../../../lib/core/targets.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/alarms.md'), 'utf8');

describe('docs/alarms.md', () => {
  it.each(ALARM_KINDS)('has the window and the proof of %s as deployed', (kind) => {
    const { periodSeconds, datapointsToAlarm, evaluationPeriods, thorough, significance } = LATENCY_WINDOWS[kind];
    const { broadcast, 'message-driven': messages } = significance;
    const cells = [
      kind,
      `${periodSeconds} s`,
      `${datapointsToAlarm} of ${evaluationPeriods}`,
      thorough ? 'thorough' : 'standard',
      `${broadcast.z}, ${broadcast.margin}`,
      `${messages.z}, ${messages.margin}`,
    ];

    expect(page).toContain(`| ${cells.join(' | ')} |`);
  });

  it.each(GUARD_IDS)('has %s with its default severity', (id) => {
    expect(page).toMatch(new RegExp(`^\\| ${id} \\|.*\\| ${GUARD_SEVERITIES[id]} \\|$`, 'm'));
  });

  it('has the prices and their date', () => {
    expect(page).toContain(`table of ${PRICES.asOf}`);
    expect(page).toContain(`$${(PRICES.centsPerAlarmMetric / 100).toFixed(2)} a month for each metric`);
    expect(page).toContain(`$${(PRICES.centsPerComposite / 100).toFixed(2)} for a composite`);
  });
});
