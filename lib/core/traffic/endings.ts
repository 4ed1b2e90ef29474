import type { OutsideCause } from './releases.ts';
import type { RequestTruth } from './request.ts';

/** How a poll came to its end. */
export type Cause =
  | OutsideCause
  | 'expired'
  | 'early'
  | 'overrun'
  | 'idle-timeout'
  | 'client-timeout'
  | 'storm-answer'
  | 'error';

export interface Ending {
  /** Epoch seconds. */
  readonly at: number;
  readonly cause: Cause;
  /** Status of a failing or stormy answer. @default 200 */
  readonly status?: number;
  /** False where the load balancer made a failing answer. @default true */
  readonly byTarget?: boolean;
}

/** Statuses with which a service ends its holds. */
export interface PollStatuses {
  readonly expired: number;
  readonly released: number;
}

export interface Outcome {
  readonly truth: RequestTruth;
  readonly status: number;
  readonly answered: boolean;
}

/** What a poll's end looks like from the load balancer, and what it was in truth. */
export function outcomeOf({ cause, status = 200, byTarget = true }: Ending, statuses: PollStatuses): Outcome {
  switch (cause) {
    case 'expired':
      return { truth: 'expired-hold', status: statuses.expired, answered: true };
    case 'overrun':
      return { truth: 'overrun', status: statuses.expired, answered: true };
    case 'early':
    case 'burst':
    case 'deploy':
    case 'storm':
      return { truth: 'early-release', status: statuses.released, answered: true };
    case 'storm-answer':
      return { truth: 'early-release', status, answered: true };
    case 'error':
      return { truth: 'fast', status, answered: byTarget };
    case 'deploy-cut':
      return { truth: 'severed-hold', status: 502, answered: false };
    case 'idle-timeout':
      return { truth: 'severed-hold', status: 504, answered: false };
    case 'cancel':
    case 'client-timeout':
    case 'leave':
      return { truth: 'cancelled-hold', status: 460, answered: false };
  }
}
