import * as z from 'zod/mini';
import { readAs, readTime, refuse, text } from './event-read.ts';
import type { TargetGroupCall, WidgetPlace } from './event-types.ts';
import { LONGEST_WINDOW } from './window.ts';

const REQUEST = z.object({ targetGroup: text, start: z.optional(z.string()), end: z.optional(z.string()) });

/** Milliseconds, as CloudWatch tells widgets. */
const RANGE = z.object({ start: z.number(), end: z.number() });
const CONTEXT = z.object({
  theme: z.nullish(z.string()),
  width: z.nullish(z.number()),
  height: z.nullish(z.number()),
  timeRange: z.nullish(z.extend(RANGE, { zoom: z.nullish(RANGE) })),
});

/** Reads what a person sends. A range that nobody could mean is refused. */
export function readManual(event: unknown): TargetGroupCall {
  const { targetGroup, start, end } = readAs(REQUEST, event);
  const from = start === undefined ? undefined : readTime(start, 'start');
  const to = end === undefined ? undefined : readTime(end, 'end');
  if (from !== undefined && to !== undefined) {
    if (from >= to) refuse(`start is ${start}, which is not before end, ${end}`);
    if (to - from > LONGEST_WINDOW) refuse(`start to end is longer than 24 hours, the most that is judged at once`);
  }
  return {
    kind: 'target-group',
    trigger: 'manual',
    targetGroup,
    ...(from !== undefined && { start: from }),
    ...(to !== undefined && { end: to }),
  };
}

/** Reads what a dashboard sends: the widget's parameters, and what it shows. A person's own range goes before the dashboard's. */
export function readWidget(event: object): TargetGroupCall {
  const { widgetContext, ...request } = event as { readonly widgetContext?: unknown };
  const context = readAs(CONTEXT, widgetContext, 'widgetContext');
  const { timeRange } = context;
  const call = { ...readManual(request), trigger: 'widget' as const };
  const range = timeRange?.zoom ?? timeRange;
  const own = call.start !== undefined || call.end !== undefined;
  return {
    ...call,
    ...(!own && range && { start: range.start / 1000, end: range.end / 1000 }),
    widget: placeOf(context),
  };
}

/** How the dashboard shows the widget; nonsense is passed over. */
function placeOf({ theme, width, height }: z.output<typeof CONTEXT>): WidgetPlace {
  return {
    ...(theme === 'dark' && { theme }),
    ...(typeof width === 'number' && width > 0 && { width }),
    ...(typeof height === 'number' && height > 0 && { height }),
  };
}

/** As {@link placeOf}, for an event that may be anything. */
export function widgetPlace(event: unknown): WidgetPlace {
  const result = z.object({ widgetContext: CONTEXT }).safeParse(event);
  return result.success ? placeOf(result.data.widgetContext) : {};
}
