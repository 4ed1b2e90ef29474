import { Command } from 'commander';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { InputError } from '../../core/errors.ts';
import { bandsFor, isRefusal } from '../../core/holds/bands.ts';
import { CATALOGUE, type CatalogueEntry, catalogueEntry } from '../../core/holds/catalogue.ts';
import { describeHold, holdFrom, holdTo, type RoutePattern } from '../../core/holds/profile.ts';
import { trim } from '../../core/units.ts';
import type { CliContext, Style } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { plainSheet, plainTable } from '../table.ts';

const EXAMPLES = `
Examples:
  $ holdband holds
  $ holdband holds elastic-fleet
  $ holdband holds --json

NAME is what hold: in holdband.yaml takes. --json prints {"schema": 1, "holds": [...]};
docs/holds.md describes its fields.`;

/** `holdband holds`: the catalogue of products that hold requests. */
export function holdsCommand(host: CommandHost): Command {
  return new Command('holds')
    .summary('list the products known to hold requests')
    .description(
      'Lists the products known to hold requests: how long, on which routes, and what a load balancer needs.',
    )
    .argument('[NAME]', 'show one product in detail')
    .option('--json', 'print {schema, holds}')
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, options: { readonly json?: boolean }) => {
      showHolds(name, options.json === true, host.context);
      host.finish(0);
    });
}

function showHolds(name: string | undefined, json: boolean, { io, style, columns }: CliContext): void {
  const entries = name === undefined ? CATALOGUE : [entryNamed(name)];
  if (json) io.out(`${JSON.stringify({ schema: 1, holds: entries.map(asJson) }, null, 2)}\n`);
  else if (name === undefined) {
    io.out(table(entries, columns, style));
    io.note("'holdband holds NAME' shows routes, bands and source of one");
  } else for (const entry of entries) io.out(details(entry, columns, style));
}

function entryNamed(name: string): CatalogueEntry {
  const entry = catalogueEntry(name);
  if (entry) return entry;
  const ids = CATALOGUE.map(({ id }) => id);
  throw new InputError('HoldUnknown', { where: 'NAME', message: unknownWord('product', name, ids) });
}

const LABEL_WIDTH = 12;

/** Columns that the whole table takes; on fewer, how polls end early is left to `holds NAME`. */
const WIDE = 100;

function table(entries: readonly CatalogueEntry[], columns: number, style: Style): string {
  const wide = columns >= WIDE;
  const head = ['name', 'idle hold', ...(wide ? ['ends early', 'idle timeout'] : ['timeout']), 'watched'];
  const rows = entries.map((entry) => {
    const { id, profile, idleTimeoutAdvice } = entry;
    const watched = entry.refusal === undefined ? 'yes' : style.yellow(`no, ${whyNot(entry)}`);
    const endsEarly = wide ? [entry.held ? profile.releaseLaw : '-'] : [];
    return [id, idleHold(entry), ...endsEarly, { right: `>= ${idleTimeoutAdvice} s` }, watched];
  });
  const cells = head.map((word) => (word.endsWith('timeout') ? { right: style.bold(word) } : style.bold(word)));
  return `${plainTable(cells, rows)}\n`;
}

function idleHold(entry: CatalogueEntry): string {
  if (!entry.held) return 'none';
  if (entry.refusal !== undefined && entry.holdChosenBy === 'client')
    return `up to ${trim(entry.profile.ceilingSeconds)} s`;
  return describeHold(entry.profile);
}

function whyNot(entry: CatalogueEntry): string {
  if (!entry.held) return 'not held';
  if (entry.headers === 'early') return 'headers early';
  return entry.holdChosenBy === 'client' ? 'client chooses' : 'too short';
}

