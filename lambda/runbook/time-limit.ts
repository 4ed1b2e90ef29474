/** What of Lambda's context is used. */
export interface RunbookContext {
  getRemainingTimeInMillis(): number;
  /** Says which partition, Region and account the function reads. @default - not known: alarms of any are looked up */
  readonly invokedFunctionArn?: string;
}

/** Longest that reads may take together, in milliseconds: a person waits for the answer, however long the function may run. */
const LONGEST_READ = 30_000;
/** Kept for judging and telling: a share of the limit, and this many milliseconds at most. */
const RESERVE = { share: 0.3, most: 10_000 } as const;
/** What comes first may not use up the time of what it is for. */
const LOCATING_SHARE = 0.4;

/** When what must be over, so that there is an answer within the time limit. */
export interface TimeLimit {
  /** Ends the search for what is to be judged. */
  readonly locating: AbortSignal;
  /** Ends all reads. */
  readonly reading: AbortSignal;
  /** Ends one step of telling the verdict: half of what is left by now. */
  readonly telling: () => AbortSignal;
}

export function timeLimit(context: RunbookContext): TimeLimit {
  const left = context.getRemainingTimeInMillis();
  const reading = Math.min(LONGEST_READ, left - Math.min(RESERVE.most, RESERVE.share * left));
  return {
    locating: after(LOCATING_SHARE * reading),
    reading: after(reading),
    telling: () => after(context.getRemainingTimeInMillis() / 2),
  };
}

function after(milliseconds: number): AbortSignal {
  return AbortSignal.timeout(Math.max(1, Math.floor(milliseconds)));
}
