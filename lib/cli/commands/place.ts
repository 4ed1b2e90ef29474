import { Command } from 'commander';
import { type Configured, environmentNames, environmentsOf } from '../../core/config/configured.ts';
import { type Lock, type LockedEnvironment, lockPath, printLock } from '../../core/config/lock.ts';
import { InputError } from '../../core/errors.ts';
import { type AppCall, moveCommands } from '../../core/placement/deployment.ts';
import { type PlacementPlan, planPlacement } from '../../core/placement/moves.ts';
import { stackOf } from '../../core/placement/stack-of.ts';
import { type PlaceStep, takeStep } from '../../core/placement/steps.ts';
import type { CommandHost } from '../program.ts';
import { type PlacementResult, placementJson, placementReport } from '../reporters/placement.ts';
import { chosenConfig, DEFAULT_CONFIG } from './configured-targets.ts';

const EXAMPLES = `
Examples:
  $ holdband place                             # where alarms are, and what would move; writes nothing
  $ holdband place --deployed 1 --keep         # stacks was never given before: everything is in the first
  $ holdband place --environment prod --step 1 # the first step of moving alarms to where their names place them

Alarm names are unique in an account and Region, so an alarm moves between stacks in steps: a commit
and a deployment each. Step 1 tells the old stack to keep the alarms, step 2 hands them over, step 3
ends the move. docs/scale.md says what each does. Calls nobody; only --keep and --step write, and
only holdband.lock.json. Taking a step twice changes nothing.
--json prints {"schema": 1, "config", "lock", "wrote", "environments": [{"name", "stacks",
"placedOver", "state", "moves": [{"kind", "name", "from", "to", "alarms"}], "steps": [{"step",
"commands"}]}]}.`;

interface PlaceFlags {
  readonly environment?: string;
  readonly config?: string;
  readonly deployed?: string;
  readonly keep?: boolean;
  readonly step?: string;
  readonly json?: boolean;
}

/** `holdband place`: which stack alarms are in, and how they get to another one without losing cover. */
export function placeCommand(host: CommandHost): Command {
  return new Command('place')
    .summary('say which stack alarms are in, and move them without losing cover')
    .description('Says which stack the alarms of each target are in, and writes the steps of a move into the lock.')
    .option('--environment <NAME>', 'which environment of the config (default: all, one to write)')
    .option('--config <FILE>', `config file (default: ${DEFAULT_CONFIG})`)
    .option(
      '--deployed <STACKS>',
      'over how many stacks the alarms are deployed now; for a lock that does not say, 0: none',
    )
    .option('--keep', 'write that every alarm stays where it is; new targets are placed over all stacks')
    .option('--step <STEP>', 'write a step of moving alarms to where their names place them: 1, 2 or 3')
    .option('--json', 'print {schema, config, lock, wrote, environments}')
    .addHelpText('after', EXAMPLES)
    .action(async (flags: PlaceFlags) => {
      await place(flags, host);
      host.finish(0);
    });
}

async function place(flags: PlaceFlags, { context, deps }: CommandHost): Promise<void> {
  const { io, style, columns } = context;
  const step = stepOf(flags);
  const deployed = deployedOf(flags);
  const configured = await chosenConfig(flags, deps.files);
  if (!configured) {
    const message = `no such file; 'holdband init' writes a first one`;
    throw new InputError('ConfigMissing', { where: DEFAULT_CONFIG, message });
  }
  const only = oneToWrite(configured, flags.environment, step !== undefined || deployed !== undefined);
  const sha256 = await deps.sha256();
  const plan = () =>
    environmentsOf(configured, only).map((environment) =>
      planPlacement(environment, deployed, (name, stacks) => stackOf(name, stacks, sha256)),
    );
  const before = plan();
  const file = configured.config.file;
  const call: AppCall = {
    ...(file !== DEFAULT_CONFIG && { config: file }),
    ...(environmentNames(configured).length > 1 && only !== undefined && { environment: only }),
  };
  const [first] = before;
  const wrote = first !== undefined && step !== undefined && (await write(first, step, configured, deps.files));
  const result: PlacementResult = {
    config: file,
    lock: lockPath(file),
    wrote,
    ...(step !== undefined && { step }),
    // Who keeps everything where it is is not asked for an order.
    environments: before.map((one) => ({ plan: one, commands: step === 'keep' ? [] : moveCommands(one, call) })),
  };
  io.out(flags.json ? placementJson(result) : placementReport(result, style, columns));
}

/** @returns whether the lock was another one before */
async function write(
  plan: PlacementPlan,
  step: PlaceStep,
  { config, lock }: Configured,
  files: CommandHost['deps']['files'],
): Promise<boolean> {
  const { name } = plan.environment;
  const all: Record<string, LockedEnvironment> = { ...lock?.environments };
  const own = Object.hasOwn(all, name) ? all[name] : undefined;
  const next: Lock = { version: 1, environments: { ...all, [name]: takeStep(plan, step, own) } };
  const text = printLock(next);
  if (lock && printLock(lock) === text) return false;
  await files.writeText(lockPath(config.file), text);
  return true;
}

function stepOf({ keep, step }: PlaceFlags): PlaceStep | undefined {
  if (step === undefined) return keep ? 'keep' : undefined;
  if (keep)
    throw new InputError('OptionInvalid', {
      where: '--keep',
      message: 'is given together with --step, allowed: one of them',
    });
  if (step === '1' || step === '2' || step === '3') return step;
  throw new InputError('OptionInvalid', { where: '--step', message: `is ${JSON.stringify(step)}, allowed: 1, 2 or 3` });
}

function deployedOf({ deployed }: PlaceFlags): number | undefined {
  if (deployed === undefined) return undefined;
  if (/^\d{1,3}$/.test(deployed) && Number(deployed) <= 100) return Number(deployed);
  const message = `is ${JSON.stringify(deployed)}, allowed: a whole number, 0 to 100`;
  throw new InputError('OptionInvalid', { where: '--deployed', message });
}

/** What is said of one environment must not be taken for all of them. */
function oneToWrite(configured: Configured, environment: string | undefined, writes: boolean): string | undefined {
  const names = environmentNames(configured);
  if (environment !== undefined || !writes) return environment;
  if (names.length === 1) return names[0];
  const message = `is missing: say which of ${names.join(', ')} is meant`;
  throw new InputError('EnvironmentMissing', { where: '--environment', message });
}
