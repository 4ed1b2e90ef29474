import type { CheckRule } from './rule.ts';
import { alarmOnNothing } from './rules/alarm-on-nothing.ts';
import { noLatencyAlarm } from './rules/no-latency-alarm.ts';

/** Every rule of `holdband check`. Ids are config keys under `rules:` and do not change. */
export const CHECK_RULES: readonly CheckRule[] = [noLatencyAlarm, alarmOnNothing];
