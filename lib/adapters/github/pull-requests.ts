import { appendFile, stat } from 'node:fs/promises';
import { Octokit } from '@octokit/core';
import { retry } from '@octokit/plugin-retry';
import {
  type CommentAuthor,
  CommentFailedError,
  CommentRefusedError,
  type PostedComment,
  type PullRequest,
  type PullRequestComments,
  type PullRequestHost,
} from '../../core/diff/comment.ts';
import { isRequestFailure, type RequestFailure, waitOutRateLimits } from './retries.ts';

/** Shown of one step's summary: docs.github.com, "Workflow commands", step isolation and limits. */
const SUMMARY_BYTES = 1_048_576;
const PER_PAGE = 100;
const TIMEOUT_MS = 30_000;
/** The token is not known, may not, or sees nothing there. */
const REFUSED: readonly number[] = [401, 403, 404];

const Client = Octokit.plugin(waitOutRateLimits, retry);

/** GitHub, or a GitHub Enterprise Server, through its official client. */
export function gitHub(
  environment: PullRequestHost['environment'],
  options: {
    /** Unit of waiting between tries, milliseconds. @default 1000 */
    readonly retryUnitMs?: number;
  } = {},
): PullRequestHost {
  return {
    environment,
    open: (pullRequest) => openPullRequest(pullRequest, options.retryUnitMs ?? 1000),
    appendSummary,
  };
}

function openPullRequest(pullRequest: PullRequest, retryUnitMs: number): PullRequestComments {
  const { repository, number, apiUrl, token } = pullRequest;
  const silent = () => {};
  const client = new Client({
    baseUrl: apiUrl.replace(/\/+$/, ''),
    ...(token !== undefined && { auth: token }),
    userAgent: 'holdband',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    // 429 is waited out by the plugin before this one; the others do not change by asking again.
    retry: { doNotRetry: [400, 401, 403, 404, 410, 422, 429, 451], retryAfterBaseValue: retryUnitMs },
    request: {
      fetch: (url: string, init: RequestInit) => fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    },
  });
  const [owner = '', repo = ''] = repository.split('/');
  const place = { owner, repo, issue_number: number };
  const what = `pull request ${number} of ${repository}`;

  return {
    author: () => authorOf(client, token),
    list: () =>
      answered(token, `the comments of ${what}`, async () => {
        const found: PostedComment[] = [];
        let url: string | undefined = '/repos/{owner}/{repo}/issues/{issue_number}/comments';
        for (let page = 0; url !== undefined; page += 1) {
          const answer: { data: unknown; headers: { link?: string } } = await client.request(
            `GET ${url}`,
            page === 0 ? { ...place, per_page: PER_PAGE } : {},
          );
          if (!Array.isArray(answer.data)) throw new CommentFailedError(`${apiUrl} does not answer like GitHub`);
          found.push(...(answer.data as RawComment[]).map(posted));
          url = nextPage(answer.headers.link, apiUrl);
        }
        return found;
      }),
    // A comment that was made although its answer got lost would be made twice: who creates looks again instead.
    create: (body) =>
      answered(token, `a comment on ${what}`, async () => {
        const path = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
        const { data } = await client.request(path, { ...place, body, request: { retries: 0 } });
        return (data as RawComment).html_url;
      }),
    update: (id, body) =>
      answered(token, `the comment ${id} on ${what}`, async () => {
        const path = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
        const { data } = await client.request(path, { owner, repo, comment_id: id, body });
        return (data as RawComment).html_url;
      }),
  };
}

/** docs.github.com, REST API, "List issue comments", as far as it is read here. */
interface RawComment {
  readonly id: number;
  readonly body?: string;
  readonly user: { readonly login: string; readonly type: string } | null;
  readonly html_url: string;
}

function posted({ id, body, user, html_url }: RawComment): PostedComment {
  return { id, body: body ?? '', author: user?.login ?? '', byApp: user?.type === 'Bot', url: html_url };
}

/** A token of an app, such as that of a workflow, may not ask who it is. */
async function authorOf(client: Octokit, token: string | undefined): Promise<CommentAuthor> {
  try {
    const { data } = await client.request('GET /user');
    return { login: (data as { readonly login: string }).login };
  } catch (error) {
    if (isRequestFailure(error) && REFUSED.includes(error.status)) return 'app';
    throw translated(error, 'who the token belongs to', token);
  }
}

/** Address of the next page. Only on the same server: the token goes nowhere else. */
function nextPage(link: string | undefined, apiUrl: string): string | undefined {
  const next = /<([^<>]+)>;\s*rel="next"/.exec(link ?? '')?.[1];
  if (next === undefined) return undefined;
  if (new URL(next).origin !== new URL(apiUrl).origin) {
    throw new CommentFailedError(`the next page of comments is on another server: ${new URL(next).origin}`);
  }
  return next;
}

async function answered<T>(token: string | undefined, what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw translated(error, what, token);
  }
}

function translated(error: unknown, what: string, token: string | undefined): unknown {
  if (!isRequestFailure(error)) return error;
  const reason = safeReason(error, token);
  if (!REFUSED.includes(error.status) || isRateLimit(error)) {
    return new CommentFailedError(`${what}: ${reason}`, { mayBeDone: error.status >= 500 });
  }
  return new CommentRefusedError(`${what}: ${reason}`);
}

function isRateLimit({ response }: RequestFailure): boolean {
  return response?.headers['retry-after'] !== undefined || response?.headers['x-ratelimit-remaining'] === '0';
}

/** Nobody promises that a server, or a proxy, does not repeat what it was sent; the cause is left out for the same reason. */
function safeReason({ status, message, response }: RequestFailure, token: string | undefined): string {
  const text = `${response ? `${status} ` : ''}${message}`;
  return token ? text.replaceAll(token, '***') : text;
}

async function appendSummary(path: string, text: string): Promise<boolean> {
  const present = await stat(path).then(
    ({ size }) => size,
    () => 0, // made by the first who writes
  );
  if (present + Buffer.byteLength(text) > SUMMARY_BYTES) return false;
  await appendFile(path, text);
  return true;
}
