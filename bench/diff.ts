import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** Two templates in which every alarm has another threshold and number of periods. */
export function writeTemplatePair(folder: string, alarms: number): { readonly base: string; readonly head: string } {
  const write = (name: string, threshold: number, periods: number) => {
    const resources = Array.from({ length: alarms }, (_, i) => [
      `Slow${i}`,
      {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          AlarmName: `prod-checkout-service-${i}-slow-1m`,
          AlarmDescription: `Requests of service ${i} are slow.`,
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'TargetResponseTime',
          Dimensions: [
            { Name: 'LoadBalancer', Value: 'app/web/50dc6c495c0c9188' },
            { Name: 'TargetGroup', Value: `targetgroup/service-${i}/943f017f100becff` },
          ],
          ExtendedStatistic: 'p99',
          Period: 60,
          EvaluationPeriods: periods,
          Threshold: threshold,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
          AlarmActions: ['arn:aws:sns:us-east-2:111122223333:on-call'],
        },
      },
    ]);
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify({ Resources: Object.fromEntries(resources) }));
    return path;
  };
  return { base: write('base.template.json', 0.8, 3), head: write('head.template.json', 1.2, 5) };
}

/** Command line that compares the pair and prints the comment. */
export function holdbandDiff(base: string, head: string): string[] {
  return [join(ROOT, 'bin/holdband.mjs'), 'diff', base, head, '--markdown', '--fail-on', 'never'];
}

/** What `cdk diff` prints with, on the same pair. */
export function peerDiff(base: string, head: string): string[] {
  return [join(import.meta.dirname, 'peer-diff.ts'), base, head];
}
