import { Command } from 'commander';
import { type EnvironmentPlan, planEnvironment } from '../../core/alarms/plan.ts';
import { type Configured, environmentNames, environmentsOf, requireAllPlaced } from '../../core/config/configured.ts';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { applyRules, breaches, type RuledFindings } from '../../core/config/rules.ts';
import { InputError } from '../../core/errors.ts';
import { type LintFinding, lintTarget } from '../../core/inventory/lint.ts';
import type { Environment } from '../../core/targets.ts';
import type { ExitCode } from '../context.ts';
import type { CommandHost } from '../program.ts';
import { validationJson, validationText } from '../reporters/validation.ts';
import { DEFAULT_CONFIG, readConfigAndLock } from './configured-targets.ts';
import { atLeast, sayExpired } from './weighed.ts';

const EXAMPLES = `
Examples:
  $ holdband validate
  $ holdband validate config/holdband.yaml --environment prod
  $ holdband validate --json

Exit code 1 where a finding is as heavy as failOn in the file (default error), 2 where
the file is wrong. Rules are set under rules: in the file; docs/config.md tells how.
--json prints {"schema": 1, "file", "environments", "findings", "costPerMonth"}.`;

/** One finding with its environment and its place in the file. */
export interface PlacedFinding extends LintFinding {
  readonly environment: string;
  /** `file:line:column`. */
  readonly where: string;
}

/** What `holdband validate` found out of one file. */
export interface Validation {
  readonly file: string;
  readonly environments: readonly { readonly environment: Environment; readonly plan: EnvironmentPlan }[];
  readonly findings: readonly PlacedFinding[];
  /** Rule settings that hold no longer. */
  readonly expired: RuledFindings<LintFinding>['expired'];
}

interface ValidateOptions {
  readonly environment?: string;
  readonly json?: boolean;
}

/** `holdband validate`: the config file, what its settings will run into, and what its alarms cost. */
export function validateCommand(host: CommandHost): Command {
  return new Command('validate')
    .summary('check a config file, and say what its alarms cost')
    .description('Checks a config file, says what its settings will run into, and what its alarms cost a month.')
    .argument('[FILE]', `config file (default: ${DEFAULT_CONFIG})`)
    .option('--environment <NAME>', 'look at one environment only')
    .option('--json', 'print {schema, file, environments, findings, costPerMonth}')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string | undefined, options: ValidateOptions) =>
      host.finish(await runValidate(file ?? (await defaultFile(host)), options, host)),
    );
}

/** Nobody named a file: who has none yet is told how to begin. */
async function defaultFile({ deps: { files } }: CommandHost): Promise<string> {
  if (await files.exists(DEFAULT_CONFIG)) return DEFAULT_CONFIG;
  const message = "no such file; name yours, or let 'holdband init' write a first one";
  throw new InputError('FileUnreadable', { where: DEFAULT_CONFIG, message });
}

async function runValidate(file: string, options: ValidateOptions, host: CommandHost): Promise<ExitCode> {
  const { io, style, now } = host.context;
  const configured = await readConfigAndLock(file, host.deps.files);
  const { config } = configured;
  const validation = validate(configured, options.environment, now.toISOString());
  const failOn = config.settings.failOn ?? DEFAULTS.failOn;
  io.out(
    options.json
      ? `${JSON.stringify(validationJson(validation), null, 2)}\n`
      : `${validationText(validation, style)}\n`,
  );
  sayExpired(validation.expired, config, io);
  const breached = validation.findings.filter(({ severity }) => breaches(severity, failOn));
  if (breached.length === 0) return 0;
  io.note(`${breached.length} of severity ${atLeast(failOn)}: exit code 1 (failOn: ${failOn})`);
  return 1;
}

/**
 * Lints and plans the environments of a config, with what the lock beside it knows.
 *
 * @param only name of the one environment to look at. Default: all
 * @param now ISO time; here, and never at synth, it is asked whether a date has passed
 * @throws InputError where there is no such environment, its alarms cannot be planned, or nobody knows which stacks they are in
 */
export function validate(configured: Configured, only: string | undefined, now: string): Validation {
  const { file, settings, positions } = configured.config;
  const names = environmentNames(configured);
  if (only !== undefined && !names.includes(only)) {
    throw new InputError('EnvironmentUnknown', {
      where: '--environment',
      message: unknownWord('environment', only, names),
    });
  }
  const chosen = environmentsOf(configured, only);
  requireAllPlaced(configured, chosen);
  const ruled = chosen.flatMap(({ name, targets }) =>
    targets.map((target, index) => {
      const { findings, expired } = applyRules(lintTarget(target, now), settings.rules, now.slice(0, 10));
      const path = ['environments', name, 'targets', index];
      const placed = findings.map(
        (finding): PlacedFinding => ({
          ...finding,
          environment: name,
          where: positions.at([...path, settingOf(finding.rule)]),
        }),
      );
      return { placed, expired };
    }),
  );
  return {
    file,
    environments: chosen.map((environment) => ({ environment, plan: planEnvironment(environment) })),
    findings: ruled.flatMap(({ placed }) => placed),
    expired: ruled[0]?.expired ?? [],
  };
}

/** Which setting of a target a rule speaks of, by how its id begins; else its name. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['idle-timeout', 'idleTimeout'],
  ['clients', 'clients'],
  ['client-timeout', 'hold'],
  ['hold', 'hold'],
  ['standalone', 'hold'],
  ['deregistration-delay', 'deregistrationDelay'],
  ['target-keep-alive', 'targetKeepAlive'],
  ['health-check', 'healthCheck'],
  ['exempt-expired', 'until'],
];

function settingOf(rule: string): string {
  return SETTINGS.find(([begin]) => rule.startsWith(begin))?.[1] ?? 'name';
}
