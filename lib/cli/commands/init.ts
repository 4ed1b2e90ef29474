import { Command } from 'commander';
import { InputError } from '../../core/errors.ts';
import type { CommandHost } from '../program.ts';
import { CONFIG_FILE, INIT_FILES } from './init-files.ts';

const FILL_IN = 'Put your account, Region, load balancers and target groups into holdband.yaml.';
const LOOK_THROUGH = 'Look through holdband.yaml: names of targets cannot be changed once they are deployed.';
const next = (first: string) => `
Next:
  1. ${first}
  2. npm install --save-dev holdband aws-cdk aws-cdk-lib constructs
  3. npx holdband validate
  4. npx cdk diff, then npx cdk deploy
It begins in shadow mode (paging: off): look at the dashboard for a week, then set paging: on.
`;

const EXAMPLES = `
Examples:
  $ holdband init
  $ holdband init --config-only   # in a CDK project of your own: addStacks(app), from 'holdband/app'
  $ holdband init --force

Files it would overwrite stay as they are, and nothing is written, without --force.
--json prints {"schema": 1, "files": [{"path", "action": "wrote" | "overwrote"}]}.`;

/** `holdband init`: the three files a team begins with. */
export function initCommand(host: CommandHost): Command {
  return new Command('init')
    .summary('write a first holdband.yaml, cdk.json and app')
    .description(`Writes ${INIT_FILES.map(({ path }) => path).join(', ')} into the working directory.`)
    .option('--config-only', 'write the config alone, for a CDK app of your own')
    .option('--app-only', "write all but the config, beside one that 'holdband discover --write' made")
    .option('--force', 'overwrite files that are there')
    .option('--json', 'print {schema, files} instead of what to do next')
    .addHelpText('after', EXAMPLES)
    .action(async (options: InitOptions) => {
      await writeFiles(options, host);
      host.finish(0);
    });
}

interface InitOptions {
  readonly configOnly?: boolean;
  readonly appOnly?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

async function writeFiles(options: InitOptions, { context, deps }: CommandHost): Promise<void> {
  const { configOnly, appOnly, force, json } = options;
  if (configOnly && appOnly) {
    throw new InputError('OptionInvalid', {
      where: '--app-only',
      message: 'cannot be given together with --config-only',
    });
  }
  const files = INIT_FILES.filter(({ path }) => (path === CONFIG_FILE ? !appOnly : !configOnly));
  const found: string[] = [];
  for (const { path } of files) if (await deps.files.exists(path)) found.push(path);
  if (found.length > 0 && !force) {
    const instead = wayOut(options, found);
    const message = `is there already, nothing was written; --force overwrites it${instead}`;
    throw new InputError(
      'FileExists',
      found.map((path) => ({ where: path, message })),
    );
  }
  const written: { readonly path: string; readonly action: 'wrote' | 'overwrote' }[] = [];
  for (const { path, text } of files) {
    await deps.files.writeText(path, text);
    written.push({ path, action: found.includes(path) ? 'overwrote' : 'wrote' });
  }
  const lines = written.map(({ path, action }) => `${action} ${path}\n`);
  context.io.out(
    json
      ? `${JSON.stringify({ schema: 1, files: written }, null, 2)}\n`
      : `${lines.join('')}${next(appOnly ? LOOK_THROUGH : FILL_IN)}`,
  );
}

/** What would leave the files alone that are there, where there is such an option. */
function wayOut({ configOnly, appOnly }: InitOptions, found: readonly string[]): string {
  if (configOnly || appOnly) return '';
  if (!found.includes(CONFIG_FILE)) return ', --config-only leaves it out';
  return found.length === 1 ? ', --app-only leaves it out' : '';
}
