import { Command, CommanderError } from 'commander';
import type { ReadAccessLogHistory } from '../core/backtest/access-log-history.ts';
import type { RecordingFiles } from '../core/backtest/recording-files.ts';
import type { PullRequestHost } from '../core/diff/comment.ts';
import type { ReadSide } from '../core/diff/read-side.ts';
import { HoldbandError, InputError } from '../core/errors.ts';
import type { OpenAccount } from '../core/inventory/account-writer.ts';
import type { Clock, FileAccess } from '../core/io.ts';
import type { Sha256 } from '../core/placement/stack-of.ts';
import type { OpenLocalAccount } from '../core/traffic/local-account.ts';
import type { ReadAccessLogs } from '../core/triage/access-logs.ts';
import { backtestCommand } from './commands/backtest.ts';
import { checkCommand } from './commands/check.ts';
import { commentCommand } from './commands/comment.ts';
import { diffCommand } from './commands/diff.ts';
import { discoverCommand } from './commands/discover.ts';
import { evaluateCommand } from './commands/evaluate.ts';
import { helpCommand } from './commands/help.ts';
import { holdsCommand } from './commands/holds.ts';
import { initCommand } from './commands/init.ts';
import { localCommand } from './commands/local.ts';
import { placeCommand } from './commands/place.ts';
import { statCommand } from './commands/stat.ts';
import { testPageCommand } from './commands/test-page.ts';
import { triageCommand } from './commands/triage.ts';
import { tuneCommand } from './commands/tune.ts';
import { validateCommand } from './commands/validate.ts';
import { verifyAssumptionsCommand } from './commands/verify-assumptions.ts';
import type { CliContext, ExitCode } from './context.ts';
import { plain } from './reporters/plain.ts';

/** The adapters commands may use; bin/holdband.ts chooses them, tests bring fakes. */
export interface CliDependencies {
  readonly files: FileAccess;
  /** Loads the reader of access logs; a command that reads none does not pay for it. */
  readonly accessLogs: () => Promise<ReadAccessLogs>;
  /** Loads what reads access logs as the metrics of past traffic. */
  readonly accessLogHistory: () => Promise<ReadAccessLogHistory>;
  /** Loads what reads and writes recordings of past traffic. */
  readonly recordings: () => Promise<RecordingFiles>;
  /** Loads the account that `holdband local` serves. */
  readonly localAccount: () => Promise<OpenLocalAccount>;
  /** Loads what reads the sides of a diff. */
  readonly readSide: () => Promise<ReadSide>;
  /** Loads what opens an AWS account; a command that needs none does not pay for the SDK. */
  readonly account: () => Promise<OpenAccount>;
  /** Loads the client of GitHub. */
  readonly pullRequests: () => Promise<PullRequestHost>;
  /** Loads SHA-256, which places names over stacks. */
  readonly sha256: () => Promise<Sha256>;
  /** For commands that wait. */
  readonly clock: Clock;
  /** Asks a question that is answered with yes or no. @returns `undefined` where there is no terminal to ask on */
  readonly confirm: (question: string) => Promise<boolean | undefined>;
  /** Resolves once the person ends the command (SIGINT, SIGTERM): from the call on, it does not end the process itself. */
  readonly interrupted: () => Promise<void>;
}

/** What a command module needs to add itself: `xCommand(host)` returns its commander command. */
export interface CommandHost {
  readonly context: CliContext;
  readonly deps: CliDependencies;
  /** Called by a command's action with its exit code. */
  finish(code: ExitCode): void;
}

type CommandFactory = (host: CommandHost) => Command;

/** Every command, in the order of the help. */
const COMMANDS: readonly CommandFactory[] = [
  initCommand,
  validateCommand,
  placeCommand,
  holdsCommand,
  statCommand,
  evaluateCommand,
  triageCommand,
  discoverCommand,
  checkCommand,
  diffCommand,
  testPageCommand,
  verifyAssumptionsCommand,
  backtestCommand,
  tuneCommand,
  commentCommand,
  localCommand,
];

/**
 * Runs one command line and returns its exit code. Prints through the context, never ends the process.
 *
 * @param args the words after `holdband`
 */
export async function runProgram(
  args: readonly string[],
  version: string,
  context: CliContext,
  deps: CliDependencies,
): Promise<ExitCode> {
  let code: ExitCode = 0;
  const host: CommandHost = {
    context,
    deps,
    finish(result) {
      code = result;
    },
  };
  const program = buildProgram(version, host);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    return report(error, context);
  }
}

function buildProgram(version: string, host: CommandHost): Command {
  const program = new Command('holdband')
    .description(
      'Latency alarms for target groups that hold requests: idle long polls excluded, slow requests still caught.',
    )
    .version(version, '-V, --version', 'print the version')
    .option('-q, --quiet', 'no progress and no notes on standard error')
    .helpOption('-h, --help', 'print help')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a policy you set was breached, 2 bad input or failure.\nNO_COLOR is honoured. Help with examples: holdband help COMMAND',
    );
  for (const make of COMMANDS) program.addCommand(make(host));
  program.helpCommand(false).addCommand(helpCommand(program));
  quieten(program, host.context);
  return program;
}

/** Commander prints and exits on its own; here every command prints through the context and throws instead. */
function quieten(command: Command, context: CliContext): void {
  command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => context.io.out(text),
      writeErr: (text) => context.io.warn(text.trimEnd()), // help where no command was given
      outputError: () => {}, // errors are printed once, in report()
      getOutHelpWidth: () => context.columns,
      getErrHelpWidth: () => context.columns,
    });
  for (const child of command.commands) quieten(child, context);
}

/** One clear error a line: what, where, the wrong value, what is allowed. Bugs keep their stack trace. */
function report(error: unknown, { io }: CliContext): ExitCode {
  // What was wrong may carry anything that a file or a command line can: nothing of it is obeyed by the terminal.
  const say = (line: string) => io.warn(`holdband: ${plain(line)}`);
  if (error instanceof CommanderError) {
    // Help and version were asked for; a command line without command prints help, too, but did nothing.
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') say("no command given; 'holdband --help' lists them");
    else say(error.message.replace(/^error: /, '').replace(/\n/g, ' '));
    return 2;
  }
  if (error instanceof InputError) {
    for (const { where, message } of error.problems) say(`${where || '""'}: ${message}`);
    return 2;
  }
  if (error instanceof HoldbandError) {
    for (const line of error.message.split('\n')) say(line);
    return 2;
  }
  // Not thrown on: Node would end with 1, which says that a policy was breached.
  io.warn(error instanceof Error ? String(error.stack) : `holdband: ${String(error)}`);
  return 2;
}
