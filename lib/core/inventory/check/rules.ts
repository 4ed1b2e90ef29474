import type { CheckRule } from './rule.ts';
import { actionFailed } from './rules/action-failed.ts';
import { alarmOnHolds } from './rules/alarm-on-holds.ts';
import { alarmOnNothing } from './rules/alarm-on-nothing.ts';
import { deployedDiffers } from './rules/deployed-differs.ts';
import { deployedExtra } from './rules/deployed-extra.ts';
import { deployedMissing } from './rules/deployed-missing.ts';
import { deployedSilent } from './rules/deployed-silent.ts';
import { noGuard } from './rules/no-guard.ts';
import { noLatencyAlarm } from './rules/no-latency-alarm.ts';
import { onePodBehindManyTargets } from './rules/one-pod-behind-many-targets.ts';
import { requestsCut } from './rules/requests-cut.ts';
import { settingDiffers } from './rules/setting-differs.ts';
import { targetGroupGone } from './rules/target-group-gone.ts';
import { topicWithoutSubscriber } from './rules/topic-without-subscriber.ts';
import { trafficContradictsProfile } from './rules/traffic-contradicts-profile.ts';

/**
 * Every rule of `holdband check` but those of lint. Ids are config keys under `rules:` and do not change. Findings of the same
 * weight are shown in this order: what keeps pages from going out first.
 */
export const CHECK_RULES: readonly CheckRule[] = [
  targetGroupGone,
  deployedMissing,
  deployedSilent,
  topicWithoutSubscriber,
  actionFailed,
  deployedDiffers,
  noLatencyAlarm,
  noGuard,
  alarmOnNothing,
  alarmOnHolds,
  trafficContradictsProfile,
  settingDiffers,
  requestsCut,
  onePodBehindManyTargets,
  deployedExtra,
];
