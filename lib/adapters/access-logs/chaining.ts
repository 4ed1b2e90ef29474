import type { DuckDb } from './duckdb.ts';

/** A client chains where it asks again within so many seconds of an answer. */
const CHAIN_SECONDS = 2;
/** Clocks of a load balancer's nodes differ a little: the next request may seem to begin before the answer. */
const CLOCK_SECONDS = 0.1;

/** Which clients are told apart: by address and path (agents have their id in it), or by connection (others behind a NAT). */
const CLIENT_KEYS = ['caller', 'connection'] as const;

/**
 * The share of the requests of each route whose client asked again soon after the answer, with at most two requests in
 * flight: near 1 for long polls. What follows the last request of a client is not known, so it does not count. Of the two
 * ways to tell clients apart the one that shows more chaining wins.
 *
 * @param routes those to look at: a chain of fast requests says nothing
 */
export async function chainingOf(db: DuckDb, routes: readonly number[]): Promise<Map<number, number>> {
  const best = new Map<number, number>();
  if (routes.length === 0) return best;
  for (const key of CLIENT_KEYS) {
    const [route = [], share = []] = (await db.columns(`
      WITH spans AS (
        SELECT route, ${key} AS "client", ended, ended - 1000 * greatest(coalesce(took, 0), coalesce(answered, 0)) AS "started"
        FROM picked JOIN classes USING (place)
        WHERE in_window AND NOT socket AND route IN (${routes.join(', ')})
      ),
      events AS (
        SELECT route, client, started AS "moment", 1 AS "step" FROM spans
        UNION ALL SELECT route, client, ended, -1 FROM spans
      ),
      flights AS (
        SELECT route, client, sum(step) OVER (PARTITION BY route, client ORDER BY moment, step) AS "flying" FROM events
      ),
      calm AS (SELECT route, client FROM flights GROUP BY ALL HAVING max(flying) <= 2),
      waits AS (
        SELECT route, client, (lead(started) OVER (PARTITION BY route, client ORDER BY started) - ended) / 1e6 AS "wait"
        FROM spans
      )
      SELECT route, avg((calm.client IS NOT NULL AND wait BETWEEN -${CLOCK_SECONDS} AND ${CHAIN_SECONDS})::INTEGER)
      FROM waits LEFT JOIN calm USING (route, client) WHERE wait IS NOT NULL GROUP BY 1`)) as number[][];
    route.forEach((of, i) => {
      best.set(of, Math.max(best.get(of) ?? 0, share[i] as number));
    });
  }
  return best;
}
