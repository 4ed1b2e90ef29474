import { CATALOGUE, type CatalogueEntry } from '../holds/catalogue.ts';
import { describeHold, holdTo } from '../holds/profile.ts';
import type { MinuteFigures } from '../triage/figures.ts';
import type { EvidenceItem } from '../triage/verdict.ts';

/** Hours with requests, below which requests that hang for a while look like holds that always end so. */
const LEAST_HOURS = 6;
/** Share of those hours in which something was cut. */
const STEADY_SHARE = 0.9;

/** A product whose holds the load balancer severs, every one. */
export interface SeveredHold {
  readonly entry: CatalogueEntry;
  readonly evidence: EvidenceItem;
}

/**
 * Which product's holds a load balancer cuts at its idle timeout. No response time tells their length, so that two things must
 * come together: requests are cut in nearly every hour, as holds are and outages are not, and names or tags name one catalogue
 * product whose idle hold is longer than the idle timeout.
 *
 * @param names of the target group, and values of its tags. Untrusted
 * @param cutIn requests of a minute that the load balancer cut
 */
export function severedHold(
  minutes: readonly MinuteFigures[],
  cutIn: (minute: MinuteFigures) => number,
  names: readonly string[],
  idleTimeoutSeconds: number,
): SeveredHold | undefined {
  const hourOf = ({ at }: MinuteFigures) => Math.floor(at / 3600);
  const hours = new Set(minutes.filter(({ requests }) => requests > 0).map(hourOf));
  const cut = new Set(minutes.filter((minute) => cutIn(minute) > 0).map(hourOf));
  if (hours.size < LEAST_HOURS || cut.size < STEADY_SHARE * hours.size) return undefined;
  const words = new Set(names.flatMap(wordsOf));
  const [entry, ...others] = CATALOGUE.filter(
    ({ id, held, profile }) =>
      held && holdTo(profile) > idleTimeoutSeconds && wordsOf(id).every((word) => words.has(word)),
  );
  if (!entry || others.length > 0) return undefined;
  const hold = describeHold(entry.profile);
  const text = `Its names say ${entry.id}: ${entry.product} holds requests for ${hold}, longer than the idle timeout, and requests were cut in ${cut.size} of ${hours.size} hours.`;
  return {
    entry,
    evidence: { id: 'severed-product', text, value: Math.round((100 * cut.size) / hours.size), unit: '%' },
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/[^a-z0-9]+/);
}
