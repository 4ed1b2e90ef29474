import { ArnFormat, Lazy } from 'aws-cdk-lib';
import { AlarmBase, CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmDefinition, MetricInput } from '../core/alarms/definition.ts';

/** Properties of {@link PlannedAlarm}. */
export interface PlannedAlarmProps {
  /** The alarm as data. */
  readonly definition: AlarmDefinition;
  /** False deploys the alarm without letting it act. */
  readonly actionsEnabled: boolean;
}

/** Namespace of every metric read. */
const NAMESPACE = 'AWS/ApplicationELB';
/** Id of the entry that is compared. */
const COMPARED = 'value';

/**
 * An alarm that is its definition and nothing else. CDK's own `Alarm` over a `MathExpression` would render labels and
 * fall back to 300 s where a period was forgotten; here every value in the template stands in the plan.
 */
export class PlannedAlarm extends AlarmBase {
  readonly alarmArn: string;
  readonly alarmName: string;
  /** What was planned. */
  readonly definition: AlarmDefinition;
  /** Escape hatch: the resource. */
  readonly cfnAlarm: CfnAlarm;

  constructor(scope: Construct, id: string, props: PlannedAlarmProps) {
    super(scope, id, { physicalName: props.definition.name });
    const { definition } = props;
    this.definition = definition;
    this.cfnAlarm = new CfnAlarm(this, 'Resource', {
      alarmName: this.physicalName,
      alarmDescription: definition.description,
      actionsEnabled: props.actionsEnabled,
      metrics: [
        // Without a period of its own: it takes that of its inputs, which all have the same.
        { id: COMPARED, expression: definition.expression, label: definition.label, returnData: true },
        ...definition.metrics.map((metric) => metricQuery(metric, definition.periodSeconds)),
      ],
      evaluationPeriods: definition.evaluationPeriods,
      datapointsToAlarm: definition.datapointsToAlarm,
      comparisonOperator: definition.comparison,
      threshold: definition.threshold,
      treatMissingData: definition.treatMissingData,
      alarmActions: Lazy.list({ produce: () => this.alarmActionArns }),
      okActions: Lazy.list({ produce: () => this.okActionArns }),
      insufficientDataActions: Lazy.list({ produce: () => this.insufficientDataActionArns }),
    });
    this.alarmName = this.getResourceNameAttribute(this.cfnAlarm.ref);
    this.alarmArn = this.getResourceArnAttribute(this.cfnAlarm.attrArn, {
      service: 'cloudwatch',
      resource: 'alarm',
      resourceName: this.physicalName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}

function metricQuery(metric: MetricInput, periodSeconds: number): CfnAlarm.MetricDataQueryProperty {
  const dimensions = Object.entries(metric.dimensions).map(([name, value]) => ({ name, value }));
  return {
    id: metric.id,
    metricStat: {
      metric: { namespace: NAMESPACE, metricName: metric.metricName, dimensions },
      period: periodSeconds,
      stat: metric.stat,
    },
    returnData: false,
  };
}
