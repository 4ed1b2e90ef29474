import { HoldbandError, InputError } from '../errors.ts';

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

/** A comment that stands on a pull request. */
export interface PostedComment {
  readonly id: number;
  readonly body: string;
  /** Login of who wrote it. */
  readonly author: string;
  /** Whether an app wrote it, such as the token of a workflow. */
  readonly byApp: boolean;
  readonly url: string;
}

/** What there is to do so that a pull request has the comment. */
export type CommentPlan =
  | { readonly action: 'create' }
  | { readonly action: 'update' | 'nothing'; readonly comment: PostedComment };

/** Who a token writes as: a login, or an app that cannot ask for its own. */
export type CommentAuthor = { readonly login: string } | 'app';

/**
 * Brings the comments of a pull request in line with one that is wanted: the oldest of our own with the same marker is
 * updated, and left alone where it says the same. A second run has nothing to do. Comments of others are never touched,
 * though they quote the marker.
 *
 * @param body begins with its marker, see {@link withMarker}
 */
export function planComment(existing: readonly PostedComment[], body: string, author: CommentAuthor): CommentPlan {
  const marker = markerOf(body);
  const ours = existing.filter(
    (comment) =>
      marker !== undefined &&
      markerOf(comment.body) === marker &&
      (author === 'app' ? comment.byApp : comment.author === author.login),
  );
  const [comment] = ours.toSorted((a, b) => a.id - b.id);
  if (!comment) return { action: 'create' };
  return { action: asStored(comment.body) === asStored(body) ? 'nothing' : 'update', comment };
}

/** Servers change the ends of lines, and what is blank at the end. */
function asStored(body: string): string {
  return body.replace(/\r\n/g, '\n').trimEnd();
}

/** The comments of one pull request. Calls throw {@link CommentRefusedError} or {@link CommentFailedError}. */
export interface PullRequestComments {
  author(): Promise<CommentAuthor>;
  list(): Promise<readonly PostedComment[]>;
  /** @returns address of the comment */
  create(body: string): Promise<string>;
  /** @returns address of the comment */
  update(id: number, body: string): Promise<string>;
}

/** The token may not do that: it is read-only, as on pull requests from forks, or it does not see the pull request. */
export class CommentRefusedError extends HoldbandError {
  constructor(message: string, options?: ErrorOptions) {
    super('CommentRefused', message, options);
  }
}

/** The server could not do that, or not in time, also when asked again. */
export class CommentFailedError extends HoldbandError {
  /** Whether it may have done it all the same, such as where its answer got lost. */
  readonly mayBeDone: boolean;

  constructor(message: string, options: ErrorOptions & { readonly mayBeDone?: boolean } = {}) {
    super('CommentFailed', message, options);
    this.mayBeDone = options.mayBeDone ?? false;
  }
}

/** Which pull request, and how it is reached. */
export interface PullRequest {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
  /** Such as `https://api.github.com`. */
  readonly apiUrl: string;
  /** @default - asked without; only reading can succeed */
  readonly token?: string;
}

/** Where pull requests are, and what the job that this runs in says about them. */
export interface PullRequestHost {
  /** Environment variables of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  open(pullRequest: PullRequest): PullRequestComments;
  /**
   * Appends to the file that is shown as the summary of a job.
   *
   * @returns false where it would grow beyond what is shown, 1 MiB: then nothing was written
   */
  appendSummary(path: string, text: string): Promise<boolean>;
}
