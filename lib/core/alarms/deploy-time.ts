/** PutMetricAlarm and PutCompositeAlarm each take three calls a second in an account and Region, unless AWS raised it (CloudWatch quotas). */
export const ALARMS_PER_SECOND = 3;

/** Least time CloudWatch takes to make or change so many alarms, in seconds. */
export function deploySeconds(alarms: number): number {
  return Math.ceil(alarms / ALARMS_PER_SECOND);
}

/** `40 s`, `61 min`: seconds as a person says them. */
export function describeDeployTime(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
