import { declareParts, isOn } from '../registry.ts';
import type { DiffRule } from './rule.ts';
import { actionsDisabled } from './rules/actions-disabled.ts';
import { actionsRemoved } from './rules/actions-removed.ts';
import { alarmAlwaysOn } from './rules/alarm-always-on.ts';
import { alarmNeverOn } from './rules/alarm-never-on.ts';
import { compositeRefersToMissingAlarm } from './rules/composite-refers-to-missing-alarm.ts';
import { coverageLost } from './rules/coverage-lost.ts';
import { detectionSlower } from './rules/detection-slower.ts';
import { dimensionMissing } from './rules/dimension-missing.ts';
import { duplicateAlarm } from './rules/duplicate-alarm.ts';
import { exemptExpired } from './rules/exempt-expired.ts';
import { exemptWithoutReason } from './rules/exempt-without-reason.ts';
import { longPollNotExcluded } from './rules/long-poll-not-excluded.ts';
import { lowSampleOptionIllegal } from './rules/low-sample-option-illegal.ts';
import { missingDataHidesOutage } from './rules/missing-data-hides-outage.ts';
import { mixedSeveritiesInComposite } from './rules/mixed-severities-in-composite.ts';
import { movedWithoutKeeping } from './rules/moved-without-keeping.ts';
import { percentileBelowSampleMinimum } from './rules/percentile-below-sample-minimum.ts';
import { statisticRefused } from './rules/statistic-refused.ts';
import { thresholdLoosened } from './rules/threshold-loosened.ts';
import { unitFilterKillsData } from './rules/unit-filter-kills-data.ts';
import { unitMismatch } from './rules/unit-mismatch.ts';
import { watchesSuccessor } from './rules/watches-successor.ts';

/** Every rule of a diff. Ids are config keys under `rules:` and do not change. */
export const DIFF_RULES: readonly DiffRule[] = [
  thresholdLoosened,
  detectionSlower,
  coverageLost,
  movedWithoutKeeping,
  watchesSuccessor,
  actionsRemoved,
  actionsDisabled,
  missingDataHidesOutage,
  alarmAlwaysOn,
  alarmNeverOn,
  percentileBelowSampleMinimum,
  longPollNotExcluded,
  exemptWithoutReason,
  exemptExpired,
  statisticRefused,
  unitMismatch,
  unitFilterKillsData,
  dimensionMissing,
  duplicateAlarm,
  compositeRefersToMissingAlarm,
  mixedSeveritiesInComposite,
  lowSampleOptionIllegal,
];

declareParts(
  'diff-rule',
  DIFF_RULES.map(({ id }) => id),
);

/** The rules that work. */
export function activeRules(): readonly DiffRule[] {
  return DIFF_RULES.filter(({ id }) => isOn('diff-rule', id));
}
