import { type Point, pointId } from './point.ts';
import { notSeparable } from './separable.ts';

/** docs/not-separable.md: from the inputs of the grid alone, so that no result can have a say in it. */
export function notSeparablePage(points: readonly Point[]): string {
  const listed = points.flatMap((point) => {
    const reason = notSeparable(point);
    return reason === undefined ? [] : [{ point, reason }];
  });
  const rows = listed.map(({ point, reason }) => `| ${pointId(point)} | ${reason} |`);
  return `${[
    '# Not separable',
    'Written by `npm run bakeoff -- --full` before anything is simulated: do not edit. Mixes of traffic at which nobody who looks at response times alone can be expected to find slowdowns, by a rule from the inputs: a slowdown that makes 60 % of the requests take 3 s longer must be expected to make at least 5 of them slow in five minutes, and more than four standard deviations of the early releases of the same lengths.',
    `${listed.length} of the ${points.length} mixes of the [bake-off](bakeoff.md). What helps there is a listener rule that gives the long-poll route a target group of its own, or access logs. Slowness of exactly the length of the hold cannot be seen anywhere, and is not simulated.`,
    `| mix | why |\n| --- | --- |\n${rows.join('\n')}`,
  ].join('\n\n')}\n`;
}
