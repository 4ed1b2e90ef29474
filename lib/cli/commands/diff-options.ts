import { FAIL_POLICIES, type FailPolicy } from '../../core/diff/fail-policy.ts';
import { InputError, type InputProblem } from '../../core/errors.ts';
import type { HistoryFlags } from './history-options.ts';

/** The options as commander hands them over. */
export interface DiffFlags extends HistoryFlags {
  readonly parameters: readonly string[];
  readonly baseParameters: readonly string[];
  readonly headParameters: readonly string[];
  readonly failOn?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly markdownFile?: string;
  readonly fullReport?: string;
  readonly commit?: string;
  readonly rulesUrl?: string;
}

/** The options as they are meant. */
export interface DiffOptions {
  /** Values of parameters on each side, by `Name` or `Stack:Name`. */
  readonly parameters: {
    readonly base: Readonly<Record<string, string>>;
    readonly head: Readonly<Record<string, string>>;
  };
  /** @default - that of the config file */
  readonly failOn?: FailPolicy;
  readonly format: 'terminal' | 'json' | 'markdown';
}

/** @throws InputError naming every option that cannot be used */
export function readDiffOptions(flags: DiffFlags): DiffOptions {
  const problems: InputProblem[] = [];
  const both = readParameters('--parameters', flags.parameters, problems);
  const base = readParameters('--base-parameters', flags.baseParameters, problems);
  const head = readParameters('--head-parameters', flags.headParameters, problems);
  const failOn = FAIL_POLICIES.find((policy) => policy === flags.failOn);
  if (flags.failOn !== undefined && failOn === undefined) {
    const allowed = FAIL_POLICIES.join(', ');
    problems.push({ where: '--fail-on', message: `is ${JSON.stringify(flags.failOn)}, allowed: ${allowed}` });
  }
  if (flags.json && flags.markdown) {
    problems.push({ where: '--markdown', message: 'cannot stand beside --json: one answer at a time' });
  }
  if (flags.commit !== undefined && !/^[0-9a-f]{7,64}$/i.test(flags.commit)) {
    problems.push({ where: '--commit', message: `is ${JSON.stringify(flags.commit)}, allowed: a commit's hash` });
  }
  if (flags.rulesUrl !== undefined && !/^https?:\/\/\S+$/.test(flags.rulesUrl)) {
    problems.push({ where: '--rules-url', message: `is ${JSON.stringify(flags.rulesUrl)}, allowed: an https address` });
  }
  if (problems.length > 0) throw new InputError('OptionInvalid', problems);
  return {
    parameters: { base: { ...both, ...base }, head: { ...both, ...head } },
    ...(failOn !== undefined && { failOn }),
    format: flags.json ? 'json' : flags.markdown ? 'markdown' : 'terminal',
  };
}

/** Values of parameters by name. @param problems gets what cannot be used */
export function readParameters(
  where: string,
  texts: readonly string[],
  problems: InputProblem[],
): Record<string, string> {
  const entries: [string, string][] = [];
  for (const text of texts) {
    const [, name, value] = /^((?:[^=:]+:)?[A-Za-z0-9]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) {
      problems.push({ where, message: `is ${JSON.stringify(text)}, allowed: Name=Value or Stack:Name=Value` });
    } else entries.push([name, value]);
  }
  return Object.fromEntries(entries);
}
