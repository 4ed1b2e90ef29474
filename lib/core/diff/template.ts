import type { AlarmRecord, Unresolved } from './model.ts';

/** What is known of the place where a template is deployed. */
export interface TemplateContext {
  /** Name of the stack, for the records and for `AWS::StackName`. @default '' - not known */
  readonly stack?: string;
  /** Values given to parameters, by name; text as on a command line or values already resolved, open ones too. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The same without what a default of the parent's parameters stands for. @default - as `parameters` */
  readonly certainParameters?: Readonly<Record<string, unknown>>;
  /** Account id. @default - `AWS::AccountId` stays open */
  readonly account?: string;
  /** @default - `AWS::Region` stays open */
  readonly region?: string;
  /** Such as `aws`. @default - that of the region; open without region */
  readonly partition?: string;
  /**
   * What a resource that exists says of itself: its `Ref` where `attribute` is absent, else that attribute. `undefined`
   * where it is not known. @default - names that the template gives to alarms and topics
   */
  readonly resourceValue?: (
    resource: { readonly logicalId: string; readonly type: string },
    attribute?: string,
  ) => unknown;
}

/** A resource of a template with everything resolved that can be. */
export interface ResolvedResource {
  readonly logicalId: string;
  readonly type: string;
  /** Plain JSON; what is not known is an {@link Unresolved}. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** The same, while parameters that nobody gave a value stand for themselves. @default - as `properties` */
  readonly written?: Readonly<Record<string, unknown>>;
  /** As in {@link AlarmRecord}. */
  readonly condition?: boolean | Unresolved;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** As in {@link AlarmRecord}. */
  readonly kept?: boolean;
}

export interface ResolvedTemplate {
  /** In the order of the template, without those whose condition is false. */
  readonly resources: readonly ResolvedResource[];
  /** What could not be made out, one sentence each. */
  readonly notes: readonly string[];
}

export interface TemplateAlarms {
  /** By logical id. */
  readonly alarms: readonly AlarmRecord[];
  readonly notes: readonly string[];
}
