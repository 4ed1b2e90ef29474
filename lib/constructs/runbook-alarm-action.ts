import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { AlarmActionConfig, IAlarm, IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/**
 * Runs the runbook of an environment when an alarm fires. By name, in the Region and account of the alarm's own stack: CDK's
 * `LambdaAction` adds a permission for each alarm to the function's stack, which makes two stacks depend on each other.
 * {@link RunbookFunction} brings one permission for all alarms of its environment.
 */
export class RunbookAlarmAction implements IAlarmAction {
  /** Name of the function. */
  readonly functionName: string;

  constructor(functionName: string) {
    this.functionName = functionName;
  }

  bind(scope: Construct, _alarm: IAlarm): AlarmActionConfig {
    return { alarmActionArn: functionArn(scope, this.functionName) };
  }
}

/** ARN of a function in the place of a construct's stack, by its name: no reference, so no dependency between stacks. */
export function functionArn(scope: Construct, functionName: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
