import { Command } from 'commander';
import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import { INIT_FILES } from './init-files.ts';

const NEXT = `
Next:
  1. Put your account, Region, load balancers and target groups into holdband.yaml.
  2. npm install --save-dev holdband aws-cdk aws-cdk-lib constructs
  3. npx holdband validate
  4. npx cdk diff, then npx cdk deploy
It begins in shadow mode (paging: off): look at the dashboard for a week, then set paging: on.
`;

const EXAMPLES = `
Examples:
  $ holdband init
  $ holdband init --force

Files it would overwrite stay as they are, and nothing is written, without --force.`;

/** `holdband init`: the three files a team begins with. */
export function initCommand(host: CommandHost): Command {
  return new Command('init')
    .summary('write a first holdband.yaml, cdk.json and app')
    .description(`Writes ${INIT_FILES.map(({ path }) => path).join(', ')} into the working directory.`)
    .option('--force', 'overwrite files that are there')
    .addHelpText('after', EXAMPLES)
    .action(async (options: { readonly force?: boolean }) => {
      await writeFiles(options.force === true, host);
      host.finish(0);
    });
}

async function writeFiles(force: boolean, { context, deps }: CommandHost): Promise<void> {
  const found: string[] = [];
  for (const { path } of INIT_FILES) if (await deps.files.exists(path)) found.push(path);
  if (found.length > 0 && !force) {
    const message = 'is there already, nothing was written; --force overwrites it';
    throw new InputError(
      'FileExists',
      found.map((path) => ({ where: path, message })),
    );
  }
  for (const { path, text } of INIT_FILES) {
    await deps.files.writeText(path, text);
    context.io.out(`${found.includes(path) ? 'overwrote' : 'wrote'} ${path}\n`);
  }
  context.io.out(NEXT);
}
