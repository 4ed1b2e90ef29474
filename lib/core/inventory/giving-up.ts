import { withoutStop } from '../sentence.ts';
import { ReadFailedError, type ReadFailure } from './account.ts';

/**
 * Calls of one kind that fail in a row, after which the others would fail, too. Each of the first three has cost a long wait by
 * then. The others may be the fault of what was asked for: one load balancer has a hundred target groups. What is not there is
 * an answer.
 */
const IN_A_ROW: { readonly [failure in ReadFailure]?: number } = {
  throttled: 3,
  'time-out': 3,
  unreachable: 3,
  denied: 12,
  failed: 48,
  refused: 48,
};

/** A read that was not made, because as many before it failed. */
export class GivenUpError extends ReadFailedError {}

/**
 * An account that is not asked again and again what it does not answer: a listing of thousands would take an hour to learn that
 * every call is throttled. One answer makes up for all failures before it.
 */
export function givingUp<T extends object>(reader: T): T {
  const inARow = new Map<PropertyKey, number>();
  const stopped = new Map<PropertyKey, ReadFailedError>();
  return new Proxy(reader, {
    get(target, key): unknown {
      const read: unknown = Reflect.get(target, key);
      if (typeof read !== 'function') return read;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        const before = stopped.get(key);
        if (before) throw before;
        try {
          const answer: unknown = await Reflect.apply(read, target, args);
          inARow.set(key, 0);
          return answer;
        } catch (error) {
          if (!(error instanceof ReadFailedError) || error instanceof GivenUpError) throw error;
          const count = (inARow.get(key) ?? 0) + 1;
          inARow.set(key, count);
          if (count >= mostOf(error)) stopped.set(key, givenUp(error, count));
          throw error;
        }
      };
    },
  });
}

/** Who may list the subscriptions of one topic may not of another. */
function mostOf({ action, failure }: ReadFailedError): number {
  if (failure === 'denied' && action.startsWith('sns:')) return Infinity;
  return IN_A_ROW[failure] ?? Infinity;
}

function givenUp({ action, failure, message }: ReadFailedError, count: number): GivenUpError {
  const why = withoutStop(message);
  return new GivenUpError(action, failure, `${why}; after ${count} in a row it was not asked again.`);
}
