import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmsOfTemplate } from '../../lib/core/diff/alarm-records.ts';
import { analyse } from '../../lib/core/diff/analyse.ts';
import type { DiffReport, Side } from '../../lib/core/diff/model.ts';
import type { Environment } from '../../lib/core/targets.ts';
import { stacksOf } from './_environment.ts';
import { VARIANTS } from './_variants.ts';

const NOW = new Date('2026-11-21T12:00:00Z');
const NOTHING: Side = { label: 'nothing', alarms: [], notes: [] };

/** All stacks of an environment as one side. */
function sideOf(environment: Environment): Side {
  const alarms = stacksOf(environment).flatMap((stack) => {
    const place = { stack: stack.stackName, account: environment.account, region: environment.region };
    return alarmsOfTemplate(Template.fromStack(stack).toJSON(), place).alarms;
  });
  return { label: 'cdk.out', alarms, notes: [] };
}

const compare = (base: Side, head: Side, { targets }: Environment): DiffReport =>
  analyse(base, head, { now: NOW, targets });

describe.each(Object.entries(VARIANTS))('the stacks of "%s"', (_, environment) => {
  const side = sideOf(environment);

  it('give no finding where they are new', () => {
    expect(side.alarms.length).toBeGreaterThan(0);
    expect(compare(NOTHING, side, environment).findings).toEqual([]);
  });

  it('give no finding where their thresholds get tighter', () => {
    const looser = side.alarms.map((alarm) => {
      const { Threshold } = alarm.properties;
      const raised = alarm.kind !== 'composite' && String(alarm.properties.ComparisonOperator).startsWith('Greater');
      return raised ? { ...alarm, properties: { ...alarm.properties, Threshold: Number(Threshold) + 1 } } : alarm;
    });
    const { changes, findings } = compare({ ...side, alarms: looser }, side, environment);

    expect(new Set(changes.map(({ direction }) => direction))).toEqual(new Set(['tighter']));
    expect(findings).toEqual([]);
  });
});

describe('the stacks of our own', () => {
  it('lose cover where they go: that is found, through composites, too', () => {
    const environment = VARIANTS.example as Environment;
    const { findings } = compare(sideOf(environment), NOTHING, environment);

    expect(findings.map(({ rule, severity }) => `${severity} ${rule}`)).toContain('error coverage-lost');
    expect(findings.map(({ alarm }) => alarm)).toContain('holdband-prod-fleet-server-slow-1m');
  });
});
