import { ReadFailedError } from '../inventory/account.ts';
import type { AccountWriter } from '../inventory/account-writer.ts';
import type { AlarmProperties } from '../inventory/alarm-metrics.ts';
import { shellWord } from '../shell.ts';

/** What every alarm and metric begins with that `verify-assumptions` makes. */
export const VERIFY_PREFIX = 'holdband-verify-';
/** Namespace of its metrics; CloudWatch forgets them by itself. */
export const VERIFY_NAMESPACE = 'holdband-verify';

/** An alarm that could not be deleted, and the command that does it. */
export interface LeftBehind {
  readonly name: string;
  readonly reason: string;
  readonly command: string;
}

/** The command that deletes alarms, as a shell takes it. */
export function deleteCommand(names: readonly string[], region: string): string {
  return `aws cloudwatch delete-alarms --alarm-names ${names.map(shellWord).join(' ')} --region ${shellWord(region)}`;
}

/** They call nobody, whatever happens to them. */
const QUIET = { ActionsEnabled: false };

/** Makes alarms for one run and removes every one of them, also those whose making seemed to fail. */
export class Bench {
  /** `holdband-verify-<run>-`. */
  readonly prefix: string;
  readonly #writer: AccountWriter;
  /** In the order they were made; composites lean on what is before them. */
  readonly #made: string[] = [];

  /** @param run tells runs apart: letters, digits and hyphens */
  constructor(writer: AccountWriter, run: string) {
    this.#writer = writer;
    this.prefix = `${VERIFY_PREFIX}${run}-`;
  }

  /** PutMetricAlarm under a name of this run. @returns the name @throws ReadFailedError */
  metricAlarm(suffix: string, properties: AlarmProperties): Promise<string> {
    return this.#make(suffix, (name) => this.#writer.putMetricAlarm({ ...QUIET, ...properties, AlarmName: name }));
  }

  /** PutCompositeAlarm under a name of this run. @returns the name @throws ReadFailedError */
  compositeAlarm(suffix: string, properties: AlarmProperties): Promise<string> {
    return this.#make(suffix, (name) => this.#writer.putCompositeAlarm({ ...QUIET, ...properties, AlarmName: name }));
  }

  /** Deletes everything that was made, last made first, one by one: what fails is only what stays. */
  async clear(region: string): Promise<readonly LeftBehind[]> {
    const left: LeftBehind[] = [];
    for (const name of this.#made.splice(0).reverse()) {
      try {
        await this.#writer.deleteAlarms([name]);
      } catch (error) {
        if (!(error instanceof ReadFailedError)) throw error;
        if (error.failure !== 'not-found')
          left.push({ name, reason: error.message, command: deleteCommand([name], region) });
      }
    }
    return left;
  }

  async #make(suffix: string, put: (name: string) => Promise<void>): Promise<string> {
    const name = `${this.prefix}${suffix}`;
    this.#made.push(name);
    try {
      await put(name);
    } catch (error) {
      // Refused is not made; of an answer that was lost nobody knows.
      const refused = error instanceof ReadFailedError && ['denied', 'refused'].includes(error.failure);
      if (refused) this.#made.splice(this.#made.indexOf(name), 1);
      throw error;
    }
    return name;
  }
}
