import { parseArn } from '../../core/config/arns.ts';
import { describeHold } from '../../core/holds/profile.ts';
import type { Discovery } from '../../core/inventory/discovery.ts';
import { compareText } from '../../core/order.ts';
import type { Written } from '../commands/discover-write.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';
import { onOneLine, wrapped } from './plain.ts';

/** Of a long list so many are printed. */
const MOST_LINES = 20;

/** A target whose entry in the lock has another target group now. */
interface Resolved {
  readonly target: string;
  /** ARNs. @default - the lock had none */
  readonly from?: string;
  readonly to: string;
}

/** What `holdband discover --write --json` prints as `written`. */
export function writtenJson(written: Written) {
  const { files, added, gone, back, left, unread, unresolved, dryRun } = written;
  return {
    environment: files.environment,
    dryRun,
    config: { path: files.path, changed: written.configChanged },
    lock: { path: files.lockPath, changed: written.lockChanged },
    added: added.map(({ name, group }) => ({ target: name, targetGroup: group.targetGroup.arn })),
    marked: gone.map(({ target, text, marked }) => ({ target, text, new: marked })),
    unmarked: back,
    resolved: resolvedIn(written).map(({ from, ...rest }) => ({ ...rest, from: from ?? null })),
    unresolved: unresolved.map(({ target, kind, message }) => ({ target, kind, message })),
    notWatched: left.map(({ group: { targetGroup, traffic }, reason }) => {
      return { targetGroup: targetGroup.arn, traffic, reason };
    }),
    notRead: unread.map(({ targetGroup }) => targetGroup.arn),
  };
}

/** What `holdband discover --write` prints: what changed in which file, and what is left to a person. */
export function writtenReport(
  { region, groups, problems }: Discovery,
  written: Written,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const { files, added, gone, back, left, unread, unresolved } = written;
  const [config, lock] = [onOneLine(files.path), onOneLine(files.lockPath)];
  const resolved = resolvedIn(written);
  const contradicted = groups.flatMap(({ configured }) =>
    configured?.contradiction === undefined ? [] : [`${configured.target.name}: ${configured.contradiction}`],
  );
  // Said above already, as marks.
  const said = new Set(gone.map(({ target, text }) => `${files.environment}/${target}: ${text}.`));
  const others = problems.filter((problem) => !said.has(problem));
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [[title, ...shortened(lines, columns)].join('\n')];
  const isOpen = [contradicted, unread, unresolved, others].some((each) => each.length > 0);
  const sections = [
    `${style.bold(`${files.environment} in ${onOneLine(region)}`)}: ${headline(written, isOpen)}`,
    ...(added.length === 0 ? [] : [`${config}: ${count(added.length, 'target')} added\n${tableOf(written)}`]),
    ...section(
      `${config}: ${count(gone.length, 'target')} marked, because the target group is gone`,
      gone.map(({ target, text, marked }) => `${target}: ${text}${marked ? '' : ' (marked before)'}`),
    ),
    ...section(`${config}: ${count(back.length, 'mark')} taken away, because the target group is back`, back),
    ...section(
      `${lock}: ${count(resolved.length, 'target group')} found by match`,
      resolved.map(({ target, from, to }) => {
        return `${target}: ${nameOf(to)}${from === undefined ? '' : `, before: ${nameOf(from)}`}`;
      }),
    ),
    ...section(style.yellow('Contradicted by the traffic'), contradicted),
    ...section(
      style.yellow(`Left to you: ${count(left.length, 'target group')} without a target`),
      left.map(({ group: { targetGroup, traffic }, reason }) => `${targetGroup.name}: ${traffic}. ${reason}`),
    ),
    ...section(
      style.yellow(`Not written, because too little could be read: ${count(unread.length, 'target group')}`),
      unread.map(({ targetGroup }) => targetGroup.name),
    ),
    ...section(
      style.red(`${lock}: ${count(unresolved.length, 'match', 'matches')} without one target group, left as they were`),
      unresolved.map(({ message }) => message),
    ),
    ...section(style.yellow(count(others.length, 'problem')), others),
  ];
  return `${sections.join('\n\n')}\n`;
}

/** Of a long list the first ones: the files and `--json` have them all. */
function shortened(lines: readonly string[], columns: number): string[] {
  const shown = lines.slice(0, MOST_LINES).map((line) => wrapped(onOneLine(line), columns, '  '));
  const more = lines.length - shown.length;
  return more > 0 ? [...shown, `  and ${more} more: --json has them all`] : shown;
}

/** @param isOpen whether something could not be read or settled, which the sections tell */
function headline({ files, configChanged, lockChanged, dryRun }: Written, isOpen: boolean): string {
  const changed = [...(configChanged ? [files.path] : []), ...(lockChanged ? [files.lockPath] : [])].map(onOneLine);
  if (changed.length === 0) {
    return isOpen
      ? 'nothing to write; what is listed here is open.'
      : `nothing to write, ${onOneLine(files.path)} and its lock say what the account has.`;
  }
  return dryRun ? `would write ${changed.join(' and ')}; nothing was written.` : `wrote ${changed.join(' and ')}.`;
}

function tableOf({ added }: Written): string {
  return plainTable(
    [],
    added.map(({ name, group: { traffic, confidence, hold } }) => [
      `  ${name}`,
      traffic,
      `confidence ${confidence}`,
      hold ? (hold.name === 'found' ? describeHold(hold) : hold.name) : '',
    ]),
  );
}

function resolvedIn({ files, lock }: Written): Resolved[] {
  const { environment } = files;
  const before = files.lock?.environments;
  const old = before && Object.hasOwn(before, environment) ? (before[environment]?.targets ?? {}) : {};
  return Object.entries(lock.environments[environment]?.targets ?? {})
    .flatMap(([target, { targetGroup: to }]): Resolved[] => {
      const from = Object.hasOwn(old, target) ? old[target]?.targetGroup : undefined;
      return to === undefined || to === from ? [] : [{ target, to, ...(from !== undefined && { from }) }];
    })
    .toSorted((a, b) => compareText(a.target, b.target));
}

/** `targetgroup/<name>/<id>`, as CloudWatch has it. */
function nameOf(arn: string): string {
  return parseArn(arn)?.resource ?? arn;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
