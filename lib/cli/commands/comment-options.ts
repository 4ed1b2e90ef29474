import type { PullRequest, PullRequestHost } from '../../core/diff/comment.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import type { FileAccess } from '../../core/io.ts';

export interface CommentFlags {
  readonly file: string;
  readonly repo?: string;
  readonly pull?: string;
  readonly marker?: string;
  readonly dryRun?: boolean;
  readonly requireComment?: boolean;
  readonly json?: boolean;
}

const REPOSITORY = /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/;
const PULL = /^[1-9]\d{0,9}$/;
const DEFAULT_API = 'https://api.github.com';

/**
 * The pull request that the options name, or that the workflow runs for.
 *
 * @throws InputError with everything that is missing or wrong
 */
export async function pullRequestOf(
  flags: CommentFlags,
  environment: PullRequestHost['environment'],
  files: FileAccess,
): Promise<PullRequest> {
  const problems: InputProblem[] = [];
  const repository = flags.repo ?? environment.GITHUB_REPOSITORY;
  if (repository === undefined) {
    problems.push({ where: '--repo', message: 'is needed where GITHUB_REPOSITORY is not set, such as acme/alarms' });
  } else if (!REPOSITORY.test(repository)) {
    problems.push({ where: '--repo', message: `repository is ${JSON.stringify(repository)}, allowed: owner/name` });
  }
  const pull = flags.pull ?? (await pullOfWorkflow(environment, files));
  if (pull === undefined) {
    problems.push({ where: '--pull', message: 'is needed where no workflow runs for a pull request' });
  } else if (!PULL.test(pull)) {
    problems.push({
      where: '--pull',
      message: `pull request is ${JSON.stringify(pull)}, allowed: its number, 1 or more`,
    });
  }
  const apiUrl = environment.GITHUB_API_URL || DEFAULT_API;
  if (!/^https?:$/.test(URL.parse(apiUrl)?.protocol ?? '')) {
    problems.push({
      where: 'GITHUB_API_URL',
      message: `is ${JSON.stringify(apiUrl)}, allowed: an http or https address`,
    });
  }
  if (problems.length > 0) throw new InputError('PullRequestUnknown', problems);
  const token = environment.GITHUB_TOKEN?.trim();
  return { repository: repository ?? '', number: Number(pull), apiUrl, ...(token && { token }) };
}

/** From the ref that was checked out, else from the event that started the workflow. */
async function pullOfWorkflow(
  { GITHUB_REF, GITHUB_EVENT_PATH }: PullRequestHost['environment'],
  files: FileAccess,
): Promise<string | undefined> {
  const number = /^refs\/pull\/(\d+)\//.exec(GITHUB_REF ?? '')?.[1];
  if (number !== undefined) return number;
  if (!GITHUB_EVENT_PATH || !(await files.exists(GITHUB_EVENT_PATH))) return undefined;
  const text = await files.readText(GITHUB_EVENT_PATH);
  try {
    const event = JSON.parse(text) as { readonly pull_request?: { readonly number?: number } } | null;
    return event?.pull_request?.number?.toString();
  } catch (cause) {
    const problem = { where: GITHUB_EVENT_PATH, message: 'the event of the workflow is not JSON; name --pull instead' };
    throw new InputError('EventUnreadable', problem, { cause });
  }
}
