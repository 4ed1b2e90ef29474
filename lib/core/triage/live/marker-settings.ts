import { type Marker, parseMarker } from '../../alarms/marker.ts';
import { CATALOGUE } from '../../holds/catalogue.ts';
import type { HoldProfile } from '../../holds/profile.ts';
import type { TriageSettings } from '../settings.ts';

/** What the marker line of a description says of what is to be judged. */
export interface MarkedTarget {
  /** Full name. @default - the alarm watches a whole load balancer */
  readonly targetGroup?: string;
  /** Full name. */
  readonly loadBalancer: string;
  readonly settings: Partial<TriageSettings>;
}

export const TARGET_GROUP = /^targetgroup\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/;
export const LOAD_BALANCER = /^app\/[A-Za-z0-9-]{1,32}\/[0-9a-f]{16}$/;

/** @returns `undefined` for an alarm that holdband did not make, or whose description was edited into nonsense */
export function watchedByMarker(description: string | undefined): MarkedTarget | undefined {
  const marker = description === undefined ? undefined : parseMarker(description);
  if (!marker || !LOAD_BALANCER.test(marker.loadBalancer)) return undefined;
  const { targetGroup, loadBalancer } = marker;
  if (targetGroup !== undefined && !TARGET_GROUP.test(targetGroup)) return undefined;
  if (!isUsable(marker)) return undefined;
  return { ...(targetGroup !== undefined && { targetGroup }), loadBalancer, settings: settingsOf(marker) };
}

/** Of several alarms on a target group the first that tells most: not every one has a slow band or a hold. */
export function watchedAs(
  targetGroup: string,
  descriptions: readonly (string | undefined)[],
): MarkedTarget | undefined {
  const marked = descriptions.flatMap((description) => watchedByMarker(description) ?? []);
  const own = marked.filter((target) => target.targetGroup === targetGroup);
  return own.find(({ settings }) => settings.objectiveSeconds !== undefined) ?? own[0];
}

/** No response takes longer: the longest idle timeout of an Application Load Balancer (ALB user guide), in seconds. */
const LONGEST = 4000;

/** Anybody may have edited a description: figures that mean nothing are no marker. */
function isUsable({ hold, slow }: Marker): boolean {
  if (slow && !isLength(slow.from)) return false;
  if (slow?.sharePercent !== undefined && !(slow.sharePercent > 0 && slow.sharePercent < 100)) return false;
  return !hold || (isLength(hold.ceilingSeconds) && hold.ceilingSeconds + Math.min(0, hold.spreadSeconds) > 0);
}

/** Whether a response can take so long; seconds. */
export function isLength(seconds: number): boolean {
  return seconds > 0 && seconds <= LONGEST;
}

/** The marker of a target of plain requests has an open slow band and no hold: then none is looked for, either. */
function settingsOf({ targetGroup, hold, slow }: Marker): Partial<TriageSettings> {
  const requests = targetGroup !== undefined && !hold && slow !== undefined && slow.to === undefined;
  return {
    ...(slow && { objectiveSeconds: slow.from }),
    ...(slow?.sharePercent !== undefined && { slowSharePercent: slow.sharePercent }),
    ...(hold && { hold: profileOf(hold) }),
    ...(requests && { traffic: 'requests' as const }),
  };
}

/** The marker has a hold's length. Where one product alone holds as long, it is that one's, with all that is known of it. */
function profileOf({ ceilingSeconds, spreadSeconds }: NonNullable<Marker['hold']>): HoldProfile {
  const [one, ...others] = CATALOGUE.map(({ profile }) => profile).filter(
    (profile) => profile.ceilingSeconds === ceilingSeconds && profile.spreadSeconds === spreadSeconds,
  );
  if (one && others.length === 0) return one;
  return {
    name: 'custom',
    ceilingSeconds,
    spreadSeconds,
    // As the config has it where it says nothing.
    releaseLaw: 'message-driven',
    cancels: [one, ...others].some((profile) => profile?.cancels === true),
    routes: [],
  };
}
