import { InputError } from '../errors.ts';

/** Letters, digits, dots and underscores, with single hyphens between: nothing of it can end an HTML comment. */
const MARKER_ID = /^[A-Za-z0-9._]+(?:-[A-Za-z0-9._]+)*$/;
const LONGEST_MARKER_ID = 64;
const FIRST_LINE = /^<!-- holdband:(\S+) -->(?:\r?\n|$)/;

/** Marker of reports where the user chose none. */
export const DEFAULT_MARKER = 'diff';

/**
 * First line of a comment, invisible on the page: by it a later run finds the comment again.
 *
 * @param id tells several reports on one pull request apart; letters, digits, `.`, `_` and single `-`, at most 64
 * @throws InputError where the id is something else
 */
export function commentMarker(id: string): string {
  if (!MARKER_ID.test(id) || id.length > LONGEST_MARKER_ID) {
    throw new InputError('MarkerInvalid', {
      where: '--marker',
      message: `marker is ${JSON.stringify(id)}, allowed: letters, digits, ".", "_" and single "-" between them, at most ${LONGEST_MARKER_ID} characters`,
    });
  }
  return `<!-- holdband:${id} -->`;
}

/** Id of the marker that a text begins with, if it does. */
export function markerOf(text: string): string | undefined {
  const id = FIRST_LINE.exec(text)?.[1];
  return id !== undefined && MARKER_ID.test(id) ? id : undefined;
}

/** The text with this marker as its first line, in place of the one it has. */
export function withMarker(text: string, id: string): string {
  const body = markerOf(text) === undefined ? text : text.replace(FIRST_LINE, '');
  return `${commentMarker(id)}\n${body}`;
}
