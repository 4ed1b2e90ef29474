import { compareText } from '../order.ts';
import { metricsOf, nameOf } from './alarm-facts.ts';
import { compareAlarms } from './compare.ts';
import type { AlarmRecord, Pair, Side } from './model.ts';

/** A target group or load balancer that was made anew, with the alarms that follow it. */
export interface Succession {
  /** Full name, `targetgroup/name/id` or `app/name/id`, as dimensions have it. Untrusted text. */
  readonly before: string;
  readonly after: string;
  /** Names of the alarms that watched the one and watch the other now, sorted. */
  readonly alarms: readonly string[];
}

/** Dimensions whose values end in an id that every creation gives anew. */
const DIMENSION = /(?:^|\.)Dimensions\.(?:TargetGroup|LoadBalancer)$/;

/**
 * Target groups and load balancers whose place another one took, by the one that is gone: every alarm that read it reads the
 * same other one now, which nobody read before, and by its name that one belongs to the same service. Then the alarms have
 * moved, and no cover is lost.
 */
export function successionsOf(pairs: readonly Pair[], base: Side, head: Side): ReadonlyMap<string, Succession> {
  const exchanges = new Map<string, { readonly to: Set<string>; readonly alarms: string[] }>();
  for (const { before, after } of pairs) {
    if (!before || !after) continue;
    for (const [from, to] of exchangesOf(before, after)) {
      const known = exchanges.get(from) ?? { to: new Set(), alarms: [] };
      exchanges.set(from, { to: known.to.add(to), alarms: [...known.alarms, nameOf(after)] });
    }
  }
  const [readBefore, readAfter] = [valuesOf(base), valuesOf(head)];
  // Several that end in one are no creations anew, but a merger: of the others nobody knows.
  const origins = Map.groupBy(
    [...exchanges.values()].flatMap(({ to }) => [...to]),
    (after) => after,
  );
  const found = [...exchanges].flatMap(([before, { to, alarms }]): [string, Succession][] => {
    const [after, ...others] = to;
    if (after === undefined || others.length > 0 || origins.get(after)?.length !== 1) return [];
    if (readAfter.has(before) || readBefore.has(after) || !sameService(before, after)) return [];
    return [[before, { before, after, alarms: [...new Set(alarms)].sort(compareText) }]];
  });
  return new Map(found);
}

/** What an alarm has in the place of what: each value once. */
function exchangesOf(before: AlarmRecord, after: AlarmRecord): ReadonlyMap<string, string> {
  const changes = compareAlarms(before, after).filter(({ name }) => DIMENSION.test(name));
  return new Map(
    changes.flatMap(({ before: from, after: to }): [string, string][] =>
      typeof from === 'string' && typeof to === 'string' ? [[from, to]] : [],
    ),
  );
}

/** What an alarm follows to its successor, each once. */
export function followedBy(
  before: AlarmRecord,
  after: AlarmRecord,
  successions: ReadonlyMap<string, Succession>,
): readonly Succession[] {
  return [...exchangesOf(before, after)].flatMap(([from, to]) => {
    const succession = successions.get(from);
    return succession?.after === to ? [succession] : [];
  });
}

function valuesOf({ alarms }: Side): ReadonlySet<unknown> {
  return new Set(
    alarms.flatMap((alarm) => metricsOf(alarm).flatMap(({ dimensions = {} }) => Object.values(dimensions))),
  );
}

/**
 * Names that end in what is made up at each creation: ten hexadecimal digits by the AWS Load Balancer Controller (of the UID of
 * the Kubernetes Service, among others), and what CloudFormation appends.
 */
const MADE_UP = [/^(k8s-.+-)[0-9a-f]{10}$/, /^(.+-)(?=[A-Z]*\d)[0-9A-Z]{10,13}$/];

function sameService(before: string, after: string): boolean {
  const [kind, name = ''] = before.split('/');
  const [otherKind, otherName = ''] = after.split('/');
  if (kind !== otherKind || name === '') return false;
  if (name === otherName) return true;
  return MADE_UP.some((pattern) => {
    const [front, otherFront] = [pattern.exec(name)?.[1], pattern.exec(otherName)?.[1]];
    return front !== undefined && front === otherFront;
  });
}

/** Whether a property's change is nothing but a succession. */
export function isSuccession(
  { name, before, after }: { readonly name: string; readonly before?: unknown; readonly after?: unknown },
  successions: ReadonlyMap<string, Succession>,
): boolean {
  if (!DIMENSION.test(name) || typeof before !== 'string' || typeof after !== 'string') return false;
  return successions.get(before)?.after === after;
}
