import type { LockedEnvironment } from '../../config/lock.ts';
import type { EnvironmentSettings } from '../../config/schema.ts';
import type { AlarmRecord } from '../../diff/model.ts';
import type { Environment } from '../../targets.ts';
import type {
  AccountAlarm,
  AlarmHistoryEntry,
  LoadBalancerDescription,
  TargetGroupDescription,
  TargetHealthRow,
  TopicSubscription,
} from '../account.ts';
import type { Discovery } from '../discovery.ts';
import type { Replay } from '../replay-alarms.ts';

/** An answer of the account, or one sentence without full stop on why there is none. */
export type Fact<T> =
  | {
      readonly value: T;
      /** Why a part is missing at the end; what is there is right. @default - it is whole */
      readonly incomplete?: string;
    }
  | { readonly unread: string };

/** An answer where it came, and only where it is whole if `whole` is asked for. */
export function known<T>(fact: Fact<T> | undefined, whole = false): T | undefined {
  if (!fact || 'unread' in fact) return undefined;
  return whole && fact.incomplete !== undefined ? undefined : fact.value;
}

/** Why {@link known} gave nothing. */
export function whyNot(fact: Fact<unknown> | undefined): string {
  if (!fact) return 'it was not asked for';
  return 'unread' in fact ? fact.unread : (fact.incomplete ?? 'it is known');
}

/** A stretch of time, epoch seconds, end excluded. */
export interface Window {
  readonly start: number;
  readonly end: number;
}

/** What the config wants deployed in one environment. */
export interface ExpectedAlarms {
  /** Where it comes from, as a sentence names it: `holdband.yaml`, or the template that was given. */
  readonly source: string;
  readonly alarms: readonly AlarmRecord[];
}

/** An environment of the config as it is written, and what the lock has of it. */
export interface ConfiguredLock {
  readonly settings: EnvironmentSettings;
  /** @default - the lock has no such environment, or there is none */
  readonly locked?: LockedEnvironment;
}

/** What is known of a topic: its subscriptions, or that it does not exist. */
export type TopicState = readonly TopicSubscription[] | 'gone';

/** Everything that is known of one account and Region when it is checked: plain data. */
export interface CheckFacts {
  readonly region: string;
  /** Twelve digits. @default - no ARN was read that tells */
  readonly account?: string;
  /** The present, epoch seconds. */
  readonly now: number;
  /** What of the alarms' history is looked at. */
  readonly history: Window;
  /** Of the config, in this Region and account. */
  readonly environments: readonly Environment[];
  /** Those that are to be checked, too, but are in another account than the one that answered, or nobody can tell. */
  readonly elsewhere: readonly Environment[];
  /** Of the config, in this Region and account, that are not to be checked: what they watch is left to them. */
  readonly neighbours: readonly Environment[];
  /** Of every environment of the config, checked or not. */
  readonly environmentNames: readonly string[];
  /** By name of the environment. */
  readonly locks: ReadonlyMap<string, ConfiguredLock>;
  /** Targets of the config that the lock does not know. */
  readonly unresolved: readonly { readonly environment: string; readonly name: string }[];
  /** Of every type but classic. */
  readonly loadBalancers: Fact<readonly LoadBalancerDescription[]>;
  /** Of every kind of load balancer. */
  readonly targetGroups: Fact<readonly TargetGroupDescription[]>;
  readonly discovery: Fact<Discovery>;
  /** By ARN. */
  readonly loadBalancerAttributes: ReadonlyMap<string, Fact<ReadonlyMap<string, string>>>;
  /** By ARN; of those that hold, or whose settings the config tells. */
  readonly targetGroupAttributes: ReadonlyMap<string, Fact<ReadonlyMap<string, string>>>;
  /** By ARN of the target group; of those behind an Application Load Balancer. */
  readonly targetHealth: ReadonlyMap<string, Fact<readonly TargetHealthRow[]>>;
  readonly alarms: Fact<readonly AccountAlarm[]>;
  /** Of all alarms within {@link history}, newest first. */
  readonly alarmHistory: Fact<readonly AlarmHistoryEntry[]>;
  /** By ARN of the topic; of those that an alarm's actions name. */
  readonly topics: ReadonlyMap<string, Fact<TopicState>>;
  /** By name of the alarm; of those on holds, where the history does not tell. */
  readonly replays: ReadonlyMap<string, Replay>;
  /** What the replays are over. */
  readonly replayed: Window;
  /** By name of the environment. */
  readonly expected: ReadonlyMap<string, Fact<ExpectedAlarms>>;
}
