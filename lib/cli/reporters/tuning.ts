import sparkly from 'sparkly';
import type { History } from '../../core/backtest/model.ts';
import type { TunedSetting, Tuning } from '../../core/backtest/tune.ts';
import { isoTime } from '../../core/triage/verdict.ts';
import { formatSeconds, trim } from '../../core/units.ts';
import type { Style } from '../context.ts';
import { type Cell, plainTable } from '../table.ts';
import { minuteOfDay } from './past-timeline.ts';
import { clipped, onOneLine, plain, wrapped } from './plain.ts';

/** A table of all settings, a curve of pages for each share, and the choice that the incidents support. */
export function tuningReport(
  target: string,
  tuning: Tuning,
  history: History,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const { settings, why } = tuning;
  const { from, to } = history;
  const span = `${formatSeconds(to - from)}, ${minuteOfDay(from)} to ${minuteOfDay(to)} UTC`;
  const notes = [...new Set([...history.notes, ...settings.flatMap((setting) => setting.notes)])];
  const sections = [
    style.bold(`${plain(target)}: pages by objective and share over ${span}`),
    table(tuning, style, columns),
    ...curves(settings, style),
    wrapped(why, columns),
    ...(notes.length > 0 ? [notes.map((note) => wrapped(onOneLine(note), columns, '- ')).join('\n')] : []),
  ];
  return `${sections.join('\n\n')}\n`;
}

function table({ settings, choice }: Tuning, style: Style, columns: number): string {
  const scored = settings.some(({ caught }) => caught !== undefined);
  const heads = ['objective', 'share', 'pages', 'minutes', ...(scored ? ['caught', 'false', 'delay'] : [])];
  return plainTable(
    heads.map((right) => ({ right })),
    settings.map((setting): Cell[] => {
      const { objectiveSeconds, slowSharePercent, pages, minutesInAlarm, unknown } = setting;
      const asked = [formatSeconds(objectiveSeconds), `${trim(slowSharePercent)} %`];
      const figures = unknown === undefined ? [String(pages), String(minutesInAlarm)] : ['-', '-'];
      const score = scored ? scoreOf(setting) : [];
      const marks = [
        ...(setting === choice ? [style.green('choice')] : []),
        ...(setting.configured ? ['as configured'] : []),
        ...(unknown === undefined ? [] : [clipped(onOneLine(unknown), Math.max(20, columns - 40))]),
      ];
      return [...[...asked, ...figures, ...score].map((right) => ({ right })), marks.join(', ')];
    }),
  );
}

function scoreOf({ caught, missed = 0, falsePages = 0, medianDelaySeconds: delay, unknown }: TunedSetting): string[] {
  if (caught === undefined || unknown !== undefined) return ['-', '-', '-'];
  return [`${caught} of ${caught + missed}`, String(falsePages), delay === undefined ? '-' : formatSeconds(delay)];
}

/** Pages against objectives, a line for each share; blank where there is no answer. */
function curves(settings: readonly TunedSetting[], style: Style): string[] {
  const objectives = [...new Set(settings.map(({ objectiveSeconds }) => objectiveSeconds))];
  if (objectives.length < 2) return [];
  const most = Math.max(1, ...settings.map(({ pages }) => pages));
  const byShare = Map.groupBy(settings, ({ slowSharePercent }) => slowSharePercent);
  // Each objective three columns wide: six points are no curve.
  const lines = [...byShare].map(([share, of]) => {
    const pages = of.flatMap((setting) =>
      Array.from({ length: 3 }, () => (setting.unknown === undefined ? setting.pages : Number.NaN)),
    );
    const drawn = style.cyan(sparkly(pages, { minimum: 0, maximum: most }));
    return [
      `pages at ${trim(share)} %`,
      drawn,
      `${of.map((each) => (each.unknown === undefined ? each.pages : '-')).join(', ')}`,
    ];
  });
  const [first, last] = [objectives[0] as number, objectives.at(-1) as number];
  const axis = `objective from ${formatSeconds(first)} to ${formatSeconds(last)}, left to right`;
  return [`${plainTable([], lines)}\n${style.dim(axis)}`];
}

/** What `--json` prints: see docs/backtest.md. */
export function tuningJson(target: string, { settings, choice, why }: Tuning, history: History): object {
  return {
    schema: 1,
    target,
    from: isoTime(history.from),
    to: isoTime(history.to),
    source: history.source,
    settings,
    choice: choice ? { objectiveSeconds: choice.objectiveSeconds, slowSharePercent: choice.slowSharePercent } : null,
    why,
    notes: history.notes,
  };
}
