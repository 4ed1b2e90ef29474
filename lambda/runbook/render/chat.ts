import { urgencyOf } from '../../../lib/core/triage/urgency.ts';
import type { CallingAlarm, OpenAlarm, RenderedAnswer } from '../answer.ts';
import { inert, inertWithin, within } from './inert.ts';
import {
  openAlarmsOf,
  type Part,
  partsOf,
  provisionalWords,
  shortName,
  sinceWords,
  URGENCY_WORDS,
  verdictWords,
  windowWords,
} from './words.ts';

/**
 * A message in the schema of custom notifications of Amazon Q Developer in chat applications (its administrator guide,
 * "Custom notifications"). It shows nothing of a message in any other shape.
 */
export interface ChatMessage {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  readonly metadata: {
    /** Messages with the same id are one thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: 'LatencyVerdict';
    /** ARNs. */
    readonly relatedResources: readonly string[];
    readonly additionalContext: { readonly [name: string]: string };
    readonly enableCustomActions: true;
  };
}

/**
 * Lengths of the parts, in characters, and numbers of them. Nobody documents how long they may be; a section of a Slack
 * message takes 3,000, so these stay below, and the whole far below the 256 KiB of SNS.
 */
export const CHAT_LIMITS = {
  ...{ id: 128, title: 150, description: 2_600, summary: 250, threadId: 512, context: 250 },
  ...{ nextStep: 600, nextSteps: 8, keyword: 60, keywords: 8, relatedResource: 400 },
  /** Target groups told of one by one, and what is told of each. */
  ...{ groups: 5, headline: 300, evidence: 250, evidenceItems: 5, problems: 3 },
} as const;

const SIGNS = { 'get-up': '🔴', 'look-in-working-hours': '🟡', 'nothing-to-do': '🟢' } as const;
/** What is known to be safe as it stands: an ARN without a character that a chat client could read as its own. */
const HARMLESS_ARN = /^arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:\d*:[\w:/-]+$/;

/** The answer as a chat message. Every name and text of the account stands in it as {@link inert} text. */
export function chatMessage(rendered: RenderedAnswer): ChatMessage {
  const { answer } = rendered;
  const { alarm, id } = answer;
  const parts = partsOf(rendered);
  return {
    version: '1.0',
    source: 'custom',
    id: inertWithin(id, CHAT_LIMITS.id),
    content: {
      textType: 'client-markdown',
      title: within(titleOf(parts, alarm), CHAT_LIMITS.title),
      description: description(rendered, parts),
      nextSteps: nextSteps(parts),
      keywords: keywords(rendered, parts),
    },
    metadata: {
      threadId: threadId(rendered),
      summary: inertWithin(parts.map(({ headline }) => headline).join(' ') || 'No verdict.', CHAT_LIMITS.summary),
      eventType: 'LatencyVerdict',
      relatedResources:
        alarm && alarm.arn.length <= CHAT_LIMITS.relatedResource && HARMLESS_ARN.test(alarm.arn) ? [alarm.arn] : [],
      additionalContext: context(rendered),
      enableCustomActions: true,
    },
  };
}

/** The alarm and the state it is in: the same for a retry, another for the next page. */
function threadId({ answer: { alarm, id } }: RenderedAnswer): string {
  if (!alarm) return inertWithin(id, CHAT_LIMITS.threadId);
  const arn = HARMLESS_ARN.test(alarm.arn) ? alarm.arn : inert(alarm.arn);
  return within(`${arn}/${inert(alarm.since)}`, CHAT_LIMITS.threadId);
}

function titleOf(parts: readonly Part[], alarm: CallingAlarm | undefined): string {
  const [first] = parts;
  if (!first) return `🟡 No verdict${alarm ? ` for ${inert(alarm.name)}` : ''}`;
  const { verdict } = first;
  const more = parts.length > 1 ? `, and ${parts.length - 1} more` : '';
  return `${SIGNS[urgencyOf(verdict.verdict)]} ${verdictWords(verdict.verdict)}: ${inertWithin(shortName(verdict), 60)}${more}`;
}

