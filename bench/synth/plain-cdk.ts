// The same alarms by hand: CDK's own `Alarm` over its own `MathExpression`, one for each that holdband plans, and a composite.
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmRule,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Comparison, MissingData } from '../../lib/core/alarms/definition.ts';
import { planTarget } from '../../lib/core/alarms/plan.ts';
import { dealtOut } from './peer-app.ts';

const COMPARISONS: Record<Comparison, ComparisonOperator> = {
  GreaterThanThreshold: ComparisonOperator.GREATER_THAN_THRESHOLD,
  GreaterThanOrEqualToThreshold: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  LessThanThreshold: ComparisonOperator.LESS_THAN_THRESHOLD,
  LessThanOrEqualToThreshold: ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
};
const MISSING: Record<MissingData, TreatMissingData> = {
  missing: TreatMissingData.MISSING,
  notBreaching: TreatMissingData.NOT_BREACHING,
  breaching: TreatMissingData.BREACHING,
  ignore: TreatMissingData.IGNORE,
};

const { app, parts } = dealtOut();
for (const { stack, targets } of parts) {
  const onCall = new SnsAction(Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:us-east-2:111122223333:on-call'));
  for (const target of targets) {
    const { alarms, composite } = planTarget(target);
    const made = alarms.map((one) => {
      const period = Duration.seconds(one.periodSeconds);
      const metric = (input: (typeof one.metrics)[number]) =>
        new Metric({
          namespace: 'AWS/ApplicationELB',
          metricName: input.metricName,
          dimensionsMap: input.dimensions,
          statistic: input.stat,
          period,
        });
      const usingMetrics = Object.fromEntries(one.metrics.map((input) => [input.id, metric(input)]));
      return new Alarm(stack, one.name, {
        alarmName: one.name,
        alarmDescription: one.description,
        metric: new MathExpression({ expression: one.expression, usingMetrics, period, label: one.label }),
        threshold: one.threshold,
        comparisonOperator: COMPARISONS[one.comparison],
        evaluationPeriods: one.evaluationPeriods,
        datapointsToAlarm: one.datapointsToAlarm,
        treatMissingData: MISSING[one.treatMissingData],
      });
    });
    const children = made.filter((_, index) => composite?.children.includes(alarms[index]?.name ?? ''));
    for (const alarm of made) if (!children.includes(alarm)) alarm.addAlarmAction(onCall);
    if (!composite) continue;
    const page = new CompositeAlarm(stack, composite.name, {
      compositeAlarmName: composite.name,
      alarmDescription: composite.description,
      alarmRule: AlarmRule.anyOf(...children),
    });
    page.addAlarmAction(onCall);
  }
}
app.synth();
