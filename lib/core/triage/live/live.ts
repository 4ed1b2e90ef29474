import type { HoldProfile } from '../../holds/profile.ts';
import type { ListenerRuleRow, TargetHealthRow } from '../../inventory/account.ts';
import type { LatencyHistogram, TargetGroupFigures } from '../figures.ts';
import type { TriageSettings } from '../settings.ts';
import type { Verdict } from '../verdict.ts';

/** What is to be judged from CloudWatch and Elastic Load Balancing. */
export interface LiveQuestion {
  readonly targetGroup: { readonly arn: string; readonly fullName: string };
  /** @default - that of the target group, which costs one read */
  readonly loadBalancer?: { readonly arn: string; readonly fullName: string };
  /** What is judged, whole minutes, epoch seconds. */
  readonly window: { readonly start: number; readonly end: number };
  /** The present, epoch seconds: minutes that ended less than three minutes ago are provisional. */
  readonly now: number;
  /** How much before the window is read to compare with, at most; less where one call would not hold it. Seconds. */
  readonly baselineSeconds: number;
  /** What is not told: objective 0.8 s, 5 %, hold by discovery, idle timeout as the load balancer has it. */
  readonly settings?: Partial<TriageSettings>;
  /** Ends all reads that still run; the verdict comes with what there is. */
  readonly signal?: AbortSignal;
}

/** A verdict from an account, with what a renderer shows beside it. */
export interface LiveTriage {
  readonly verdict: Verdict;
  readonly figures: TargetGroupFigures;
  /** Response times of the whole window. */
  readonly histogram: LatencyHistogram;
  readonly settings: TriageSettings;
  /** The hold the verdict rests on. @default - none */
  readonly hold?: HoldProfile;
  /** @default - could not be read */
  readonly health?: readonly TargetHealthRow[];
  /** Listener rules that send requests here. @default - could not be read */
  readonly rules?: readonly ListenerRuleRow[];
  /** Attributes of the load balancer. @default - could not be read */
  readonly attributes?: ReadonlyMap<string, string>;
  /** What could not be read, one sentence each; stands in the verdict's limits, too. */
  readonly missing: readonly string[];
}
