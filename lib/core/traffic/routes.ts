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

/** A path with query that a route pattern matches; `*` is still to be replaced. */
export function patternTarget(pattern: RoutePattern, ceilingSeconds: number): string {
  const query = (pattern.query ?? []).map((item) => (item.includes('=') ? item : `${item}=${queryValue(item)}`));
  function queryValue(name: string): string {
    return /timeout|wait/i.test(name) ? String(Math.round(ceilingSeconds)) : '41';
  }
  return query.length === 0 ? pattern.path : `${pattern.path}?${query.join('&')}`;
}
