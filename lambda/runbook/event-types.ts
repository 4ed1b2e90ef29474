import type { Trigger } from './answer.ts';

/** Where an alarm or a target group is, by its ARN. */
export interface Place {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
}

/** One metric that an alarm looks at. Untrusted. */
export interface WatchedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly stat: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** @default - that of the alarm */
  readonly account?: string;
}

/** What an alarm looks at, from an event or from DescribeAlarms. */
export interface Watched {
  readonly description?: string;
  readonly metrics: readonly WatchedMetric[];
  /** True where the alarm compares the one metric itself, not an expression over it. */
  readonly plain: boolean;
  /** What it is compared with. @default - the event does not say */
  readonly threshold?: number;
}

/** An alarm as an event tells of it. Every text is untrusted. */
export interface ReportedAlarm extends Watched {
  readonly name: string;
  readonly arn: string;
  readonly place: Place;
  /** `OK`, `ALARM`, `INSUFFICIENT_DATA`, or what AWS adds. */
  readonly state: string;
  /** When the state began: the event's own text, and epoch seconds. */
  readonly since: string;
  readonly at: number;
  readonly reason: string;
  /** Rule of a composite. @default - none, or not told */
  readonly rule?: string;
  /** Names of the children that set a composite off. Empty for other alarms, and where somebody set the state. */
  readonly triggeredBy: readonly string[];
  /** Data points the state rests on: start of the first and end of the last, epoch seconds. @default - not told */
  readonly evaluated?: { readonly start: number; readonly end: number };
  /** Why nobody was told of the state: `WaitPeriod`, a mute rule. @default - nothing suppressed the actions */
  readonly suppressedBy?: string;
  /** One series of an alarm that watches several. @default - the alarm as a whole */
  readonly contributor?: string;
}

/** An alarm called. */
export interface AlarmCall {
  readonly kind: 'alarm';
  readonly trigger: Extract<Trigger, 'alarm' | 'composite' | 'eventbridge' | 'sns'>;
  readonly alarm: ReportedAlarm;
  /** Topic that the call came through. @default - none */
  readonly topicArn?: string;
}

/** A person called, or a dashboard. */
export interface TargetGroupCall {
  readonly kind: 'target-group';
  readonly trigger: Extract<Trigger, 'manual' | 'widget'>;
  /** ARN or full name. */
  readonly targetGroup: string;
  /** Epoch seconds. @default - an hour before the end */
  readonly start?: number;
  /** Epoch seconds. @default - now */
  readonly end?: number;
  /** How the dashboard looks. @default - no dashboard asked */
  readonly widget?: WidgetPlace;
}

/** How a dashboard shows a widget. */
export interface WidgetPlace {
  readonly theme?: 'light' | 'dark';
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}
