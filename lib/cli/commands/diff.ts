import { Command, Option } from 'commander';
import type { Config } from '../../core/config/config.ts';
import { type Configured, environmentsOf } from '../../core/config/configured.ts';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { analyse } from '../../core/diff/analyse.ts';
import { DEFAULT_MARKER } from '../../core/diff/comment.ts';
import { breaches, FAIL_POLICIES, type FailPolicy } from '../../core/diff/fail-policy.ts';
import type { DiffReport, Side } from '../../core/diff/model.ts';
import { DEPLOYED } from '../../core/diff/read-side.ts';
import { scopeToStacks } from '../../core/diff/scope.ts';
import type { AccountReader } from '../../core/inventory/account.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { diffJson } from '../reporters/diff/json.ts';
import { diffMarkdown } from '../reporters/diff/markdown.ts';
import { diffTerminal } from '../reporters/diff/terminal.ts';
import { DEFAULT_CONFIG, readConfigAndLock } from './configured-targets.ts';
import { withPastTraffic } from './diff-history.ts';
import { type DiffFlags, type DiffOptions, readDiffOptions } from './diff-options.ts';
import { addHistoryOptions, readHistoryOptions } from './history-options.ts';

/** GitHub shows job summaries up to 1 MiB; a file has room for everything a person reads. */
const FILE_LIMIT = 1_000_000;

const EXAMPLES = `
BASE and HEAD are each a template (JSON or YAML), a cdk.out folder, git:REV:PATH, the JSON
of 'aws cloudwatch describe-alarms', or deployed (what the account has now).

Examples:
  $ holdband diff base/cdk.out cdk.out
  $ holdband diff git:origin/main:template.yaml template.yaml --parameters SlowSeconds=2
  $ holdband diff deployed cdk.out --region us-east-2 --fail-on looser
  $ holdband diff base/cdk.out cdk.out --markdown-file "$GITHUB_STEP_SUMMARY"
  $ holdband diff base/cdk.out cdk.out --recording past.ndjson.gz --incidents incidents.json

--json prints {"schema": 1, "summary", "cost", "changes", "findings", "notes"}.
With --access-logs, --recording or --live every change has pages and minutes in ALARM, old and new.
Exit code 1 where the policy of --fail-on is breached. docs/diff.md and docs/diff-sides.md
tell the rest.`;

/** `holdband diff`: what a change does to alarms, in the words of on-call. */
export function diffCommand(host: CommandHost): Command {
  const collect = (text: string, all: readonly string[]) => [...all, text];
  const parameters = (flag: string, what: string) =>
    new Option(`${flag} <NAME=VALUE>`, what).argParser(collect).default([], 'the defaults of the templates');
  const command = new Command('diff')
    .summary('compare the alarms of two templates, commits or accounts')
    .description('Says which alarms got looser or tighter, who loses cover, and what it costs.')
    .argument('<BASE>', 'what is there before')
    .argument('<HEAD>', 'what is there after')
    .addOption(parameters('--parameters', 'value of a parameter, Stack:Name=Value for one stack; repeatable'))
    .addOption(parameters('--base-parameters', 'the same for BASE only'))
    .addOption(parameters('--head-parameters', 'the same for HEAD only'))
    .option(
      '--fail-on <POLICY>',
      `exit with 1 on: ${FAIL_POLICIES.join(', ')} (default: failOn of the config, or error)`,
    )
    .option('--json', 'print {schema, summary, cost, changes, findings}')
    .option('--markdown', 'print the comment for a pull request')
    .option('--markdown-file <FILE>', 'write the full report as Markdown, too')
    .option('--full-report <WORDS>', 'where the comment says the full report is (default: the --markdown-file)')
    .option('--commit <HASH>', 'commit that the Markdown is stamped with')
    .option('--rules-url <URL>', 'where the pages of the rules are, for links in the Markdown (default: no links)')
    .option('--config <FILE>', `config file with rules and targets (default: ${DEFAULT_CONFIG} where it is there)`);
  return addHistoryOptions(command)
    .option('--profile <NAME>', 'AWS profile, for deployed and --live')
    .option('--region <REGION>', 'AWS Region, for deployed and --live')
    .addHelpText('after', EXAMPLES)
    .action(async (base: string, head: string, flags: DiffFlags) =>
      host.finish(await runDiff(base, head, flags, host)),
    );
}

