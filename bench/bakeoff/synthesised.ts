import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { LEVELS } from '../../lib/core/targets.ts';
import type { RuleAlarms } from './rules.ts';
import { targets } from './targets.ts';

/** Properties of an alarm as CloudFormation takes them. */
type Properties = Readonly<Record<string, unknown>>;

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}

/** What PutMetricAlarm needs: actions are references, and no matter for when an alarm fires. */
const EVALUATED = [
  'AlarmName',
  'ComparisonOperator',
  'DatapointsToAlarm',
  'EvaluationPeriods',
  'Metrics',
  'Threshold',
  'TreatMissingData',
];

/** Latency alarms of every target at both levels, read from templates that the constructs synthesise. */
export function synthesiseAlarms(): RuleAlarms {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-bakeoff-'));
  try {
    const app = new App({ outdir: folder, context: { 'aws:cdk:bundling-stacks': [] } });
    for (const level of LEVELS) {
      LatencyAlarmsStack.forEnvironment(app, {
        name: level,
        account: '111122223333',
        region: 'us-east-2',
        partition: 'aws',
        notify: {
          page: 'arn:aws:sns:us-east-2:111122223333:page',
          ticket: 'arn:aws:sns:us-east-2:111122223333:ticket',
          verdict: 'arn:aws:sns:us-east-2:111122223333:verdict',
        },
        paging: true,
        stacks: 1,
        tags: {},
        runbook: { on: false, architecture: 'arm64' },
        targets: targets(level, level),
        placement: {},
        discover: [],
      });
    }
    const found = app.synth().stacks.flatMap(({ template }) => Object.values((template as Template).Resources));
    const alarms = found.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').map(({ Properties: given }) => given);
    return Object.fromEntries(
      LEVELS.map((level) => [
        level,
        Object.fromEntries(
          targets(level, level).map(({ name }) => [
            name,
            alarms.filter((alarm) => isOf(alarm, level, name)).map(evaluated),
          ]),
        ),
      ]),
    ) as unknown as RuleAlarms;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isOf({ AlarmName: alarm }: Properties, level: string, target: string): boolean {
  return typeof alarm === 'string' && alarm.startsWith(`holdband-${level}-${target}-`);
}

function evaluated(given: Properties): Properties {
  return Object.fromEntries(EVALUATED.filter((key) => key in given).map((key) => [key, given[key]]));
}
