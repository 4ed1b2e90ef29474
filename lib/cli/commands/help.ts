import { Command } from 'commander';
import { unknownWord } from '../../core/config/problems.ts';
import { InputError } from '../../core/errors.ts';

/** `holdband help`: commander's own one answers a mistyped name as if none was given. */
export function helpCommand(program: Command): Command {
  return new Command('help')
    .summary('print help with examples for a command')
    .description('Prints help, or with a name the help of that command with examples.')
    .argument('[COMMAND]', 'command to explain')
    .action((name: string | undefined) => {
      if (name === undefined) return program.outputHelp();
      const command = program.commands.find((each) => each.name() === name);
      if (command) return command.outputHelp();
      const names = program.commands.map((each) => each.name());
      throw new InputError('CommandUnknown', { where: 'COMMAND', message: unknownWord('command', name, names) });
    });
}
