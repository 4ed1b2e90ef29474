/** How many periods beyond N an evaluation may look back for data, in two readings where CloudWatch's is not known. */
export interface ExtraPeriods {
  /** Periods beyond N. 0 or more. */
  readonly extraPeriods: number;
  /** What the other reading says, where there is one; results name the evaluations at which it gives another state. */
  readonly otherExtraPeriods?: number;
}

/**
 * The extra evaluation range of a period length. Two are known: 10 s alarms look at 6 periods more (recorded), 300 s alarms
 * at 2 (the tables of "Configuring how CloudWatch alarms treat missing data"). "A minute more, and at least two periods" is
 * the one simple rule that gives both, so it is the default everywhere; for periods between the two the other reading, "6
 * periods below five minutes", is kept beside it.
 */
export function extraPeriodsOf(periodSeconds: number): ExtraPeriods {
  const extraPeriods = Math.max(2, Math.ceil(60 / periodSeconds));
  return periodSeconds <= 10 || periodSeconds >= 300 ? { extraPeriods } : { extraPeriods, otherExtraPeriods: 6 };
}

/** How often CloudWatch evaluates: every minute, every ten seconds below a minute, hourly where it looks back over a day. */
export function evaluationInterval(periodSeconds: number, evaluationPeriods: number): number {
  if (periodSeconds < 60) return 10;
  return periodSeconds * evaluationPeriods > 86_400 ? 3600 : 60;
}
