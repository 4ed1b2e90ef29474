import { HoldbandError } from '../../lib/core/errors.ts';
import type { AccountReader } from '../../lib/core/inventory/account.ts';
import type { RenderedAnswer, RunbookAnswer } from './answer.ts';
import { isWidgetEvent, parseEvent } from './event.ts';
import { widgetPlace } from './event-request.ts';
import type { AlarmCall, TargetGroupCall } from './event-types.ts';
import { homeOf, ignoredAnswer, type Judging, judgeAlarm, judgeAsked, readAsked } from './judge.ts';
import { type Delivery, tell } from './publish.ts';
import { chatMessage } from './render/chat.ts';
import { describeWidget, errorHtml, widgetHtml } from './render/widget.ts';
import { type RunbookContext, timeLimit } from './time-limit.ts';
import { WidgetCache } from './widget-cache.ts';

/** What the handler is made of: no client, no environment variables, no output of its own. */
export interface RunbookDependencies extends Delivery {
  readonly reader: AccountReader;
  /** A short text that is the same for the same text, and hardly for another. */
  readonly hash: (text: string) => string;
}

/** JSON for alarms and people; HTML, or Markdown for `describe`, for dashboards. */
export type RunbookReply = RunbookAnswer | string;

/**
 * The Lambda's handler. Whatever called, it finds out the target groups, judges them, logs the verdict as one line of JSON,
 * and only then tells the verdict topic; people and dashboards get the answer itself. It answers within its time limit,
 * with what it has by then.
 *
 * @throws HoldbandError `EventNotUnderstood` for an event in no shape it knows; a dashboard is shown the reason
 */
export function createHandler(
  dependencies: RunbookDependencies,
): (event: unknown, context: RunbookContext) => Promise<RunbookReply> {
  const cache = new WidgetCache(dependencies.now);
  return async (event, context) => {
    try {
      const call = parseEvent(event);
      if (call.kind === 'describe') return describeWidget();
      const judging = judgingOf(dependencies, context);
      if (call.kind === 'alarm') return await answerAlarm(call, judging, dependencies);
      if (call.trigger === 'widget') return await answerWidget(call, judging, dependencies, cache);
      const { answer } = await judgeAsked(call.trigger, readAsked(call, judging), judging);
      return logged(answer, dependencies);
    } catch (error) {
      if (!(error instanceof HoldbandError) || !isWidgetEvent(event)) throw error;
      dependencies.log(JSON.stringify({ schema: 1, message: 'widget-refused', reason: error.message }));
      return errorHtml(error.message, widgetPlace(event));
    }
  };
}

function judgingOf({ reader, config, now, hash }: RunbookDependencies, context: RunbookContext): Judging {
  const home = homeOf(context.invokedFunctionArn);
  return {
    reader,
    environment: config.environment,
    now: now(),
    hash,
    ...(home && { home }),
    limit: timeLimit(context),
  };
}

async function answerAlarm(
  call: AlarmCall,
  judging: Judging,
  dependencies: RunbookDependencies,
): Promise<RunbookAnswer> {
  const why = whyIgnored(call);
  if (why !== undefined) return logged(ignoredAnswer(call, why, judging), dependencies);
  const rendered = await judgeAlarm(call, judging);
  const answer = logged(rendered.answer, dependencies);
  if (answer.ignored !== undefined) return answer;
  const message = JSON.stringify(chatMessage(rendered));
  const { topicArn } = call;
  const notice = { id: answer.id, message, ...(topicArn !== undefined && { calledThrough: topicArn }) };
  await tell(notice, dependencies, judging.limit.telling);
  return answer;
}

/** EventBridge sends every change of state, suppressed ones too; a topic may carry more than ALARM. */
function whyIgnored({ alarm }: AlarmCall): string | undefined {
  const { name, state, suppressedBy } = alarm;
  if (state !== 'ALARM') return `${name} is in state ${state}: only ALARM is judged.`;
  if (suppressedBy === undefined) return undefined;
  return `Actions of ${name} are suppressed (${suppressedBy}), so it paged nobody.`;
}

async function answerWidget(
  call: TargetGroupCall,
  judging: Judging,
  dependencies: RunbookDependencies,
  cache: WidgetCache,
): Promise<string> {
  const asked = readAsked(call, judging);
  const { fullName, minutes, problems } = asked;
  const key = [fullName, minutes.start, minutes.end, ...problems].join(' ');
  let rendered = cache.get(key);
  if (!rendered) {
    rendered = await judgeAsked(call.trigger, asked, judging);
    logged(rendered.answer, dependencies);
    if (isWhole(rendered, problems)) cache.set(key, rendered);
  }
  return widgetHtml(rendered, call.widget ?? {});
}

/** An answer with gaps is not shown twice: the next look may fill them, but for those of what was asked. */
function isWhole({ answer, live }: RenderedAnswer, asked: readonly string[]): boolean {
  return answer.problems.length === asked.length && live.every(({ missing }) => missing.length === 0);
}

function logged(answer: RunbookAnswer, { log }: Pick<RunbookDependencies, 'log'>): RunbookAnswer {
  log(JSON.stringify(answer));
  return answer;
}
