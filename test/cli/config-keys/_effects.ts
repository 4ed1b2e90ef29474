import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { addStacks } from '../../../bin/stacks.ts';
import { settingsFor } from '../../../lib/cli/commands/triage-options.ts';
import { validate } from '../../../lib/cli/commands/validate.ts';
import { type Config, lockPath, printLock, readConfig, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { DEFAULTS } from '../../../lib/core/config/defaults.ts';
import { breaches } from '../../../lib/core/config/rules.ts';
import { alarmsOfTemplate } from '../../../lib/core/diff/alarm-records.ts';
import { analyse } from '../../../lib/core/diff/analyse.ts';
import { matchesRoute } from '../../../lib/core/holds/catalogue.ts';
import { holdFrom, holdTo, pollCycle } from '../../../lib/core/holds/profile.ts';
import { discoverRule } from '../../../lib/core/inventory/discover-rules.ts';

const NOW = '2026-11-21T12:00:00Z';
const REQUEST_LINES = ['GET /poll', 'POST /poll', 'GET /poll?wait=1', 'GET /other'].map((line) => line.split(' '));

function thresholdTemplate(threshold: number): unknown {
  const dimensions = { LoadBalancer: 'app/front/50dc6c495c0c9188', TargetGroup: 'targetgroup/api/943f017f100becff' };
  const properties = {
    AlarmName: 'latency',
    Namespace: 'AWS/ApplicationELB',
    MetricName: 'TargetResponseTime',
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 3,
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: threshold,
    AlarmActions: ['on-call'],
  };
  return { Resources: { Latency: { Type: 'AWS::CloudWatch::Alarm', Properties: properties } } };
}

/** What a user sees of a config. A key that changes none of it is a key that nobody reads. */
export const EFFECTS = {
  /** Alarms as they are planned, and those left out with the reason. */
  alarms: (config: Config) =>
    validate({ config }, undefined, NOW).environments.map(({ plan: { targets, loadBalancers } }) => [
      targets.map(({ plan }) => plan),
      loadBalancers,
    ]),
  /** What `validate` finds, without the places: those move with every change. */
  findings: (config: Config) => {
    const { findings, expired } = validate({ config }, undefined, NOW);
    return [findings.map(({ where: _, ...finding }) => finding), expired];
  },
  /** What `diff` finds where an alarm's threshold is raised. */
  diff: ({ settings: { rules } }: Config) => {
    const side = (threshold: number) => ({
      label: 'side',
      alarms: alarmsOfTemplate(thresholdTemplate(threshold), {}).alarms,
      notes: [],
    });
    return analyse(side(1), side(2), { now: new Date(NOW), ...(rules && { rules }) }).findings;
  },
  /** Findings heavy enough for exit code 1. */
  breaches: (config: Config) =>
    validate({ config }, undefined, NOW).findings.map(({ severity }) =>
      breaches(severity, config.settings.failOn ?? DEFAULTS.failOn),
    ),
  /** What triage judges by. */
  triage: (config: Config) =>
    resolveEnvironments(config).flatMap(({ targets }) =>
      targets.map((target) => {
        const { hold, ...settings } = settingsFor({ settings: {} } as Parameters<typeof settingsFor>[0], target);
        if (!hold) return settings;
        const held = REQUEST_LINES.map(([method = '', path = '']) =>
          hold.routes.some((route) => matchesRoute(route, method, path)),
        );
        return { ...settings, from: holdFrom(hold), to: holdTo(hold), cycle: pollCycle(hold), held };
      }),
    ),
  /** What discovery says of these target groups before it looks at them. */
  discovery: (config: Config) =>
    resolveEnvironments(config).map((environment) =>
      [{ name: 'web', tags: { team: 'search' } }, { name: 'api' }].map((group) => discoverRule(environment, group)),
    ),
  /** The stacks as CloudFormation gets them, and as whom. */
  stacks: (config: Config, text: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'holdband-keys-'));
    try {
      writeFileSync(join(folder, config.file), text);
      // As `holdband place --keep` leaves it: several stacks need a lock that knows their number.
      const environments = Object.entries(config.settings.environments).map(
        ([name, { stacks = 1 }]) => [name, { stacks, targets: {} }] as const,
      );
      const lock = printLock({ version: 1, environments: Object.fromEntries(environments) });
      writeFileSync(join(folder, lockPath(config.file)), lock);
      const app = new App({ outdir: join(folder, 'cdk.out') });
      addStacks(app, { config: config.file, cwd: folder });
      return app
        .synth()
        .stacks.map(({ template, environment, assumeRoleArn }) => [template, environment, assumeRoleArn]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
} as const;

export type Effect = keyof typeof EFFECTS;

/** What is seen of a config, as text to compare; what is wrong with it, where it is refused. */
export function seen(effect: Effect, settings: unknown): string {
  const text = JSON.stringify(settings);
  const config = readConfig(text, 'holdband.yaml');
  return JSON.stringify(EFFECTS[effect](config, text));
}
