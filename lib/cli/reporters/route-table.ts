import type { RouteSummary } from '../../core/triage/verdict.ts';
import { formatSeconds } from '../../core/units.ts';
import type { Style } from '../context.ts';
import { type Cell, plainTable } from '../table.ts';
import { clipped, plain } from './plain.ts';

/** Columns that everything but the path takes. */
const BESIDE = 56;

/** Held routes, then the slowest of the others; paths are what clients sent, so they are made safe and short. */
export function routeTable(
  routes: readonly RouteSummary[],
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const gone = routes.some(({ elb504, client460 }) => elb504 + client460 > 0);
  const head = ['route', '', 'requests', 'slow', 'p50', 'p95', ...(gone ? ['504', '460'] : [])];
  const rows = routes.map((route): Cell[] => [
    clipped(`${plain(route.method)} ${plain(route.path)}`, Math.max(20, columns - BESIDE)),
    route.held ? style.cyan(`held${route.product === undefined ? '' : ` (${route.product})`}`) : '',
    number(route.count),
    route.slow > 0 ? { right: style.red(route.slow.toLocaleString('en-US')) } : number(0),
    seconds(route.p50),
    seconds(route.p95),
    ...(gone ? [number(route.elb504), number(route.client460)] : []),
  ]);
  return plainTable(head.map(style.dim), rows)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

function number(count: number): Cell {
  return { right: count.toLocaleString('en-US') };
}

function seconds(value: number | null): Cell {
  return { right: value === null ? '-' : value === 0 ? '0 s' : formatSeconds(value) };
}
