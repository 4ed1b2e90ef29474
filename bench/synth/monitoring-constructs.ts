// The nearest that cdk-monitoring-constructs has: a custom monitoring for each target group with four alarms, because it has
// none for a target group of its own, and its dashboard.
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { MetricStatistic, MonitoringFacade, SnsAlarmActionStrategy } from 'cdk-monitoring-constructs';
import { dealtOut } from './peer-app.ts';

const ABOVE = ComparisonOperator.GREATER_THAN_THRESHOLD;

const { app, parts } = dealtOut();
for (const [index, { stack, targets }] of parts.entries()) {
  const onAlarmTopic = Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:us-east-2:111122223333:on-call');
  const facade = new MonitoringFacade(stack, `targets-${index + 1}`, {
    alarmFactoryDefaults: {
      alarmNamePrefix: 'prod',
      actionsEnabled: true,
      action: new SnsAlarmActionStrategy({ onAlarmTopic }),
    },
    metricFactoryDefaults: { namespace: 'AWS/ApplicationELB' },
  });
  const metrics = facade.createMetricFactory();
  for (const { name, objectiveSeconds, loadBalancer, targetGroup } of targets) {
    const dimensions = { LoadBalancer: loadBalancer.fullName, TargetGroup: targetGroup.fullName };
    const metric = (metricName: string, statistic: MetricStatistic) =>
      metrics.createMetric(metricName, statistic, undefined, dimensions);
    facade.monitorCustom({
      alarmFriendlyName: name,
      humanReadableName: name,
      metricGroups: [
        {
          title: 'Latency',
          metrics: [
            {
              alarmFriendlyName: 'latency',
              metric: metric('TargetResponseTime', MetricStatistic.P99),
              addAlarm: {
                Slow: { threshold: objectiveSeconds, comparisonOperator: ABOVE, minSampleCountToEvaluateDatapoint: 50 },
              },
            },
          ],
        },
        {
          title: 'Health',
          metrics: [
            {
              alarmFriendlyName: 'errors',
              metric: metric('HTTPCode_Target_5XX_Count', MetricStatistic.SUM),
              addAlarm: { Errors: { threshold: 5, comparisonOperator: ABOVE } },
            },
            {
              alarmFriendlyName: 'unhealthy',
              metric: metric('UnHealthyHostCount', MetricStatistic.MAX),
              addAlarm: { Unhealthy: { threshold: 0, comparisonOperator: ABOVE } },
            },
            {
              alarmFriendlyName: 'rejected',
              metric: metric('TargetConnectionErrorCount', MetricStatistic.SUM),
              addAlarm: { Rejected: { threshold: 0, comparisonOperator: ABOVE } },
            },
          ],
        },
      ],
    });
  }
}
app.synth();
