import { CredentialsFailedError, ReadFailedError } from '../inventory/account.ts';
import type { OpenedAccount } from '../inventory/account-writer.ts';
import type { Clock } from '../io.ts';
import type { ElbResource } from '../targets.ts';
import { absoluteTrimmedCount } from './absolute-trimmed-count.ts';
import type { Answer, Assumption, Probe } from './assumption.ts';
import { Bench, type LeftBehind } from './bench.ts';
import { compositeDescription } from './composite-description.ts';
import { evaluationRange } from './evaluation-range.ts';
import { sampleCount } from './sample-count.ts';
import { samplesOf460 } from './samples-of-460.ts';
import { samplesOf504 } from './samples-of-504.ts';
import { timeSeriesOnDeadMetric } from './time-series-on-dead-metric.ts';
import { readTraffic, type Traffic } from './traffic.ts';

/** Everything that is asked, in the order of the report. */
export const ASSUMPTIONS: readonly Assumption[] = [
  absoluteTrimmedCount,
  timeSeriesOnDeadMetric,
  sampleCount,
  samplesOf504,
  samplesOf460,
  evaluationRange(60),
  evaluationRange(300),
  evaluationRange(900),
  compositeDescription,
];

export interface Verified {
  /** In the order of {@link ASSUMPTIONS}. */
  readonly findings: readonly (Answer & Pick<Assumption, 'id' | 'question' | 'how' | 'restsOn'>)[];
  /** Alarms that could not be deleted. */
  readonly leftBehind: readonly LeftBehind[];
}

export interface VerifyOptions {
  /** Tells runs apart: letters, digits and hyphens. */
  readonly run: string;
  readonly loadBalancer?: ElbResource;
  readonly waitSeconds?: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told of each answer as it comes. */
  readonly answered?: (id: string) => void;
}

/**
 * Asks an account everything that no documentation says. All at the same time, because some of it takes an hour; what was made
 * is deleted at the end, whatever happens.
 *
 * @throws CredentialsFailedError
 */
export async function verifyAssumptions(account: OpenedAccount, options: VerifyOptions): Promise<Verified> {
  const { clock, signal, loadBalancer, waitSeconds } = options;
  const bench = new Bench(account.writer, options.run);
  let traffic: Promise<Traffic> | undefined;
  const probe: Probe = {
    account,
    clock,
    signal,
    bench,
    ...(loadBalancer && { loadBalancer }),
    ...(waitSeconds !== undefined && { waitSeconds }),
    traffic(of) {
      traffic ??= readTraffic(account.reader, of, clock.now());
      return traffic;
    },
  };
  const asked = await Promise.allSettled(
    ASSUMPTIONS.map(async (assumption) => {
      const answer = signal.aborted ? INTERRUPTED : await answerOf(assumption, probe);
      options.answered?.(assumption.id);
      const { id, question, how, restsOn } = assumption;
      return { id, question, how, restsOn, ...answer };
    }),
  );
  const leftBehind = await bench.clear(account.region);
  const findings = asked.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  return { findings, leftBehind };
}

const INTERRUPTED: Answer = { answer: 'unknown', seen: 'It was interrupted before it was asked.' };

async function answerOf(assumption: Assumption, probe: Probe): Promise<Answer> {
  try {
    return await assumption.ask(probe);
  } catch (error) {
    if (error instanceof CredentialsFailedError || !(error instanceof ReadFailedError)) throw error;
    return { answer: 'unknown', seen: error.message };
  }
}
