import { alarmsOfTemplate } from '../../../lib/core/diff/alarm-records.ts';
import type { Side } from '../../../lib/core/diff/model.ts';
import type { TemplateContext } from '../../../lib/core/diff/template.ts';

/** A template with alarms by logical id, each with some settings of its own. */
export function templateOf(alarms: Readonly<Record<string, Readonly<Record<string, unknown>>>>): unknown {
  const resources = Object.entries(alarms).map(([id, properties]) => [
    id,
    { Type: 'AWS::CloudWatch::Alarm', Properties: { ...LATENCY, ...properties } },
  ]);
  return { Resources: Object.fromEntries(resources) };
}

/** A side of one template. */
export function sideOf(template: unknown, context: TemplateContext = {}): Side {
  return { label: 'template.json', ...alarmsOfTemplate(template, context) };
}

const LATENCY = {
  Namespace: 'AWS/ApplicationELB',
  MetricName: 'TargetResponseTime',
  Dimensions: [
    { Name: 'LoadBalancer', Value: 'app/shop/1' },
    { Name: 'TargetGroup', Value: 'targetgroup/orders/2' },
  ],
  ExtendedStatistic: 'p99',
  Period: 60,
  EvaluationPeriods: 3,
  Threshold: 0.8,
  ComparisonOperator: 'GreaterThanThreshold',
};
