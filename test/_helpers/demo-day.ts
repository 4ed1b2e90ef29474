import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readConfig, resolveEnvironments } from '../../lib/core/config/config.ts';
import type { Environment, Target } from '../../lib/core/targets.ts';
import { type Dop833Day, dop833Day, elasticsearchLogLines, fleetLogLines } from '../../lib/core/traffic/dop833.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The day of incident DOP-833 over the example config, and its access logs on disk. */
export function demoDay(folder: string): { readonly day: Dop833Day; readonly environment: Environment } {
  const config = readFileSync(join(ROOT, 'holdband.yaml'), 'utf8');
  const [environment] = resolveEnvironments(readConfig(config, 'holdband.yaml'));
  const day = dop833Day({ seed: 1, day: Date.UTC(2026, 10, 16) / 1000 });
  mkdirSync(folder, { recursive: true });
  for (const [name, linesOf] of Object.entries({
    'fleet-server': fleetLogLines,
    elasticsearch: elasticsearchLogLines,
  })) {
    const { loadBalancer, targetGroup } = (environment as Environment).targets.find(
      (target) => target.name === name,
    ) as Target;
    const lines = linesOf(day, { loadBalancerArn: loadBalancer.arn, targetGroupArn: targetGroup.arn });
    writeFileSync(join(folder, `${name}.log.gz`), gzipSync(`${[...lines].join('\n')}\n`, { level: 1 }));
  }
  return { day, environment: environment as Environment };
}

/** The alarm that fired in the incident, as a template: 3 of 5 minutes with a p95 above 0.8 s. */
export function genericTemplate({ targets }: Environment, properties: object = {}): string {
  const resources = targets.map(({ name, targetGroup, loadBalancer }): [string, object] => [
    `Latency${name.replace(/\W/g, '')}`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: `${name}-latency`,
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        Dimensions: [
          { Name: 'TargetGroup', Value: targetGroup.fullName },
          { Name: 'LoadBalancer', Value: loadBalancer.fullName },
        ],
        ExtendedStatistic: 'p95',
        Period: 60,
        EvaluationPeriods: 5,
        DatapointsToAlarm: 3,
        Threshold: 0.8,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'notBreaching',
        AlarmActions: ['arn:aws:sns:us-east-2:111122223333:page'],
        ...properties,
      },
    },
  ]);
  return JSON.stringify({ Resources: Object.fromEntries(resources) });
}
