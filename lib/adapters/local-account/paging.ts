import { createHash } from 'node:crypto';

export interface Page<T> {
  readonly items: readonly T[];
  /** @default - this was the last page */
  readonly next?: string;
}

/**
 * One page of a list. A token holds where to go on and for which request: one of another request is none.
 *
 * @param refuse makes the error for a token that this account did not give
 */
export function pageOf<T>(
  all: readonly T[],
  size: number,
  token: string | undefined,
  request: unknown,
  refuse: () => Error,
): Page<T> {
  const from = token === undefined ? 0 : readToken(token, request);
  if (from === undefined || from > all.length) throw refuse();
  const to = from + size;
  return { items: all.slice(from, to), ...(to < all.length && { next: makeToken(to, request) }) };
}

/** A token for going on at `position` of the same request. */
export function makeToken(position: number, request: unknown): string {
  return Buffer.from(`${position}.${digest(request)}`).toString('base64url');
}

/** @returns the position, or nothing where the token belongs to another request or is none */
export function readToken(token: string, request: unknown): number | undefined {
  const match = /^(\d+)\.([0-9a-f]+)$/.exec(Buffer.from(token, 'base64url').toString());
  return match && match[2] === digest(request) ? Number(match[1]) : undefined;
}

function digest(request: unknown): string {
  return createHash('sha256').update(JSON.stringify(request)).digest('hex').slice(0, 16);
}