function details(entry: CatalogueEntry, columns: number, style: Style): string {
  const { id, product, profile, ceilingRange, status, headers, note, refusal, source, idleTimeoutAdvice } = entry;
  const rows: (readonly [string, string])[] = [
    ['idle hold', [idleHold(entry), jitter(profile.spreadSeconds), range(ceilingRange)].filter(Boolean).join(', ')],
    ['chosen by', `the ${entry.holdChosenBy}`],
    ...profile.routes.map((route, index) => [index === 0 ? 'routes' : '', printRoute(route)] as const),
    [
      'ends early',
      profile.releaseLaw === 'broadcast'
        ? 'broadcast: one event ends many polls at once'
        : 'message-driven: each poll waits for its own message',
    ],
    [
      'when idle',
      `status ${status.join(' or ')}, headers ${headers === 'held' ? 'at the end of the hold' : 'at once'}`,
    ],
    ['clients', profile.cancels ? 'may give a poll up (460 is normal)' : 'keep their polls'],
    ['idle timeout', `${idleTimeoutAdvice} s or more`],
    ['bands', printBands(entry)],
    ['source', source],
    ...(note === undefined ? [] : [['note', note] as const]),
    refusal === undefined ? ['config', `hold: ${id}`] : ['not watched', refusal],
  ];
  const labelled = rows.map(([label, text]) => [style.dim(label), text] as const);
  return `${style.bold(id)}: ${product}\n${plainSheet(labelled, LABEL_WIDTH, columns)}\n`;
}

function jitter(spreadSeconds: number): string {
  if (spreadSeconds === 0) return '';
  return spreadSeconds < 0 ? `up to ${trim(-spreadSeconds)} s subtracted` : `up to ${spreadSeconds} s added`;
}

function range(ceilingRange: CatalogueEntry['ceilingRange']): string {
  return ceilingRange ? `settings allow ${ceilingRange[0]} to ${ceilingRange[1]} s` : '';
}

function printRoute({ method, path, query }: RoutePattern): string {
  return `${method ?? 'any method'} ${path}${query ? `?${query.join('&')}` : ''}`;
}

function printBands(entry: CatalogueEntry): string {
  const bands = watchedBands(entry);
  if (!bands) return 'none';
  const { objective, slowTo, sideFrom, sideTo, overrunFrom } = bands;
  return `at ${DEFAULTS.objective} s: fast to ${trim(objective)} s, slow to ${trim(slowTo)} s, sideband ${trim(sideFrom)} to ${trim(sideTo)} s, overrun above ${trim(overrunFrom)} s`;
}

/** The bands at the default objective and the advised idle timeout; none where the model cannot work. */
function watchedBands({ refusal, profile, idleTimeoutAdvice }: CatalogueEntry) {
  if (refusal !== undefined) return undefined;
  const bands = bandsFor(DEFAULTS.objective, profile, idleTimeoutAdvice);
  return isRefusal(bands) ? undefined : bands;
}

function asJson(entry: CatalogueEntry) {
  const { profile } = entry;
  const bands = watchedBands(entry);
  return {
    id: entry.id,
    product: entry.product,
    held: entry.held,
    ceilingSeconds: profile.ceilingSeconds,
    spreadSeconds: profile.spreadSeconds,
    holdSeconds: { from: holdFrom(profile), to: holdTo(profile) },
    holdRangeSeconds: entry.ceilingRange ? { from: entry.ceilingRange[0], to: entry.ceilingRange[1] } : null,
    holdChosenBy: entry.holdChosenBy,
    releaseLaw: profile.releaseLaw,
    cancels: profile.cancels,
    clientTimeoutSeconds: profile.clientTimeoutSeconds ?? null,
    routes: profile.routes.map(({ method, path, query }) => ({ method: method ?? null, path, query: query ?? [] })),
    examples: entry.examples,
    status: entry.status,
    headers: entry.headers,
    idleTimeoutAdviceSeconds: entry.idleTimeoutAdvice,
    bands: bands
      ? {
          objective: bands.objective,
          slowTo: bands.slowTo,
          sideFrom: bands.sideFrom,
          sideTo: bands.sideTo,
          overrunFrom: bands.overrunFrom,
        }
      : null,
    source: entry.source,
    note: entry.note ?? null,
    refusal: entry.refusal ?? null,
  };
}
