import { onOneLine } from '../../../lib/core/plain.ts';

/**
 * Characters that mean something to a chat client, and what stands there in their place: alike for a reader, nothing to a
 * client. Escaping as CommonMark has it (mdast-util-to-markdown) does not help here: what is sent as `client-markdown` is read
 * by Slack's own rules, in which a backslash escapes nothing (`\<!channel>` still calls everybody), and it leaves `@here` and
 * bare addresses alone; escaping as Slack has it would be seen as such in Microsoft Teams.
 */
const LOOK_ALIKES: { readonly [char: string]: string } = {
  '<': '‹',
  '>': '›',
  '@': '＠',
  '*': '∗',
  '~': '∼',
  '`': 'ˋ',
  '[': '［',
  ']': '］',
  '|': '｜',
  '#': '＃',
  '\\': '⧵',
};
const MEANING = /[<>@*~`[\]|#\\]/g;
/** Emphasis, unless letters or digits stand on both sides of it, as in `order_service`. */
const EMPHASIS = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** `&lt;`, `&#64;`: a client that reads entities would make the characters above again. */
const ENTITY = /&(?=#?[A-Za-z0-9])/g;
/** `https:`, `mailto:`, `slack:`; no address begins without. The colon of a sentence has a blank behind it. */
const SCHEME = /(?<=\p{L}):(?=[^\s:]|$)/gu;
/** `example.com`: clients make links of bare names, too, with any of the four stops. Decimals have digits behind the point. */
const HOST = /(?<=[\p{L}\p{N}])[.。．｡](?=\p{L})/gu;
/** `:siren:`, `:100:`, or their beginning at the end, where a colon of ours may follow; a time of day is none. */
const EMOJI = /(?<!\p{N}):(?=[\p{L}\p{N}_+'-]+(?:[:∶]|$))|:(?=\p{N}*[\p{L}_+'-][\p{L}\p{N}_+'-]*(?:[:∶]|$))/gu;

/**
 * Untrusted text for a chat message: on one line, with the same words, and without mentions, links, formatting or emoji
 * wherever it stands. What looks like the characters replaced are others, so nothing is to be copied from it.
 */
export function inert(text: string): string {
  return onOneLine(text.toWellFormed())
    .replace(ENTITY, '＆')
    .replace(MEANING, (char) => LOOK_ALIKES[char] as string)
    .replace(EMPHASIS, '＿')
    .replace(EMOJI, '∶')
    .replace(SCHEME, '∶')
    .replace(HOST, '․');
}

/** {@link inert} text of at most `length` UTF-16 units, with an ellipsis where something is gone; never half a character. */
export function inertWithin(text: string, length: number): string {
  return within(inert(text), length);
}

/** Text of at most `length` UTF-16 units, with an ellipsis where something is gone; never half a character. */
export function within(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = Math.max(0, length - 1);
  const last = text.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return `${text.slice(0, end)}…`;
}
