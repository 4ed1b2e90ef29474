import { CATALOGUE, type CatalogueEntry, catalogueEntry } from '../holds/catalogue.ts';
import { FLEET_DEFAULTS, fleetHold, fleetProfile } from '../holds/fleet.ts';
import { type HoldProfile, shareOutlasting } from '../holds/profile.ts';
import type { CustomHold, HoldSettings, ProductHold } from './hold-schema.ts';
import { unknownWord } from './problems.ts';
import { writeDuration } from './values.ts';

/** A hold that was understood, or why not. */
export type ResolvedHold =
  | { readonly profile: HoldProfile }
  /** `key` is the setting at fault; absent where it is the hold as a whole. */
  | { readonly refused: string; readonly key?: string };

/** The catalogue entry whose settings are Fleet's own. */
const FLEET = 'elastic-fleet';
const FLEET_KEYS = ['longPoll', 'jitter', 'pollTimeout', 'cancelDebounce', 'backoff', 'standalone'] as const;

/** Makes a hold profile of what the config says under `hold`. */
export function resolveHold(hold: HoldSettings): ResolvedHold {
  if (typeof hold === 'string') return product({ product: hold }, undefined);
  return 'product' in hold ? product(hold, 'product') : custom(hold);
}

function custom(hold: CustomHold): ResolvedHold {
  const { ceiling, spread = 0, release = 'message-driven', cancels, clientTimeout, routes } = hold;
  const profile: HoldProfile = {
    name: 'custom',
    ceilingSeconds: ceiling,
    spreadSeconds: spread,
    releaseLaw: release,
    cancels: cancels ?? false,
    routes: routes ?? [],
    ...(clientTimeout === undefined ? {} : { clientTimeoutSeconds: clientTimeout }),
  };
  if (-spread >= ceiling) return tooMuchJitter('spread', spread, ceiling);
  return { profile: cancels === undefined ? givenUp(profile) : profile };
}

function product(hold: ProductHold, key: string | undefined): ResolvedHold {
  const entry = catalogueEntry(hold.product);
  if (!entry) {
    const ids = CATALOGUE.map(({ id }) => id);
    return { refused: unknownWord('product', hold.product, ids), key };
  }
  if (entry.id === FLEET) return fleet(hold);

  const foreign = FLEET_KEYS.find((each) => hold[each] !== undefined);
  if (foreign) return { refused: `${foreign} is a setting of ${FLEET}, the product is ${entry.id}`, key: foreign };
  const { ceiling, clientTimeout } = hold;
  // Saying how long the clients ask to be held mends a length that is theirs to choose, not headers that come early.
  if (entry.refusal !== undefined && (ceiling === undefined || entry.headers === 'early' || !entry.held)) {
    return { refused: `${entry.id} cannot be watched: ${entry.refusal}`, key };
  }
  const profile = ceiling === undefined ? entry.profile : withCeiling(entry, ceiling);
  if ('refused' in profile) return profile;
  return {
    profile: clientTimeout === undefined ? profile : givenUp({ ...profile, clientTimeoutSeconds: clientTimeout }),
  };
}

/** Clients whose own timeout is shorter than some holds give those up: 460 is normal for them. */
function givenUp(profile: HoldProfile): HoldProfile {
  const { cancels, clientTimeoutSeconds = Number.POSITIVE_INFINITY } = profile;
  return { ...profile, cancels: cancels || shareOutlasting(profile, clientTimeoutSeconds) > 0 };
}

function withCeiling(entry: CatalogueEntry, ceilingSeconds: number): HoldProfile | { refused: string; key: string } {
  const { id, profile } = entry;
  if (entry.ceilingRange) {
    // The range is of whole holds; what the spread adds is not the ceiling's.
    const added = Math.max(0, profile.spreadSeconds) / profile.ceilingSeconds;
    const [from, to] = entry.ceilingRange.map((seconds) => seconds / (1 + added)) as [number, number];
    if (ceilingSeconds < from || ceilingSeconds > to) {
      const allowed = `${writeDuration(from)} to ${writeDuration(to)}`;
      return { refused: `ceiling is ${writeDuration(ceilingSeconds)}, allowed for ${id}: ${allowed}`, key: 'ceiling' };
    }
  }
  // A spread that is a part of the hold (Consul adds up to a sixteenth) grows with it.
  return {
    ...profile,
    ceilingSeconds,
    spreadSeconds: (profile.spreadSeconds * ceilingSeconds) / profile.ceilingSeconds,
  };
}

function fleet({ product: _, ceiling, ...settings }: ProductHold): ResolvedHold {
  if (ceiling !== undefined) {
    return { refused: 'ceiling is not a setting of Fleet, allowed: longPoll and pollTimeout', key: 'ceiling' };
  }
  if (settings.standalone) {
    const refused = 'stand-alone agents have no check-in, so nothing is held: use traffic requests without a hold';
    return { refused, key: 'standalone' };
  }
  const hold = fleetHold(settings);
  const { jitter = FLEET_DEFAULTS.jitter } = settings;
  return jitter < hold ? { profile: fleetProfile(settings) } : tooMuchJitter('jitter', jitter, hold);
}

function tooMuchJitter(key: string, jitter: number, hold: number): ResolvedHold {
  const refused = `${key} is ${writeDuration(jitter)}, allowed: less than the hold of ${writeDuration(hold)}, from which it is subtracted`;
  return { refused, key };
}
