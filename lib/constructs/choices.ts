import type { CountForm as CountFormId, Estimate, GuardSetting, Level, TrafficKind } from '../core/targets.ts';

// Closed choices as classes with static members: they read well, and unlike unions they survive a translation to other
// languages by jsii.

/** What a target group carries. */
export class Traffic {
  /** No long polls: the share of requests slower than the objective counts. */
  static readonly REQUESTS = new Traffic('requests');
  /** Long polls and ordinary requests share the target group. */
  static readonly MIXED = new Traffic('mixed');
  /** A target group for long polls, as good as nothing else in it. */
  static readonly LONG_POLLS = new Traffic('long-polls');

  /**
   * Latency is not alarmed on, only the guards watch.
   *
   * @param reason why, in a sentence: it is shown wherever the missing alarms are
   */
  static exempt(reason: string): Traffic {
    return new Traffic('exempt', reason);
  }

  /** Word of the config: `requests`, `mixed`, `long-polls` or `exempt`. */
  readonly kind: TrafficKind;
  /** Why latency is not alarmed on; set only for `exempt`. */
  readonly reason?: string;

  private constructor(kind: TrafficKind, reason?: string) {
    this.kind = kind;
    this.reason = reason;
  }
}

/** How much detection is bought. */
export class DetectionLevel {
  /** Windows of 1 and 5 minutes, and the hang alarm. */
  static readonly STANDARD = new DetectionLevel('standard');
  /** Also windows of 10 and 15 minutes: about a tenth more slowdowns caught, at three times the false pages. */
  static readonly THOROUGH = new DetectionLevel('thorough');

  /** Word of the config: `standard` or `thorough`. */
  readonly id: Level;

  private constructor(id: Level) {
    this.id = id;
  }
}

/** How the number of early releases among the slow responses is estimated. */
export class BackgroundEstimate {
  /** From how many polls outlive each edge: right for every release law. */
  static readonly SURVIVOR = new BackgroundEstimate('survivor');
  /** From one band beside the slow one: a metric less, for products that release by broadcast only. */
  static readonly FLAT = new BackgroundEstimate('flat');

  /** Word of the config: `survivor` or `flat`. */
  readonly id: Estimate;

  private constructor(id: Estimate) {
    this.id = id;
  }
}

/** The CloudWatch statistic that counts requests in a band. */
export class CountForm {
  /** `TC(a:b)`, a count. */
  static readonly TRIMMED_COUNT = new CountForm('TC');
  /** `PR(a:b)`, a percentage, times `SampleCount`: one metric more. */
  static readonly PERCENTILE_RANK = new CountForm('PR');

  /** Word of the config: `TC` or `PR`. */
  readonly id: CountFormId;

  private constructor(id: CountFormId) {
    this.id = id;
  }
}

/** Whether a guard is made, and whom it tells. */
export class Guard {
  /** Not made. */
  static readonly OFF = new Guard({ on: false });
  /** Wakes somebody. */
  static readonly PAGE = new Guard({ on: true, severity: 'page' });
  /** Waits for working hours. */
  static readonly TICKET = new Guard({ on: true, severity: 'ticket' });

  /** The setting as the config has it. */
  readonly setting: GuardSetting;

  private constructor(setting: GuardSetting) {
    this.setting = setting;
  }
}

/** Settings of the guards that watch a target group beside its latency alarms. */
export interface GuardOptions {
  /** Fewer polls parked than half the clients. @default - Guard.PAGE, where `clients` is known */
  readonly holdsStopped?: Guard;
  /** Fewer requests than half the clients make. @default - Guard.PAGE, for clients that give polls up */
  readonly clientsGone?: Guard;
  /** No healthy target for three minutes, or no such target group. @default Guard.PAGE */
  readonly noHealthyTarget?: Guard;
  /** Polls that are answered at once and come back at once. @default - Guard.PAGE, where `clients` is known */
  readonly pollStorm?: Guard;
  /** Responses longer than the hold allows. @default Guard.TICKET */
  readonly holdOverrun?: Guard;
  /** Polls cut off by the load balancer's idle timeout. @default Guard.TICKET */
  readonly severedHolds?: Guard;
  /** More than 5 % of the answers are errors of the targets. @default Guard.TICKET */
  readonly targetErrors?: Guard;
  /** An unhealthy target for two of three minutes. @default Guard.TICKET */
  readonly unhealthyTargets?: Guard;
}
