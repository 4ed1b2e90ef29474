/**
 * Characters that a log or a name may carry to play tricks on a reader: control characters (C0, DEL, C1), line separators,
 * and marks that turn the direction of writing.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TRICKS = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Untrusted text, safe to show on one line: every character that does more than stand there is written as its code. */
export function plain(text: string): string {
  return text.replace(TRICKS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** {@link plain} text on one line: a paragraph of YAML carries the ends of its lines. */
export function onOneLine(text: string): string {
  return plain(text.replace(/\s+/g, ' ').trim());
}