function description(rendered: RenderedAnswer, parts: readonly Part[]): string {
  const { answer } = rendered;
  const open = openAlarmsOf(rendered);
  const { alarm, problems, environment } = answer;
  const shown = parts.slice(0, CHAT_LIMITS.groups);
  const head = alarm
    ? [
        `Alarm ${inertWithin(alarm.name, 255)} is in ${inertWithin(alarm.state, 30)} since ${inertWithin(sinceWords(alarm), 40)}.`,
      ]
    : [];
  const tail = [
    ...(parts.length > shown.length
      ? [`${parts.length - shown.length} more target groups: see the log of the runbook.`]
      : []),
    ...(open.length > 0 ? [openAlarms(open)] : []),
    ...problems
      .slice(0, CHAT_LIMITS.problems)
      .map((problem) => `Not known: ${inertWithin(problem, CHAT_LIMITS.evidence)}`),
    ...(problems.length > CHAT_LIMITS.problems
      ? [`${problems.length - CHAT_LIMITS.problems} more problems: see the log.`]
      : []),
    `Environment ${inertWithin(environment, 60)}, verdict id ${inertWithin(answer.id, CHAT_LIMITS.id)}.`,
  ];
  const around = [...head, ...tail].join('\n').length;
  // What does not fit is evidence, the least important of it: each group gets an equal share of the room.
  const room = Math.max(0, Math.floor((CHAT_LIMITS.description - around) / Math.max(1, shown.length)) - 2);
  return within([...head, ...shown.map((part) => group(part, room)), ...tail].join('\n'), CHAT_LIMITS.description);
}

/** What is said of one target group, whole lines only. */
function group({ headline, verdict }: Part, room: number): string {
  const { window, confidence, limits, also } = verdict;
  const provisional = provisionalWords(window);
  const others = also.length > 0 ? `, also ${also.map(verdictWords).join(', ')}` : '';
  const [first, ...lines] = [
    `*${verdictWords(verdict.verdict)}*${others} (confidence ${confidence}; ${URGENCY_WORDS[urgencyOf(verdict.verdict)].toLowerCase()}): ${inertWithin(shortName(verdict), 60)}`,
    inertWithin(headline, CHAT_LIMITS.headline),
    windowWords(window),
    ...(provisional === undefined ? [] : [provisional]),
    ...verdict.evidence
      .slice(0, CHAT_LIMITS.evidenceItems)
      .map(({ text }) => `• ${inertWithin(text, CHAT_LIMITS.evidence)}`),
    ...(limits.length > 0 ? [`Limits: ${inertWithin(limits.join(' '), CHAT_LIMITS.evidence)}`] : []),
  ] as [string, ...string[]];
  let text = within(first, room);
  for (const line of lines) {
    if (text.length + 1 + line.length > room) break;
    text += `\n${line}`;
  }
  return text;
}

function openAlarms(open: readonly OpenAlarm[]): string {
  const named = open.slice(0, 5).map(({ name, state }) => `${inertWithin(name, 80)} (${inertWithin(state, 20)})`);
  return `Open alarms: ${named.join(', ')}${open.length > named.length ? `, and ${open.length - named.length} more` : ''}`;
}

/** Of several groups each step says whose it is, and each group has its first step before any has its second. */
function nextSteps(parts: readonly Part[]): string[] {
  const most = Math.max(0, ...parts.map(({ verdict }) => verdict.nextSteps.length));
  const steps = Array.from({ length: most }, (_, i) =>
    parts.flatMap(({ verdict }) => {
      const step = verdict.nextSteps[i];
      if (step === undefined) return [];
      const whose = parts.length > 1 ? `${inertWithin(shortName(verdict), 60)}: ` : '';
      return [`${whose}${stepText(step, CHAT_LIMITS.nextStep - whose.length)}`];
    }),
  ).flat();
  return [...new Set(steps)].slice(0, CHAT_LIMITS.nextSteps);
}

/** A sentence of ours that ends in a command of nothing but harmless characters: no backtick, bracket, `@` or line end. */
const COMMAND = /^([A-Za-z ,.-]+: )(aws (?:s3 cp|elbv2 modify-load-balancer-attributes) [\w ./:%+=,'*?&-]+)$/;

/** A command is there whole, ready to be copied, or not at all. */
function stepText(step: string, length: number): string {
  const [, lead = '', command = ''] = COMMAND.exec(step) ?? [];
  if (command === '') return inertWithin(step, length);
  const whole = `${lead}\`${command}\``;
  return whole.length <= length ? whole : `${lead}the command stands in the log of the runbook.`;
}

function keywords({ answer }: RenderedAnswer, parts: readonly Part[]): string[] {
  const words = ['holdband', answer.environment, ...parts.flatMap(({ verdict }) => [verdict.verdict, ...verdict.also])];
  return [...new Set(words)].slice(0, CHAT_LIMITS.keywords).map((word) => inertWithin(word, CHAT_LIMITS.keyword));
}

function context({
  answer: { id, environment, trigger, alarm },
}: RenderedAnswer): ChatMessage['metadata']['additionalContext'] {
  const told = {
    verdictId: id,
    environment,
    trigger,
    ...(alarm && { alarm: alarm.name, state: alarm.state, since: alarm.since, reason: alarm.reason }),
  };
  return Object.fromEntries(Object.entries(told).map(([name, text]) => [name, inertWithin(text, CHAT_LIMITS.context)]));
}
