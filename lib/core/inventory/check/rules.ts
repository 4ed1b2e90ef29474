import type { CheckRule } from './rule.ts';
import { actionFailed } from './rules/action-failed.ts';
import { alarmOnHolds } from './rules/alarm-on-holds.ts';
import { alarmOnNothing } from './rules/alarm-on-nothing.ts';
import { clientsOff } from './rules/clients-off.ts';
import { deployedDiffers } from './rules/deployed-differs.ts';
import { deployedExtra } from './rules/deployed-extra.ts';
import { deployedMissing } from './rules/deployed-missing.ts';
import { deployedSilent } from './rules/deployed-silent.ts';
import { lockOutOfDate } from './rules/lock-out-of-date.ts';
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
  lockOutOfDate,
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
  clientsOff,
  settingDiffers,
  requestsCut,
  onePodBehindManyTargets,
  deployedExtra,
];

/** Config key under `rules:` of the finding that something could not be judged. Info, unless the config weighs it heavier. */
export const NOT_JUDGED = 'not-judged';

/** Everything of check that `rules:` can set, beside the lint rules. */
export const CHECK_RULE_IDS: readonly string[] = [...CHECK_RULES.map(({ id }) => id), NOT_JUDGED];
