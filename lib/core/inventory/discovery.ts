import { compareText } from '../order.ts';
import type { ElbResource, Target, TargetNotify } from '../targets.ts';
import type { Confidence } from '../triage/verdict.ts';
import type { ListenerRuleRow } from './account.ts';
import type { ClientsOff } from './clients-off.ts';
import type { Classified } from './discover-classify.ts';
import type { CallPlan } from './plan-calls.ts';

/** A target of the config that is this target group. */
export interface ConfiguredAs {
  readonly environment: string;
  readonly target: Target;
  /** What the traffic says against it, one sentence. @default - nothing */
  readonly contradiction?: string;
  /** Whether there are other clients than it says. @default - as many as it says, or it does not say */
  readonly clientsOff?: ClientsOff | 'not known';
}

/** One target group, as it was found. */
export interface DiscoveredGroup extends Classified {
  readonly targetGroup: ElbResource;
  /** @default - none forwards to it */
  readonly loadBalancer?: ElbResource;
  /** Idle timeout of the load balancer in seconds. @default - not known */
  readonly idleTimeoutSeconds?: number;
  /** Of the load balancer, by key. @default - not asked for, or could not be read */
  readonly loadBalancerAttributes?: ReadonlyMap<string, string>;
  /** Rules of the load balancer's listeners that forward to it. @default - not asked for, or could not be read */
  readonly listenerRules?: readonly ListenerRuleRow[];
  /** By key. @default - not asked for, or could not be read */
  readonly targetGroupAttributes?: ReadonlyMap<string, string>;
  /** As the account has them. Untrusted text. @default - could not be read */
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - the config does not have it */
  readonly configured?: ConfiguredAs;
  /** Why a rule of the config leaves it out; it was not looked at. @default - no rule does */
  readonly excluded?: string;
  /** Who a rule of the config says is told. @default - who is told of the environment */
  readonly notify?: TargetNotify;
}

/** What an account was found to have. */
export interface Discovery {
  readonly region: string;
  /** What was looked at at most, epoch seconds. */
  readonly window: { readonly start: number; readonly end: number };
  /** The most interesting first. */
  readonly groups: readonly DiscoveredGroup[];
  /** Application Load Balancers. @default - could not be listed */
  readonly loadBalancers?: number;
  /** Target groups of Network and Gateway Load Balancers, which measure no response times. */
  readonly leftOut: number;
  /** ARNs of all target groups of the account, of whatever kind. @default - they could not all be listed */
  readonly listed?: ReadonlySet<string>;
  /** The least calls for what was read, and their cost. @default - not planned */
  readonly plan?: CallPlan;
  /** What could not be read, or does not fit the config, one sentence each. Untrusted text. */
  readonly problems: readonly string[];
}

const CONFIDENCE_ORDER: readonly Confidence[] = ['high', 'medium', 'low'];

/** Contradictions first, then what the config lacks, holds before others, what is as it should be, what rules leave out. */
export function mostInterestingFirst(groups: readonly DiscoveredGroup[]): DiscoveredGroup[] {
  return groups.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      CONFIDENCE_ORDER.indexOf(a.confidence) - CONFIDENCE_ORDER.indexOf(b.confidence) ||
      b.requests - a.requests ||
      compareText(a.targetGroup.name, b.targetGroup.name) ||
      compareText(a.targetGroup.arn, b.targetGroup.arn),
  );
}

function rankOf({ configured, traffic, hold, excluded }: DiscoveredGroup): number {
  if (excluded !== undefined) return 6;
  if (configured?.contradiction !== undefined) return 0;
  if (traffic === 'no-traffic') return 5;
  if (configured) return 4;
  if (traffic === 'unknown') return 2;
  return hold ? 1 : 3;
}
