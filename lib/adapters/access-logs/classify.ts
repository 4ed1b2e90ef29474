import { matchesAnyRoute, matchProduct } from '../../core/holds/catalogue.ts';
import type { HoldProfile } from '../../core/holds/profile.ts';

/** A row of table `grouped`: what its requests have in common. */
export interface RequestGroup {
  readonly loadBalancer: string;
  /** ARN, or `-`. */
  readonly targetGroupArn: string;
  readonly method: string;
  readonly path: string;
  readonly action: string;
  /** URL of one of its requests; stands for all of them. */
  readonly sampleUrl: string;
  /** Requests in the window. */
  readonly requests: number;
  /** Seconds answered in the window. */
  readonly seconds: number;
}

/** A route of a target group as figures name it. */
export interface Route {
  readonly targetGroup: number;
  readonly method: string;
  readonly path: string;
  readonly held: boolean;
  readonly product?: string;
}

export interface Classified {
  readonly targetGroups: readonly { readonly loadBalancer: string; readonly targetGroup: string }[];
  readonly routes: readonly Route[];
  /** Route of each group by its place; `undefined` for those without target group. */
  readonly routeOf: readonly (number | undefined)[];
}

/** Routes kept apart per target group. What is beyond is one route, `(other paths)`, so that a scanner costs no memory. */
const MOST_ROUTES = 400;
export const OTHER_PATHS = '(other paths)';

/** Sorts groups into target groups and routes, and says which routes are held. */
export function classify(
  groups: readonly RequestGroup[],
  holds: ReadonlyMap<string, HoldProfile> = new Map(),
): Classified {
  const targetGroups = new Index<{ loadBalancer: string; targetGroup: string }>();
  const routes = new Index<Route>();
  const routeOf: (number | undefined)[] = new Array(groups.length).fill(undefined);
  const kept = new Map<number, number>();
  // The heaviest first, so that the routes kept apart are those that matter.
  const order = [...groups.keys()].sort((a, b) => weight(groups[b]) - weight(groups[a]) || a - b);
  for (const place of order) {
    const group = groups[place] as RequestGroup;
    if (group.targetGroupArn === '-') continue;
    const name = group.targetGroupArn.slice(group.targetGroupArn.indexOf('targetgroup/'));
    const owner = { loadBalancer: group.loadBalancer, targetGroup: name };
    const targetGroup = targetGroups.placeOf(`${owner.loadBalancer} ${name}`, owner);
    const marks = marksOf(group, holds.get(name));
    const full = (kept.get(targetGroup) ?? 0) >= MOST_ROUTES;
    const path = full && !marks.held ? OTHER_PATHS : group.path || '-';
    const method = path === OTHER_PATHS ? '*' : group.method;
    const route = { targetGroup, method, path, ...marks };
    const before = routes.items.length;
    routeOf[place] = routes.placeOf(JSON.stringify(route), route);
    if (routes.items.length > before) kept.set(targetGroup, (kept.get(targetGroup) ?? 0) + 1);
  }
  return { targetGroups: targetGroups.items, routes: routes.items, routeOf };
}

function weight(group: RequestGroup | undefined): number {
  return group ? group.seconds + group.requests : 0;
}

function marksOf({ method, sampleUrl }: RequestGroup, hold: HoldProfile | undefined): Pick<Route, 'held' | 'product'> {
  const product = matchProduct(method, sampleUrl);
  const declared = hold !== undefined && matchesAnyRoute(hold.routes, method, sampleUrl);
  // Where headers come at once the response time does not contain the hold.
  const held = declared || product?.headers === 'held';
  return { held, ...(product && { product: product.id }) };
}

/** Numbers things by a key, in the order they come. */
class Index<T> {
  readonly items: T[] = [];
  private readonly places = new Map<string, number>();

  placeOf(key: string, item: T): number {
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.items.length);
    return this.items.push(item) - 1;
  }
}
