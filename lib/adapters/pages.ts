import type { Listing } from '../core/inventory/account.ts';
import { readFailed } from './read-failed.ts';

/** One page, and the token or marker of the next one. */
export interface Page<T> {
  readonly items: readonly T[];
  /** `undefined` after the last page. */
  readonly next: string | undefined;
}

/**
 * Pages until there is no next one; they chain, so that a page that fails ends the listing with what there is.
 *
 * @param action IAM action, for the error
 * @throws ReadFailedError where not even the first page came
 */
export async function everyPage<T>(
  action: string,
  page: (token: string | undefined) => Promise<Page<T>>,
): Promise<Listing<T>> {
  const items: T[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    try {
      const read = await page(token);
      for (const item of read.items) items.push(item);
      token = read.next;
      pages += 1;
    } catch (error) {
      const failed = readFailed(action, error);
      if (pages === 0) throw failed;
      return { items, failed };
    }
  } while (token !== undefined);
  return { items };
}

/** For who cannot do with a part. @throws ReadFailedError where a page failed */
export async function wholly<T>(listing: Promise<Listing<T>>): Promise<readonly T[]> {
  const { items, failed } = await listing;
  if (failed) throw failed;
  return items;
}
