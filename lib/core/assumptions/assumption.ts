import type { OpenedAccount } from '../inventory/account-writer.ts';
import type { Clock } from '../io.ts';
import type { ElbResource } from '../targets.ts';
import type { Bench } from './bench.ts';
import type { Traffic } from './traffic.ts';

/** What an account says of an assumption. `unknown` says why in `seen`. */
export interface Answer {
  readonly answer: 'yes' | 'no' | 'unknown';
  /** The figures it rests on, one sentence. */
  readonly seen: string;
}

/** Something holdband builds on that no documentation says, and an account can. */
export interface Assumption {
  /** Stable, kebab-case. */
  readonly id: string;
  /** A question that `yes` confirms. */
  readonly question: string;
  /** How it is asked, one sentence. */
  readonly how: string;
  /** What of holdband rests on a `yes`, one sentence. */
  readonly restsOn: string;
  /** @throws ReadFailedError */
  ask(probe: Probe): Promise<Answer>;
}

/** What an assumption is asked with. */
export interface Probe {
  readonly account: Pick<OpenedAccount, 'reader' | 'writer' | 'math' | 'region'>;
  readonly clock: Clock;
  /** Ends all waiting. */
  readonly signal: AbortSignal;
  /** Where alarms are made, and removed from at the end. */
  readonly bench: Bench;
  /** A load balancer whose past traffic is looked at. @default - none was given */
  readonly loadBalancer?: ElbResource;
  /** Its minutes of the last 15 days, read once. @throws ReadFailedError */
  traffic(loadBalancer: ElbResource): Promise<Traffic>;
  /** How long is waited for alarms at most, seconds. @default - nothing is waited for */
  readonly waitSeconds?: number;
}
