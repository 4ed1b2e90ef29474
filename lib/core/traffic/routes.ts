import type { RoutePattern } from '../holds/profile.ts';
import { hexOf } from './random.ts';

/** The id a client has in paths: a UUID that follows from its name. */
export function clientId(client: string): string {
  const hex = hexOf(client, 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Paths of one route by client, made once each: building them anew would cost more than the simulation. */
export function pathsByClient(path: string): (client: string) => string {
  if (!path.includes('*')) return () => path;
  const known = new Map<string, string>();
  return (client) => {
    let made = known.get(client);
    if (made === undefined) {
      made = path.replace(/\*+/g, clientId(client));
      known.set(client, made);
    }
    return made;
  };
}

const ABOVE_ZERO = /^(.+)>0$/;
const TOKEN = /^(.+)=<(\d+)>$/;

/** A path with query that a route pattern matches; `*` is still to be replaced. */
export function patternTarget(pattern: RoutePattern, ceilingSeconds: number): string {
  const query = (pattern.query ?? []).map((wanted) => parameter(wanted, ceilingSeconds));
  return query.length === 0 ? pattern.path : `${pattern.path}?${query.join('&')}`;
}

/** A query parameter as a pattern wants it: `name`, `name=value`, `name>0`, or `name=<n>` for a word of n characters. */
function parameter(wanted: string, ceilingSeconds: number): string {
  const seconds = Math.ceil(ceilingSeconds);
  const [, positive] = ABOVE_ZERO.exec(wanted) ?? [];
  if (positive !== undefined) return `${positive}=${seconds}`;
  const [, name, length] = TOKEN.exec(wanted) ?? [];
  if (name !== undefined) return `${name}=${hexOf(wanted, Number(length))}`;
  if (wanted.includes('=')) return wanted;
  return `${wanted}=${/timeout|wait/i.test(wanted) ? seconds : 41}`;
}
