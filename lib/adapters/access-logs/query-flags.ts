import { CATALOGUE } from '../../core/holds/catalogue.ts';
import type { HoldProfile } from '../../core/holds/profile.ts';

/** A query parameter that can mark a held request: `index`, `feed=longpoll`, `timeout>0`, `id=<22>`. */
export interface QueryFlag {
  readonly name: string;
  /** Finds the parameter in a URL; means the same to RE2 and to JavaScript. */
  readonly pattern: string;
}

/** SQL keeps one bit each in a BIGINT. */
const MOST_FLAGS = 62;

/**
 * The parameters that the routes of the catalogue and of `profiles` ask for. Two requests with the same method, normalised
 * path and flags are the same to every route pattern, so that only one of them need be matched.
 */
export function queryFlags(profiles: Iterable<HoldProfile> = []): QueryFlag[] {
  const all = [...CATALOGUE.map(({ profile }) => profile), ...profiles];
  const wanted = new Set(all.flatMap(({ routes }) => routes.flatMap(({ query = [] }) => query)));
  return [...wanted].toSorted().slice(0, MOST_FLAGS).map(flagOf);
}

function flagOf(wanted: string): QueryFlag {
  const above = /^(.+)>0$/.exec(wanted);
  if (above) return flag(above[1] as string, '=[0-9.]*[1-9][0-9.]*');
  const token = /^(.+)=<(\d+)>$/.exec(wanted);
  if (token) return flag(token[1] as string, `=[0-9A-Za-z_-]{${token[2]}}`);
  const at = wanted.indexOf('=');
  if (at >= 0) return flag(wanted.slice(0, at), `=${escaped(wanted.slice(at + 1))}`);
  return flag(wanted, '(?:=[^&#]*)?');
}

function flag(name: string, value: string): QueryFlag {
  return { name: escaped(name), pattern: `[?&]${escaped(name)}${value}(?:[&#]|$)` };
}

function escaped(text: string): string {
  return text.replaceAll(/[^0-9A-Za-z_]/g, (char) => `\\${char}`);
}
