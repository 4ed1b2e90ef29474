import { Command } from 'commander';
import {
  CommentFailedError,
  type CommentPlan,
  CommentRefusedError,
  DEFAULT_MARKER,
  markerOf,
  type PullRequestComments,
  type PullRequestHost,
  planComment,
  withMarker,
} from '../../core/diff/comment.ts';
import { InputError } from '../../core/errors.ts';
import type { Clock } from '../../core/io.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { plain } from '../reporters/plain.ts';
import { type CommentFlags, pullRequestOf } from './comment-options.ts';

const EXAMPLES = `
Examples:
  $ holdband comment --file report.md
  $ holdband comment --file report.md --repo acme/alarms --pull 12 --dry-run
  $ holdband comment --file report.md --marker prod --require-comment

Writes one comment per marker: a later run updates it, and leaves it alone where nothing changed. In a GitHub
workflow the repository and the pull request are known; GITHUB_TOKEN is needed, with pull-requests: write.
Where the token may not write, as on pull requests from forks, the report goes to the summary of the job and
to standard output, with a warning and exit code 0; 2 with --require-comment. Failures of GitHub are 2.
--json prints {"schema": 1, "action", "marker", "repository", "pullRequest", ...}; docs/diff.md tells the rest.`;

/** GitHub refuses longer comments. */
const LONGEST_COMMENT = 65_536;
const TRIES = 3;

/** `holdband comment`: puts a report on a pull request, once. */
export function commentCommand(host: CommandHost): Command {
  return new Command('comment')
    .summary('put a report on a GitHub pull request')
    .description('Creates or updates the comment of a GitHub pull request that shows a report.')
    .requiredOption('--file <REPORT>', 'the report, as holdband diff --markdown prints it')
    .option('--repo <OWNER/NAME>', 'repository (default: GITHUB_REPOSITORY)')
    .option('--pull <N>', 'number of the pull request (default: that of the workflow)')
    .option('--marker <ID>', `tells comments apart (default: that of the report, or ${DEFAULT_MARKER})`)
    .option('--dry-run', 'say what would be done, and do nothing')
    .option('--require-comment', 'exit with 2 where the token may not comment')
    .option('--json', 'print {schema, action, marker, repository, pullRequest, ...}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: CommentFlags) => host.finish(await runComment(flags, host)));
}

/** What became of the comment. */
interface Outcome {
  readonly action: CommentPlan['action'] | 'refused' | 'failed';
  readonly url?: string;
  /** Why there is no comment. */
  readonly reason?: string;
}

async function runComment(flags: CommentFlags, host: CommandHost): Promise<ExitCode> {
  const { context, deps } = host;
  const text = await deps.files.readText(flags.file);
  const marker = flags.marker ?? markerOf(text) ?? DEFAULT_MARKER;
  const body = withMarker(text, marker);
  if (body.length > LONGEST_COMMENT) {
    const message = `has ${body.length} characters with its marker, allowed: ${LONGEST_COMMENT}; holdband diff --markdown stays below`;
    throw new InputError('CommentTooLong', { where: flags.file, message });
  }
  const github = await deps.pullRequests();
  const pullRequest = await pullRequestOf(flags, github.environment, deps.files);

  const progress = context.io.progress('asking GitHub');
  const comments = github.open(pullRequest);
  const outcome = await reached(comments, body, flags, pullRequest.token !== undefined, deps.clock)
    .catch(withoutComment)
    .finally(() => progress.done());

  const { repository, number } = pullRequest;
  const done = outcome.action !== 'refused' && outcome.action !== 'failed';
  if (flags.json) {
    const found = { ...outcome, dryRun: flags.dryRun ?? false, marker, repository, pullRequest: number };
    context.io.out(`${JSON.stringify({ schema: 1, ...found, ...(!done && { report: body }) }, null, 2)}\n`);
  } else {
    context.io.out(done ? `${told(outcome, flags)} on ${repository}#${number}\n` : body);
  }
  if (!done) await keepInReach(outcome, body, flags, context, github);
  return outcome.action === 'failed' || (outcome.action === 'refused' && flags.requireComment) ? 2 : 0;
}

/** Plans and carries out; where the answer to a new comment got lost, it plans again instead of writing twice. */
async function reached(
  comments: PullRequestComments,
  body: string,
  { dryRun }: CommentFlags,
  hasToken: boolean,
  clock: Clock,
): Promise<Outcome> {
  if (!hasToken && !dryRun) throw new CommentRefusedError('there is no GITHUB_TOKEN');
  const author = await comments.author();
  for (let attempt = 1; ; attempt += 1) {
    const plan = planComment(await comments.list(), body, author);
    const existing = plan.action === 'create' ? {} : { url: plan.comment.url };
    if (dryRun || plan.action === 'nothing') return { action: plan.action, ...existing };
    try {
      const url = plan.action === 'create' ? await comments.create(body) : await comments.update(plan.comment.id, body);
      return { action: plan.action, url };
    } catch (error) {
      const lost = error instanceof CommentFailedError && error.mayBeDone && plan.action === 'create';
      if (!lost || attempt === TRIES) throw error;
      await clock.sleep(attempt);
    }
  }
}

/** What GitHub refuses or fails to do is an outcome; all else is an error. */
function withoutComment(error: unknown): Outcome {
  if (error instanceof CommentRefusedError) return { action: 'refused', reason: error.message };
  if (error instanceof CommentFailedError) return { action: 'failed', reason: error.message };
  throw error;
}

/** Nothing that was computed is lost: standard output has it already, the summary of the job is where people look. */
async function keepInReach(
  { action, reason }: Outcome,
  body: string,
  { dryRun }: CommentFlags,
  { io }: CommandHost['context'],
  { environment, appendSummary }: PullRequestHost,
): Promise<void> {
  const say = (text: string) => io.warn(`holdband: ${plain(text)}`);
  say(`${action === 'refused' ? 'the comment was refused' : 'GitHub failed'}: ${reason}`);
  const summary = environment.GITHUB_STEP_SUMMARY;
  if (!summary || dryRun) return say('the report is on standard output instead');
  try {
    const appended = await appendSummary(summary, `${body}\n`);
    say(`the report is on standard output instead${appended ? ' and in the summary of the job' : ''}`);
    if (!appended) say('the summary of the job has no room for it: it shows 1 MiB');
  } catch (error) {
    say(`the report is on standard output instead; the summary of the job cannot be written: ${String(error)}`);
  }
}

const DONE: Readonly<Record<string, string>> = {
  create: 'created a comment',
  update: 'updated the comment',
  nothing: 'nothing to do: the comment is there',
};
const PLANNED: typeof DONE = { ...DONE, create: 'would create a comment', update: 'would update the comment' };

function told({ action, url }: Outcome, { dryRun }: CommentFlags): string {
  return `${(dryRun ? PLANNED : DONE)[action]}${url === undefined ? '' : `, ${url},`}`;
}
