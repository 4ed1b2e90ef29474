export {
  BackgroundEstimate,
  CountForm,
  DetectionLevel,
  Guard,
  type GuardOptions,
  Traffic,
} from './constructs/choices.ts';
export { type CustomHoldOptions, type ElasticFleetOptions, HoldProfile, Releases } from './constructs/hold-profile.ts';
export {
  LatencyAlarmsStack,
  type LatencyAlarmsStackOptions,
  type LatencyAlarmsStackProps,
} from './constructs/latency-alarms-stack.ts';
export { LoadBalancerAlarms, type LoadBalancerAlarmsProps } from './constructs/load-balancer-alarms.ts';
export { PlannedAlarm, type PlannedAlarmProps } from './constructs/planned-alarm.ts';
export { type AlarmActionOptions, PlannedAlarms, type PlannedAlarmsProps } from './constructs/planned-alarms.ts';
export { RunbookAlarmAction } from './constructs/runbook-alarm-action.ts';
export { RunbookFunction, type RunbookFunctionProps } from './constructs/runbook-function.ts';
export {
  TargetGroupLatencyAlarms,
  type TargetGroupLatencyAlarmsProps,
} from './constructs/target-group-latency-alarms.ts';
export { TargetGroupRef } from './constructs/target-group-ref.ts';
export type { MonthlyCost } from './core/alarms/cost.ts';
export type {
  AlarmDefinition,
  AlarmPlan,
  CompositeDefinition,
  LeftOut,
  MetricInput,
} from './core/alarms/definition.ts';
export type { DiscoverRule, Environment, Match, Notify, Placement, Target, TargetNotify } from './core/targets.ts';
