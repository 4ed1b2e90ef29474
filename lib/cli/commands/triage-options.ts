import { targetGroupArn } from '../../core/config/arns.ts';
import { DEFAULTS } from '../../core/config/defaults.ts';
import { unknownWord } from '../../core/config/problems.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import { CATALOGUE, catalogueEntry } from '../../core/holds/catalogue.ts';
import type { HoldProfile } from '../../core/holds/profile.ts';
import type { Target } from '../../core/targets.ts';
import type { TriageSettings } from '../../core/triage/triage.ts';
import { parseDuration } from '../../core/units.ts';

/** The options as commander hands them over. */
export interface TriageFlags {
  readonly accessLogs?: readonly string[];
  readonly targetGroup?: string;
  readonly profile?: string;
  readonly region?: string;
  readonly config?: string;
  readonly environment?: string;
  readonly target?: string;
  readonly objective?: string;
  readonly hold?: string;
  readonly idleTimeout?: string;
  readonly clients?: string;
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly json?: boolean;
}

/** The options as they are meant. Times are epoch seconds. */
export interface TriageOptions {
  /** @default - live: AWS is asked */
  readonly accessLogs?: readonly string[];
  /** What is judged live. @default - the target of the config that `target` names */
  readonly targetGroup?: { readonly arn: string; readonly fullName: string; readonly region: string };
  readonly profile?: string;
  readonly region?: string;
  readonly config?: string;
  readonly environment?: string;
  readonly target?: string;
  readonly settings: {
    readonly objectiveSeconds?: number;
    readonly hold?: HoldProfile;
    readonly idleTimeoutSeconds?: number;
    readonly clients?: number;
  };
  readonly window: { readonly from?: number; readonly to?: number; readonly lastSeconds?: number };
  readonly json: boolean;
}

/** @throws InputError naming every option that cannot be used */
export function readTriageOptions(flags: TriageFlags): TriageOptions {
  const problems: InputProblem[] = [];
  const refuse = (where: string, message: string): undefined => {
    problems.push({ where, message });
    return undefined;
  };
  const read = <T>(where: string, text: string | undefined, parse: (text: string) => T | undefined, allowed: string) =>
    text === undefined ? undefined : (parse(text) ?? refuse(where, `is ${JSON.stringify(text)}, allowed: ${allowed}`));

  refuseTogether(flags, refuse);
  const targetGroup = flags.targetGroup === undefined ? undefined : groupOf(flags.targetGroup, flags.region, refuse);
  const objectiveSeconds = read('--objective', flags.objective, positive, 'a duration above 0 such as 0.8s or 500ms');
  const idleTimeoutSeconds = read('--idle-timeout', flags.idleTimeout, idleTimeout, 'a duration from 1s to 4000s');
  const clients = read('--clients', flags.clients, wholeNumber, 'a whole number above 0');
  const from = read('--from', flags.from, parseTime, TIME_ALLOWED);
  const to = read('--to', flags.to, parseTime, TIME_ALLOWED);
  const lastSeconds = read('--last', flags.last, positive, 'a duration above 0 such as 30m, 1h or 1d');
  if (flags.from !== undefined && flags.last !== undefined) {
    refuse('--last', 'cannot stand beside --from: the window begins at --from');
  }
  if (from !== undefined && to !== undefined && from >= to) {
    refuse('--to', `is ${JSON.stringify(flags.to)}, allowed: a time after --from ${JSON.stringify(flags.from)}`);
  }
  const hold = flags.hold === undefined ? undefined : holdNamed(flags.hold, refuse);
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  const { accessLogs, profile, region, config, environment, target, json = false } = flags;
  return {
    ...(accessLogs !== undefined && { accessLogs }),
    ...(targetGroup !== undefined && { targetGroup }),
    ...(profile !== undefined && { profile }),
    ...(region !== undefined && { region }),
    ...(config !== undefined && { config }),
    ...(environment !== undefined && { environment }),
    ...(target !== undefined && { target }),
    settings: { objectiveSeconds, hold, idleTimeoutSeconds, clients },
    window: { from, to, lastSeconds },
    json,
  };
}

