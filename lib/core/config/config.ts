import { DIFF_RULES } from '../diff/rules.ts';
import { InputError, type InputProblem } from '../errors.ts';
import { CHECK_RULE_IDS, CHECK_RULES } from '../inventory/check/rules.ts';
import { LINT_RULES } from '../inventory/lint.ts';
import { draftOf } from './draft.ts';
import { contradictions } from './meaning.ts';
import { describeIssues, inFileOrder, unknownWord } from './problems.ts';
import type { Config } from './resolve.ts';
import { configSchema } from './schema.ts';
import { type Path, type Positions, readSource } from './source.ts';

export { type Lock, lockPath, printLock, readLock } from './lock.ts';
export { type Config, type Resolved, resolveEnvironments, resolveKnown } from './resolve.ts';
export type { FindingSeverity, RuleSetting, Settings } from './schema.ts';
export type { Path, Positions } from './source.ts';

/** The version of the config contract this package reads. */
const VERSION = 1;

/**
 * Reads a config file.
 *
 * @param text the file's content, YAML or JSON
 * @param file its name as the user wrote it, for positions
 * @throws InputError `ConfigInvalid` with everything wrong in the file, each at `file:line:column`, in the order of the file
 */
export function readConfig(text: string, file: string): Config {
  const { value, positions, problems } = readSource(text, file);
  const refuse = (all: readonly { where: string; message: string }[]) => {
    const plain = all.map(({ where, message }) => ({ where, message }));
    throw new InputError('ConfigInvalid', inFileOrder(plain));
  };
  if (problems.length > 0) refuse(problems);
  if (value === null || value === undefined) refuse([{ where: `${file}:1:1`, message: emptyMessage() }]);
  refuseOtherVersion(value, positions, refuse);

  const parsed = configSchema.safeParse(value);
  const issues = parsed.success ? [] : describeIssues(parsed.error.issues, positions);
  const meaning = contradictions(
    draftOf(
      value,
      issues.map(({ path }) => path),
    ),
  );
  const found = [
    ...issues,
    ...ruleProblems(value, positions),
    ...meaning.map(({ path, message }) => ({ where: positions.at(path), message })),
  ];
  if (!parsed.success || found.length > 0) return refuse(found);
  return { file, settings: parsed.data, positions };
}

/** Settings that nobody would read, and rules that would be silent without a word. */
function ruleProblems(value: unknown, positions: Positions): InputProblem[] {
  const { rules } = (typeof value === 'object' ? value : {}) as { rules?: unknown };
  if (typeof rules !== 'object' || rules === null || Array.isArray(rules)) return [];
  const lints = LINT_RULES.map(({ id }) => id);
  const diffs = DIFF_RULES.map(({ id }) => id);
  const known = [...new Set([...lints, ...diffs, ...CHECK_RULE_IDS])];
  const ofAlarms = [...diffs, ...CHECK_RULES.filter((rule) => rule.ofAlarms).map(({ id }) => id)];
  return Object.entries(rules).flatMap(([id, setting]: [string, unknown]): InputProblem[] => {
    if (!known.includes(id)) {
      return [{ where: positions.atKey(['rules', id]), message: unknownWord('rule', id, known) }];
    }
    if (typeof setting !== 'object' || setting === null) return [];
    const at = positions.at(['rules', id]);
    const { severity, until, reason } = setting as Partial<Record<string, unknown>>;
    if ('alarms' in setting && !ofAlarms.includes(id)) {
      const where = positions.at(['rules', id, 'alarms']);
      return [{ where, message: `alarms is given, allowed: only with rules about alarms, and ${id} looks at targets` }];
    }
    if (!lints.includes(id) && severity === 'off' && until !== undefined && reason === undefined) {
      return [{ where: at, message: `reason is missing, needed: one sentence, because ${id} is off until a day` }];
    }
    return [];
  });
}

function emptyMessage(): string {
  return `the file is empty, needed: version ${VERSION} and environments; 'holdband init' writes a first one`;
}

/** A file of another version has other keys: its version is all there is to say. */
function refuseOtherVersion(
  value: unknown,
  positions: Positions,
  refuse: (problems: { where: string; message: string }[]) => never,
): void {
  if (typeof value !== 'object' || value === null || !('version' in value)) return;
  const path: Path = ['version'];
  if (value.version === VERSION || value.version === null) return;
  const message = `version is ${positions.shown(path)}, allowed: ${VERSION}, the only one this holdband reads`;
  refuse([{ where: positions.at(path), message }]);
}
