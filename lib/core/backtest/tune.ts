import { ALARM_KINDS, type LeftOut } from '../alarms/definition.ts';
import { planTarget } from '../alarms/plan.ts';
import { planRecords } from '../alarms/plan-records.ts';
import type { AlarmRecord } from '../diff/model.ts';
import { InputError } from '../errors.ts';
import type { Target } from '../targets.ts';
import { formatSeconds, trim } from '../units.ts';
import { backtest } from './backtest.ts';
import type { AlarmReplay, History, Incident } from './model.ts';

/** An objective and a share that a target could be watched with. */
export interface TuneSetting {
  readonly objectiveSeconds: number;
  readonly slowSharePercent: number;
}

/** What the alarms of one setting would have done. */
export interface TunedSetting extends TuneSetting {
  /** True for what the config says now. */
  readonly configured: boolean;
  /** Pages of everything that pages, as people get them. */
  readonly pages: number;
  readonly minutesInAlarm: number;
  readonly caught?: number;
  readonly missed?: number;
  readonly falsePages?: number;
  readonly medianDelaySeconds?: number;
  /** Why there is no answer: it cannot be planned, or not be replayed. Then every count is 0. */
  readonly unknown?: string;
  readonly notes: readonly string[];
}

/** Everything that a tuning found. */
export interface Tuning {
  /** Objectives ascending, and of each the shares ascending. */
  readonly settings: readonly TunedSetting[];
  /** The setting that the incidents support. @default - there is none: see `why` */
  readonly choice?: TunedSetting;
  /** One sentence: why this one, or why none. */
  readonly why: string;
}

/** Multiples of the configured objective that are tried, and the shares, in percent. */
const OBJECTIVES = [0.5, 0.75, 1, 1.5, 2, 3];
const SHARES = [2, 5, 10];

/** Every objective with every share; what is configured is among them. */
export function tuneSettings(
  target: Target,
  objectives: readonly number[] = OBJECTIVES.map((times) => Number((times * target.objectiveSeconds).toPrecision(3))),
  shares: readonly number[] = SHARES,
): TuneSetting[] {
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  return ascending([...objectives, target.objectiveSeconds]).flatMap((objectiveSeconds) =>
    ascending([...shares, target.slowSharePercent]).map((slowSharePercent) => ({ objectiveSeconds, slowSharePercent })),
  );
}

/** A planned setting: its alarms, or why there are none. */
export interface PlannedSetting extends TuneSetting {
  readonly alarms: readonly AlarmRecord[];
  readonly leftOut: readonly LeftOut[];
  readonly unknown?: string;
}

/** Plans the alarms of each setting, paging even where the target is in shadow mode: whom it would call is the question. */
export function planSettings(target: Target, settings: readonly TuneSetting[]): PlannedSetting[] {
  return settings.map((setting) => {
    try {
      const plan = planTarget({ ...target, ...setting, paging: true });
      return { ...setting, alarms: planRecords(plan, { page: ['page'], ticket: [] }), leftOut: plan.leftOut };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const unknown = error.problems.map(({ where, message }) => `${where} ${message}`).join('; ');
      return { ...setting, alarms: [], leftOut: [], unknown };
    }
  });
}

/** Replays each setting, and chooses among them by the incidents. */
export function tune(
  target: Target,
  planned: readonly PlannedSetting[],
  history: History,
  incidents?: readonly Incident[],
): Tuning {
  const settings = planned.map((setting): TunedSetting => {
    const { objectiveSeconds, slowSharePercent, unknown } = setting;
    const configured = objectiveSeconds === target.objectiveSeconds && slowSharePercent === target.slowSharePercent;
    const replayed = unknown === undefined ? outcome(setting, history, incidents) : { ...NOTHING, unknown };
    return { objectiveSeconds, slowSharePercent, configured, ...replayed };
  });
  return { settings, ...chosen(settings, inside(history, incidents)) };
}

const NOTHING = { pages: 0, minutesInAlarm: 0, notes: [] };

function inside({ from, to }: History, incidents: readonly Incident[] | undefined): number | undefined {
  return incidents?.filter(({ start, end }) => end > from && start < to).length;
}