/** Access logs are read from files, all else from AWS: there is no third way, and never both. */
function refuseTogether(flags: TriageFlags, refuse: (where: string, message: string) => undefined): void {
  const { accessLogs, targetGroup, target, profile, region } = flags;
  if (accessLogs === undefined && targetGroup === undefined && target === undefined) {
    refuse('triage', 'needs --access-logs PATH, --target-group ARN, or --target NAME of a config file');
  }
  if (accessLogs !== undefined && targetGroup !== undefined) {
    refuse('--target-group', 'cannot stand beside --access-logs: it is read from AWS, they from files');
  }
  if (target !== undefined && targetGroup !== undefined) {
    refuse('--target', 'cannot stand beside --target-group: each names what is judged');
  }
  for (const [where, value] of Object.entries({ '--profile': profile, '--region': region })) {
    if (accessLogs !== undefined && value !== undefined)
      refuse(where, 'cannot stand beside --access-logs: AWS is not asked');
  }
}

function groupOf(
  text: string,
  region: string | undefined,
  refuse: (where: string, message: string) => undefined,
): TriageOptions['targetGroup'] {
  const arn = targetGroupArn(text);
  if ('refused' in arn) {
    const allowed = 'allowed: arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID';
    return refuse('--target-group', `is ${JSON.stringify(text)}, ${arn.refused}, ${allowed}`);
  }
  if (region !== undefined && region !== arn.region) {
    return refuse('--region', `is ${JSON.stringify(region)}, and the target group is in ${arn.region}`);
  }
  return { arn: arn.elb.arn, fullName: arn.elb.fullName, region: arn.region };
}

/** What a target group is judged by: options first, then its target in the config, then what deployed alarms say of it, then holdband's defaults. */
export function settingsFor(
  { settings }: TriageOptions,
  target: Target | undefined,
  deployed: Partial<TriageSettings> = {},
): TriageSettings {
  return {
    objectiveSeconds:
      settings.objectiveSeconds ?? target?.objectiveSeconds ?? deployed.objectiveSeconds ?? DEFAULTS.objective,
    slowSharePercent: target?.slowSharePercent ?? deployed.slowSharePercent ?? DEFAULTS.slowShare,
    hold: settings.hold ?? target?.hold ?? deployed.hold,
    idleTimeoutSeconds: settings.idleTimeoutSeconds ?? target?.idleTimeoutSeconds,
    clients: settings.clients ?? target?.clients,
    traffic: target?.traffic ?? deployed.traffic,
  };
}

function holdNamed(name: string, refuse: (where: string, message: string) => undefined): HoldProfile | undefined {
  const entry = catalogueEntry(name);
  if (!entry) {
    const names = CATALOGUE.map(({ id }) => id);
    return refuse('--hold', unknownWord('hold', name, names));
  }
  return entry.refusal === undefined ? entry.profile : refuse('--hold', `${name} cannot be used: ${entry.refusal}`);
}

const positive = (text: string): number | undefined => within(parseDuration(text), Number.MIN_VALUE, Infinity);
const idleTimeout = (text: string): number | undefined => within(parseDuration(text), 1, 4000);
const wholeNumber = (text: string): number | undefined =>
  /^\d{1,9}$/.test(text) ? within(Number(text), 1, Infinity) : undefined;

function within(value: number | undefined, low: number, high: number): number | undefined {
  return value !== undefined && value >= low && value <= high ? value : undefined;
}

const TIME = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;
export const TIME_ALLOWED = 'a time such as 2026-11-16T23:00Z (UTC where no zone is given)';

/** Epoch seconds of an ISO time. Access logs are in UTC, and so is a time without a zone. */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const zoned = text.length > 10 && match[1] === undefined ? `${text}Z` : text;
  const millis = Date.parse(zoned.replace(' ', 'T'));
  return Number.isNaN(millis) ? undefined : millis / 1000;
}