async function runDiff(base: string, head: string, flags: DiffFlags, host: CommandHost): Promise<ExitCode> {
  const { io, style, columns, now } = host.context;
  const options = readDiffOptions(flags);
  const past = readHistoryOptions(flags);
  const configured = await configOf(flags, host);
  const config = configured?.config;
  const sides = await readSides([base, head], options, flags, host);
  const compared = analyse(...sides, {
    now,
    ...(configured && {
      rules: configured.config.settings.rules,
      targets: environmentsOf(configured).flatMap(({ targets }) => targets),
    }),
  });
  const report = past ? await withPastTraffic(compared, sides, past, flags, host) : compared;
  if (flags.markdownFile !== undefined) {
    await host.deps.files.writeText(flags.markdownFile, markdown(report, flags, FILE_LIMIT));
  }
  if (options.format === 'json') io.out(diffJson(report));
  else if (options.format === 'markdown') io.out(markdown(report, flags));
  else io.out(diffTerminal(report, { style, columns }));

  const policy = options.failOn ?? configuredPolicy(config);
  if (!breaches(report, policy)) return 0;
  io.note(`the change breaches --fail-on ${policy}: exit code 1`);
  return 1;
}

function markdown(
  report: DiffReport,
  { commit, markdownFile, fullReport, rulesUrl }: DiffFlags,
  limit?: number,
): string {
  const where = fullReport ?? (markdownFile === undefined ? undefined : `the file ${markdownFile}`);
  return diffMarkdown(report, {
    marker: DEFAULT_MARKER,
    ...(commit !== undefined && { commit }),
    ...(where !== undefined && limit === undefined && { fullReport: where }),
    ...(rulesUrl !== undefined && { ruleLink: (rule: string) => `${rulesUrl.replace(/\/+$/, '')}/${rule}.md` }),
    ...(limit !== undefined && { limit }),
  });
}

/** The config file that was named, or the usual one where it is there. */
async function configOf(flags: DiffFlags, { deps: { files } }: CommandHost): Promise<Configured | undefined> {
  const file = flags.config ?? DEFAULT_CONFIG;
  if (flags.config === undefined && !(await files.exists(file))) return undefined;
  return readConfigAndLock(file, files);
}

/** `failOn` names a severity; findings that are only to know do not fail a comparison. */
function configuredPolicy(config: Config | undefined): FailPolicy {
  const failOn = config?.settings.failOn ?? DEFAULTS.failOn;
  return failOn === 'info' ? 'warning' : failOn;
}

async function readSides(
  [base, head]: readonly [string, string],
  { parameters }: DiffOptions,
  { profile, region }: DiffFlags,
  { context: { io, cwd }, deps }: CommandHost,
): Promise<[Side, Side]> {
  const readSide = await deps.readSide();
  const live = base === DEPLOYED || head === DEPLOYED;
  const opened = live
    ? await (await deps.account())({
        ...(profile !== undefined && { profile }),
        ...(region !== undefined && { region }),
      })
    : undefined;
  const account = opened && { account: async (): Promise<AccountReader> => opened.reader };
  const progress = io.progress(`reading ${base}`);
  try {
    const before = await readSide(base, { cwd, parameters: parameters.base, ...account });
    progress.update(`reading ${head}`);
    const after = await readSide(head, { cwd, parameters: parameters.head, ...account });
    // The whole account is asked; what is none of the other side's business did not come or go.
    return [
      base === DEPLOYED ? scopeToStacks(before, after) : before,
      head === DEPLOYED ? scopeToStacks(after, before) : after,
    ];
  } finally {
    progress.done();
    opened?.close();
  }
}