type Outcome = Omit<TunedSetting, keyof TuneSetting | 'configured'>;

/** Everything that pages does so through one composite: that is what people get. */
function outcome(
  { alarms, leftOut }: PlannedSetting,
  history: History,
  incidents: readonly Incident[] | undefined,
): Outcome {
  const slow = leftOut.filter(({ kind }) => kind.startsWith('slow-'));
  const planned = alarms.filter(({ name = '' }) => /-slow-\d+m$/.test(name));
  if (planned.length === 0) return { ...NOTHING, unknown: slow[0]?.reason ?? 'it has no alarm for slow requests' };
  const composite = alarms.findIndex(({ kind }) => kind === 'composite');
  if (composite < 0) return { ...NOTHING, unknown: 'none of its alarms pages' };
  const replays = backtest(alarms, history, incidents).alarms;
  const latency = replays.filter(({ name }) => ALARM_KINDS.some((kind) => name.endsWith(`-${kind}`)));
  const lost = latency.find(({ unknown }) => unknown !== undefined);
  // The page may still be replayed without it, but says nothing about this objective then.
  if (lost?.unknown !== undefined) return { ...NOTHING, unknown: lost.unknown };
  const { pages, minutesInAlarm, caught, missed, falsePages, medianDelaySeconds, unknown, notes } = replays[
    composite
  ] as AlarmReplay;
  return {
    pages,
    minutesInAlarm,
    ...(caught !== undefined && { caught }),
    ...(missed !== undefined && { missed }),
    ...(falsePages !== undefined && { falsePages }),
    ...(medianDelaySeconds !== undefined && { medianDelaySeconds }),
    ...(unknown !== undefined && { unknown }),
    notes: [
      ...slow.filter(({ mendable }) => mendable).map(({ kind, reason }) => `Without ${kind}: ${reason}.`),
      ...notes,
      ...new Set(latency.flatMap((replay) => replay.notes.filter((note) => !note.startsWith('It calls nobody')))),
    ],
  };
}

/**
 * The setting that catches the most incidents, then calls for nothing the least, then the one that is configured, then the
 * soonest. Pages alone choose nothing: the fewest pages has the alarm that never fires.
 */
function chosen(settings: readonly TunedSetting[], incidents: number | undefined): Pick<Tuning, 'choice' | 'why'> {
  if (incidents === undefined) {
    return {
      why: 'No choice without incidents: fewer pages are no better if they miss what happened. Give --incidents.',
    };
  }
  if (incidents === 0) return { why: 'No choice: none of the incidents lies in this past.' };
  const known = settings.filter(({ unknown }) => unknown === undefined).toSorted(byMerit);
  const [best, ...others] = known;
  if (!best) return { why: 'No choice: no setting could be replayed.' };
  if (!best.caught)
    return { why: `No choice: no setting catches ${incidents === 1 ? 'the incident' : 'any incident'}.` };
  const equals = others.filter((other) => other.caught === best.caught && other.falsePages === best.falsePages);
  const as = best.configured ? ', as configured,' : '';
  const also = equals.length > 0 ? `; ${equals.length} others do as well` : '';
  const { objectiveSeconds, slowSharePercent, caught, falsePages = 0 } = best;
  return {
    choice: best,
    why: `${formatSeconds(objectiveSeconds)} and ${trim(slowSharePercent)} %${as} catch ${caught} of ${incidents} with ${falsePages} false ${falsePages === 1 ? 'page' : 'pages'}${also}.`,
  };
}

function byMerit(a: TunedSetting, b: TunedSetting): number {
  return (
    (b.caught ?? 0) - (a.caught ?? 0) ||
    (a.falsePages ?? 0) - (b.falsePages ?? 0) ||
    Number(b.configured) - Number(a.configured) ||
    (a.medianDelaySeconds ?? 0) - (b.medianDelaySeconds ?? 0) ||
    a.objectiveSeconds - b.objectiveSeconds ||
    a.slowSharePercent - b.slowSharePercent
  );
}
