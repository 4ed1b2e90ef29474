import type { AlarmState } from '../alarms/definition.ts';
import type { Environment } from '../targets.ts';

export interface LocalAccountRequest {
  /** Whose load balancers and target groups the account has. @default - the two of incident DOP-833 */
  readonly environment?: Environment;
  /**
   * The estate around the incident: more services that hold and that do not, tags, topics, and alarms of others with fifteen
   * days of history. Not with `environment`. @default false
   */
  readonly estate?: boolean;
  /** A whole number: another one is another day of the same kind. */
  readonly seed: number;
  /** TCP port on loopback, 0 to 65535; 0 lets the system choose. */
  readonly port: number;
  /** Template file or cloud assembly (`cdk.out`) whose alarms the account gets. @default - it has none */
  readonly template?: string;
  /** What goes wrong with calls, as `GetMetricData=throttle:2`; docs/local-account.md tells the form. @default - nothing */
  readonly faults?: readonly string[];
  /** Is told what alarms do, as it happens. @default - nobody is */
  readonly report?: (event: LocalAccountEvent) => void;
}

/** Something that alarms did. Texts of a template are untrusted. */
export type LocalAccountEvent =
  | {
      readonly kind: 'action';
      /** When it happened in the account, epoch seconds. */
      readonly at: number;
      readonly alarm: string;
      readonly state: AlarmState;
      /** ARN of what the action calls. */
      readonly action: string;
      /** @default - it succeeded */
      readonly error?: string;
    }
  | {
      readonly kind: 'answer';
      /** The alarm that called. */
      readonly alarm: string;
      /** What the function answered: JSON. */
      readonly body: unknown;
    }
  | {
      readonly kind: 'failure';
      readonly alarm: string;
      /** Why the function did not answer. */
      readonly message: string;
    };

/** What came of a template's alarms over the day. */
export interface PlayedDay {
  readonly alarms: number;
  /** What was not made out of the template, or could not be evaluated, one sentence each. */
  readonly notes: readonly string[];
}

export interface OpenedLocalAccount {
  /** Where it listens: `http://127.0.0.1:port`. */
  readonly url: string;
  /** The day that is in it, epoch seconds: 24 hours that have just ended. */
  readonly day: { readonly from: number; readonly to: number };
  /** Standard variables that make unmodified clients use it. */
  readonly variables: Readonly<Record<string, string>>;
  /** Lets the template's alarms live through the day, once. @default - there is no template */
  readonly play?: () => Promise<PlayedDay>;
  close(): Promise<void>;
}

/**
 * Starts an AWS account in memory, with a simulated day in its metrics.
 *
 * @throws InputError where the port cannot be had, the template cannot be read, or it has alarms that CloudWatch would refuse
 */
export type OpenLocalAccount = (request: LocalAccountRequest) => Promise<OpenedLocalAccount>;
