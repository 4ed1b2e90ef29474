import { beatenAt, type Result, separable, summarise } from './summary.ts';

/** One goal, and whether a rule met it. */
export interface Goal {
  readonly what: string;
  readonly asked: string;
  readonly reached: string;
  readonly met: boolean;
}

const MOST_FALSE_PERCENT = 0.005;
const MOST_PAGES_IN_TEN_WEEKS = 1;
const LEAST_DETECTABLE = 95;
const LEAST_OF_ORACLE = { broadcast: 85, 'message-driven': 78 } as const;

/** Goals of false pages are judged on every point, those of detection where slowdowns can be expected to be found. */
export function goalsOf(results: readonly Result[], rule: string): Goal[] {
  const all = summarise(results, rule);
  const some = separable(results);
  const found = summarise(some, rule);
  const pages = (10 * all.falsePages) / all.weeks;
  const detectable = (100 * found.caughtDetectable) / found.detectable;
  const everywhere = (100 * all.caughtDetectable) / all.detectable;
  const beaten = new Set(beatenAt(some, rule).map(({ point }) => point)).size;
  const points = new Set(some.map(({ point }) => point)).size;
  const goal = (what: string, asked: string, reached: string, met: boolean): Goal => ({ what, asked, reached, met });
  return [
    goal(
      'minutes in ALARM for nothing, every point',
      `at most ${MOST_FALSE_PERCENT} %`,
      `${all.falsePercent.toFixed(4)} %`,
      all.falsePercent <= MOST_FALSE_PERCENT,
    ),
    goal(
      'false pages in ten target-group weeks, every point',
      `at most ${MOST_PAGES_IN_TEN_WEEKS}`,
      pages.toFixed(2),
      pages <= MOST_PAGES_IN_TEN_WEEKS,
    ),
    goal('false pages of one release, every point', 'none', String(all.burstPages), all.burstPages === 0),
    goal(
      'caught of what is detectable in principle, separable points',
      `at least ${LEAST_DETECTABLE} %`,
      `${detectable.toFixed(1)} % (every point: ${everywhere.toFixed(1)} %)`,
      detectable >= LEAST_DETECTABLE,
    ),
    ...(['broadcast', 'message-driven'] as const).map((law) => {
      const held = some.filter(({ point }) => point.law === law && point.polls > 0);
      const { caught, oracle } = summarise(held, rule);
      const whole = summarise(
        results.filter(({ point }) => point.law === law && point.polls > 0),
        rule,
      );
      const share = (100 * caught) / oracle;
      const reached = `${share.toFixed(1)} % (every point: ${((100 * whole.caught) / whole.oracle).toFixed(1)} %)`;
      const asked = `at least ${LEAST_OF_ORACLE[law]} %`;
      return goal(`share of the oracle, ${law}, separable points`, asked, reached, share >= LEAST_OF_ORACLE[law]);
    }),
    goal('separable points at which a peer did better', 'none', `${beaten} of ${points}`, beaten === 0),
  ];
}
