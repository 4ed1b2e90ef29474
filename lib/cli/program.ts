import { Command, CommanderError } from 'commander';
import { HoldbandError, InputError } from '../core/errors.ts';
import type { FileAccess } from '../core/io.ts';
import type { ReadAccessLogs } from '../core/triage/access-logs.ts';
import { holdsCommand } from './commands/holds.ts';
import { initCommand } from './commands/init.ts';
import { statCommand } from './commands/stat.ts';
import { triageCommand } from './commands/triage.ts';
import { validateCommand } from './commands/validate.ts';
import type { CliContext, ExitCode } from './context.ts';

/** The adapters commands may use; bin/holdband.ts chooses them, tests bring fakes. */
export interface CliDependencies {
  readonly files: FileAccess;
  /** Loads the reader of access logs; a command that reads none does not pay for it. */
  readonly accessLogs: () => Promise<ReadAccessLogs>;
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
const COMMANDS: readonly CommandFactory[] = [initCommand, validateCommand, holdsCommand, statCommand, triageCommand];

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
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a policy you set was breached, 2 bad input or failure.\nNO_COLOR is honoured. Help with examples: holdband help COMMAND',
    );
  for (const make of COMMANDS) program.addCommand(make(host));
  quieten(program, host.context);
  return program;
}

/** Commander prints and exits on its own; here every command prints through the context and throws instead. */
function quieten(command: Command, context: CliContext): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => context.io.out(text),
    writeErr: () => {}, // errors are printed once, in report()
    getOutHelpWidth: () => context.columns,
  });
  for (const child of command.commands) quieten(child, context);
}

/** One clear error: what, where, the wrong value, what is allowed. Bugs keep their stack trace. */
function report(error: unknown, context: CliContext): ExitCode {
  if (error instanceof CommanderError) {
    // Help and version were asked for; a command line without command prints help, too, but did nothing.
    if (error.exitCode === 0) return 0;
    if (error.code === 'commander.help') {
      context.io.warn("holdband: no command given; 'holdband --help' lists them");
      return 2;
    }
    context.io.warn(`holdband: ${error.message.replace(/^error: /, '').replace(/\n/g, ' ')}`);
    return 2;
  }
  if (error instanceof InputError) {
    for (const problem of error.problems) context.io.warn(`holdband: ${problem.where}: ${problem.message}`);
    return 2;
  }
  if (error instanceof HoldbandError) {
    context.io.warn(`holdband: ${error.message}`);
    return 2;
  }
  throw error;
}
