import type { AlarmState } from '../alarms/definition.ts';
import type { AccountAudit, AccountInventory, AccountReader, MetricPoints } from './account.ts';
import type { AlarmProperties } from './alarm-metrics.ts';

/**
 * How holdband writes to an AWS account: only `test-page` and `verify-assumptions` do. Each rejects with a
 * `ReadFailedError` that names the call, and with nothing else.
 */
export interface AccountWriter {
  /** `cloudwatch:SetAlarmState`. @param reason at most 1,023 characters, shown to whoever is paged */
  setAlarmState(alarm: string, state: AlarmState, reason: string): Promise<void>;
  /** `cloudwatch:PutMetricAlarm`, settings by its names. */
  putMetricAlarm(properties: AlarmProperties): Promise<void>;
  /** `cloudwatch:PutCompositeAlarm`, settings by its names. */
  putCompositeAlarm(properties: AlarmProperties): Promise<void>;
  /** `cloudwatch:PutMetricData`: one value without dimensions. `at` is epoch seconds. */
  putMetricData(point: {
    readonly namespace: string;
    readonly metricName: string;
    readonly at: number;
    readonly value: number;
  }): Promise<void>;
  /** `cloudwatch:DeleteAlarms`: composites have to go before their children. */
  deleteAlarms(names: readonly string[]): Promise<void>;
}

/** One series of metric math, asked of CloudWatch. */
export interface MathQuestion {
  readonly expression: string;
  /** One metric, id `m1`. */
  readonly metric: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly stat: string;
  };
  readonly start: number;
  readonly end: number;
}

/** An account that was opened with somebody's credentials. */
export interface OpenedAccount {
  readonly region: string;
  readonly reader: AccountReader & AccountInventory & AccountAudit;
  readonly writer: AccountWriter;
  /** `cloudwatch:GetMetricData` with metric math, minute by minute, one page. Rejects with a `ReadFailedError`. */
  math(question: MathQuestion): Promise<MetricPoints>;
  /** Ends its connections. */
  close(): void;
}

/** Which account is opened. */
export interface AccountPlace {
  /** @default - that of the environment or of the profile */
  readonly region?: string;
  /** Name in the AWS config and credentials files. @default - the SDK's own chain of credentials */
  readonly profile?: string;
}

/** @throws InputError where there is no Region, or there are no credentials */
export type OpenAccount = (place: AccountPlace) => Promise<OpenedAccount>;
