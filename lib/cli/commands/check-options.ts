import { resolveKnown } from '../../core/config/config.ts';
import { type Configured, environmentNames } from '../../core/config/configured.ts';
import { FINDING_SEVERITIES, type FindingSeverity } from '../../core/config/schema.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { environmentOf } from '../../core/inventory/check/deployed.ts';
import { expectedAlarms } from '../../core/inventory/check/expected.ts';
import type { ExpectedAlarms, Fact } from '../../core/inventory/check/facts.ts';
import type { CheckQuestion } from '../../core/inventory/check/read-facts.ts';
import type { Environment } from '../../core/targets.ts';
import { parseDuration } from '../../core/units.ts';
import type { CommandHost } from '../program.ts';
import { onOneLine } from '../reporters/plain.ts';
import { type ConfigChoice, chosenConfig, requireRegion } from './configured-targets.ts';

/** The options as commander hands them over. */
export interface CheckFlags extends ConfigChoice {
  readonly last?: string;
  readonly failOn?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly template?: string;
  readonly json?: boolean;
}

/** The options as they are meant. */
export interface CheckOptions {
  /** How much of the alarms' history is looked at. */
  readonly historySeconds: number;
  /** @default - that of the config */
  readonly failOn?: FindingSeverity;
}

export const DEFAULT_LAST = '15d';
/** CloudWatch keeps the history of alarms for 30 days. Source: API reference of DescribeAlarmHistory. */
const LONGEST = 30 * 86_400;

/** @throws InputError naming every option that cannot be used */
export function readOptions({ last = DEFAULT_LAST, failOn: text }: CheckFlags): CheckOptions {
  const problems: InputProblem[] = [];
  const historySeconds = parseDuration(last) ?? Number.NaN;
  if (!(historySeconds >= 3600 && historySeconds <= LONGEST)) {
    problems.push({ where: '--last', message: `is ${JSON.stringify(last)}, allowed: a duration from 1h to 30d` });
  }
  const failOn = FINDING_SEVERITIES.find((severity) => severity === text);
  if (text !== undefined && failOn === undefined) {
    const allowed = FINDING_SEVERITIES.join(', ');
    problems.push({ where: '--fail-on', message: `is ${JSON.stringify(text)}, allowed: ${allowed}` });
  }
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  return { historySeconds, ...(failOn !== undefined && { failOn }) };
}

/** A config, and what of it is checked. */
export interface Known {
  readonly configured: Configured;
  readonly environments: readonly Environment[];
  /** Those that are not. */
  readonly others: readonly Environment[];
}

/** The config asked for, or the one that lies here, with its lock; what the lock lacks is a finding, not an end. */
export async function readKnown(flags: CheckFlags, { deps: { files } }: CommandHost): Promise<Known | undefined> {
  const configured = await chosenConfig(flags, files);
  if (!configured) return undefined;
  const { environments } = resolveKnown(configured.config, configured.lock);
  const { environment } = flags;
  const isChecked = ({ name }: Environment) => environment === undefined || name === environment;
  return {
    configured,
    environments: environments.filter(isChecked),
    others: environments.filter((each) => !isChecked(each)),
  };
}

/** Each Region is opened once. */
export function regionsOf(
  flags: CheckFlags,
  environments: readonly Environment[],
): { readonly region: string | undefined; readonly environments: readonly Environment[] }[] {
  const { region } = flags;
  if (region !== undefined) {
    requireRegion(region, flags, environments);
    return [{ region, environments: environments.filter((each) => each.region === region) }];
  }
  if (environments.length === 0) return [{ region: undefined, environments }];
  return [...Map.groupBy(environments, (each) => each.region)].map(([name, all]) => ({
    region: name,
    environments: all,
  }));
}

/** What should be deployed: by the template, else as the config would be synthesised now. */
export async function expectedBy(
  { template }: CheckFlags,
  chosen: Known | undefined,
  { context: { cwd, io }, deps }: CommandHost,
): Promise<CheckQuestion['expected']> {
  if (!chosen) {
    if (template === undefined) return new Map();
    const message = `needs a config file: by its environments the alarms of a template are told apart`;
    throw new InputError('ConfigMissing', { where: '--template', message });
  }
  const { configured, environments } = chosen;
  if (template === undefined) {
    return new Map(environments.map((each) => [each.name, { value: expectedAlarms(each, configured.config.file) }]));
  }
  const { alarms, notes } = await (await deps.readSide())(template, { cwd });
  for (const note of notes) io.note(onOneLine(note));
  const names = environmentNames(configured);
  return new Map(
    environments.map(({ name }): [string, Fact<ExpectedAlarms>] => {
      const own = alarms.filter((alarm) => environmentOf(alarm, names) === name);
      // It may be of another environment, or of one that was synthesised alone.
      if (own.length === 0) return [name, { unread: `${onOneLine(template)} has no alarm of it` }];
      return [name, { value: { source: template, alarms: own } }];
    }),
  );
}

/** What of the whole config a check has to know beside the environments it is about. */
export function ofConfig({
  configured,
  environments,
  others,
}: Known): Pick<CheckQuestion, 'environmentNames' | 'unresolved' | 'locks'> {
  const { settings } = configured.config;
  const unresolved = [...environments, ...others].flatMap(({ name: environment, targets }) =>
    (settings.environments[environment]?.targets ?? [])
      .filter(({ name }) => !targets.some((target) => target.name === name))
      .map(({ name }) => ({ environment, name })),
  );
  const locks = Object.entries(settings.environments).map(([name, written]) => {
    const locked = configured.lock?.environments[name];
    return [name, { settings: written, ...(locked && { locked }) }] as const;
  });
  return { environmentNames: environmentNames(configured), unresolved, locks: new Map(locks) };
}
