import type { Duration } from 'aws-cdk-lib';
import { InputError } from '../core/errors.ts';
import { CATALOGUE, catalogueEntry } from '../core/holds/catalogue.ts';
import { fleetProfile } from '../core/holds/fleet.ts';
import type { HoldProfile as HoldProfileData, ReleaseLaw } from '../core/holds/profile.ts';

/** Settings of Elastic Fleet Server and Elastic Agent that shape a check-in. */
export interface ElasticFleetOptions {
  /** Server's `timeouts.checkin_long_poll`. Above 0. @default Duration.minutes(5) */
  readonly longPoll?: Duration;
  /** Server's `timeouts.checkin_jitter`, subtracted from each hold; 0 switches it off. @default Duration.seconds(30) */
  readonly jitter?: Duration;
  /** `poll_timeout` sent in the check-in. @default - not sent, as by every released agent */
  readonly pollTimeout?: Duration;
  /** Agent's HTTP timeout: cancels a longer hold, never lengthens one. @default Duration.minutes(10) */
  readonly clientTimeout?: Duration;
  /** Set where agents give check-ins up on state changes. @default - they do not */
  readonly cancelDebounce?: Duration;
  /** Agent's first wait after a failed check-in. @default Duration.minutes(1) */
  readonly backoff?: Duration;
}

/** What is known of the holds of a service of your own. */
export interface CustomHoldOptions {
  /** Longest hold the service sets out for, before any spread. Above 0. */
  readonly ceiling: Duration;
  /** Width of a uniform jitter subtracted from the ceiling. Not together with `spreadAdded`. @default - none */
  readonly spreadSubtracted?: Duration;
  /** Width of a uniform jitter added to the ceiling. Not together with `spreadSubtracted`. @default - none */
  readonly spreadAdded?: Duration;
  /** How polls end that end early. @default Releases.MESSAGE_DRIVEN, which supposes less */
  readonly releases?: Releases;
  /** True where clients give polls up on purpose. @default false */
  readonly cancels?: boolean;
}

/** How polls end that end before their hold expires. */
export class Releases {
  /** One event ends many polls at once, such as a policy change. */
  static readonly BROADCAST = new Releases('broadcast');
  /** Each poll waits for a message of its own. */
  static readonly MESSAGE_DRIVEN = new Releases('message-driven');

  /** Word of the config: `broadcast` or `message-driven`. */
  readonly law: ReleaseLaw;

  private constructor(law: ReleaseLaw) {
    this.law = law;
  }
}

/** What is known of the requests a service holds on purpose. */
export class HoldProfile {
  /**
   * A product of the catalogue, with its default settings.
   *
   * @param name id, e.g. `elastic-fleet`; `holdband holds` lists them
   * @throws InputError where there is no such product, or the model cannot work for it, with the reason
   */
  static fromCatalogue(name: string): HoldProfile {
    const entry = catalogueEntry(name);
    if (!entry) {
      const message = `no such product: ${JSON.stringify(name)}; known are ${CATALOGUE.map(({ id }) => id).join(', ')}`;
      throw new InputError('HoldUnknown', { where: 'hold', message });
    }
    if (entry.refusal !== undefined) {
      throw new InputError('HoldRefused', { where: 'hold', message: `${name} cannot be watched: ${entry.refusal}` });
    }
    return new HoldProfile(entry.profile);
  }

  /**
   * Elastic Fleet with settings of your own.
   *
   * @throws InputError where a setting is out of range
   */
  static elasticFleet(options: ElasticFleetOptions = {}): HoldProfile {
    const { longPoll, jitter, pollTimeout, clientTimeout, cancelDebounce, backoff } = options;
    return new HoldProfile(
      fleetProfile({
        longPoll: longPoll?.toSeconds(FRACTIONS),
        jitter: jitter?.toSeconds(FRACTIONS),
        pollTimeout: pollTimeout?.toSeconds(FRACTIONS),
        clientTimeout: clientTimeout?.toSeconds(FRACTIONS),
        cancelDebounce: cancelDebounce?.toSeconds(FRACTIONS),
        backoff: backoff?.toSeconds(FRACTIONS),
      }),
    );
  }

  /**
   * A service that is not in the catalogue.
   *
   * @throws InputError where both spreads are given, or the ceiling is not above what is subtracted from it
   */
  static custom(options: CustomHoldOptions): HoldProfile {
    const ceiling = options.ceiling.toSeconds(FRACTIONS);
    const subtracted = options.spreadSubtracted?.toSeconds(FRACTIONS) ?? 0;
    const added = options.spreadAdded?.toSeconds(FRACTIONS) ?? 0;
    if (subtracted > 0 && added > 0) {
      const message = `give spreadSubtracted or spreadAdded, not both: got ${subtracted} s and ${added} s`;
      throw new InputError('SpreadRefused', { where: 'hold', message });
    }
    if (!(ceiling > subtracted)) {
      const message = `the ceiling must be above 0 s and above the spread subtracted from it, got: ${ceiling} s and ${subtracted} s`;
      throw new InputError('CeilingRefused', { where: 'hold', message });
    }
    return new HoldProfile({
      name: 'custom',
      ceilingSeconds: ceiling,
      spreadSeconds: subtracted > 0 ? -subtracted : added,
      releaseLaw: (options.releases ?? Releases.MESSAGE_DRIVEN).law,
      cancels: options.cancels ?? false,
      routes: [],
    });
  }

  /** The profile as plain data, in seconds. */
  readonly data: HoldProfileData;

  private constructor(data: HoldProfileData) {
    this.data = data;
  }
}

/** A `Duration` refuses to give a part of its unit unless asked to. */
const FRACTIONS = { integral: false } as const;
