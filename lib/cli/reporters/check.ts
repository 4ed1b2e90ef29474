import { PRICES, readingCost } from '../../core/alarms/cost.ts';
import type { Config } from '../../core/config/config.ts';
import { FINDING_SEVERITIES, type FindingSeverity } from '../../core/config/schema.ts';
import type { Checked, CheckFinding } from '../../core/inventory/check/check.ts';
import { coverOf } from '../../core/inventory/check/cover.ts';
import { type CheckFacts, known } from '../../core/inventory/check/facts.ts';
import { type CheckedGroup, checkedGroups, isExempt } from '../../core/inventory/check/groups.ts';
import { plural } from '../../core/triage/words.ts';
import type { Style } from '../context.ts';
import { plainTable } from '../table.ts';
import { clipped, onOneLine, plain, wrapped } from './plain.ts';

/** What was found out about one account and Region. */
export interface RegionCheck extends Checked {
  readonly facts: CheckFacts;
  /** What could not be read, one sentence each. Untrusted text. */
  readonly problems: readonly string[];
}

/** Of a long list so many are printed; `--json` has them all. */
const MOST_PROBLEMS = 10;
const MOST_SUBJECTS = 3;
/** Characters of a bar. */
const BAR = 24;

/** What `holdband check --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function checkJson(
  checks: readonly RegionCheck[],
  { config, unasked }: { readonly config: Config | undefined; readonly unasked: readonly string[] },
) {
  const findings = checks.flatMap((each) => each.findings);
  return {
    schema: 1,
    environments: checks.flatMap(({ facts }) => environmentsJson(facts)),
    findings: findings.map(({ target, alarm, ...finding }) => ({
      rule: finding.rule,
      severity: finding.severity,
      environment: finding.environment ?? null,
      subject: finding.subject,
      ...placeJson({ ...finding, ...(target && { target }) }, config),
      ...(alarm !== undefined && { alarm }),
      message: finding.message,
      advice: finding.advice,
      ...(finding.command !== undefined && { command: finding.command }),
    })),
    notJudged: checks.flatMap(({ notJudged }) => notJudged),
    problems: [...checks.flatMap(({ problems }) => problems), ...unasked],
    counts: countsOf(findings),
    cost: costOf(checks),
  };
}

/** What was paid for to see traffic: metrics, and US dollars at the list prices of a month. */
interface CheckCost {
  readonly metrics: number;
  readonly dollars: number;
  readonly pricesAsOf: string;
}

function costOf(checks: readonly RegionCheck[]): CheckCost {
  const plans = checks.flatMap(({ facts }) => known(facts.discovery)?.plan ?? []);
  const metrics = plans.reduce((sum, plan) => sum + plan.metrics, 0);
  return { metrics, dollars: readingCost(metrics), pricesAsOf: PRICES.asOf };
}

/** Dollars of one check, from which on it is worth a word: an hourly job makes $36 of it a month. */
const WORTH_A_WORD = 0.05;
const HOURS_A_MONTH = 730;

/** What one check cost, and what it costs who makes it every hour. @returns `undefined` where that is next to nothing */
export function costNote(checks: readonly RegionCheck[]): string | undefined {
  const { metrics, dollars, pricesAsOf } = costOf(checks);
  if (dollars < WORTH_A_WORD) return undefined;
  const hourly = Math.round(dollars * HOURS_A_MONTH);
  return `${metrics.toLocaleString('en-US')} metrics were read for $${dollars.toFixed(2)} (list prices of ${pricesAsOf}): $${hourly} a month if once an hour, $${Math.round(hourly / 24)} if once a day`;
}

interface EnvironmentJson {
  readonly name: string | null;
  readonly account: string | null;
  readonly region: string;
}

function environmentsJson({ environments, region, account }: CheckFacts): EnvironmentJson[] {
  if (environments.length === 0) return [{ name: null, account: account ?? null, region }];
  return environments.map((environment) => ({ name: environment.name, account: environment.account, region }));
}

function placeJson(finding: CheckFinding, config: Config | undefined): { where?: string } {
  const where = whereOf(finding, config);
  return where === undefined ? {} : { where };
}

/** `file:line:column` of the target a finding is about. */
function whereOf({ target }: CheckFinding, config: Config | undefined): string | undefined {
  if (!target || !config) return undefined;
  const targets = config.settings.environments[target.environment]?.targets ?? [];
  const index = targets.findIndex(({ name }) => name === target.name);
  if (index < 0) return undefined;
  return config.positions.at(['environments', target.environment, 'targets', index, target.key ?? 'name']);
}

function countsOf(findings: readonly CheckFinding[]): { readonly [severity in FindingSeverity]: number } {
  const count = (wanted: FindingSeverity) => findings.filter(({ severity }) => severity === wanted).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

/** What `holdband check` prints: who is watched, a row for each rule that found something, then what and how to mend it. */
export function checkReport(
  checks: readonly RegionCheck[],
  options: { readonly style: Style; readonly columns: number; readonly config?: Config },
): string {
  return checks.map((each) => regionReport(each, options)).join('\n\n\n');
}

interface Options {
  readonly style: Style;
  readonly columns: number;
  readonly config?: Config;
}

function regionReport(checked: RegionCheck, options: Options): string {
  const { findings } = checked;
  const sections = [headline(checked, options)];
  if (findings.length > 0) sections.push(ruleTable(findings, options));
  for (const severity of FINDING_SEVERITIES) {
    const own = findings.filter((finding) => finding.severity === severity);
    const byRule = Map.groupBy(own, ({ rule }) => rule);
    for (const [rule, some] of byRule) sections.push(ruleSection(rule, severity, some, options));
  }
  sections.push(...unknowns(checked, options), verdict(checked, options));
  return sections.join('\n\n');
}

/** Account and Region, and how much of it is watched, as bars. */
function headline({ facts }: RegionCheck, { style }: Options): string {
  const names = facts.environments.map(({ name }) => name).join(', ');
  const where = `account ${facts.account ?? 'not known'}, ${facts.region}`;
  const title = names === '' ? style.bold(where) : `${style.bold(names)}: ${where}`;
  const alarms = known(facts.alarms);
  const all = checkedGroups(facts);
  const groups = all.filter((group) => !isExempt(group));
  if (!alarms || groups.length === 0) return title;
  const cover = coverOf(alarms, all);
  const share = (text: string, is: (group: CheckedGroup) => boolean) => {
    const count = groups.filter(is).length;
    return [text, bar(count / groups.length, style), `${count} of ${plural(groups.length, 'target group')}`];
  };
  const rows = [
    share('latency watched', (group) => cover(group).latency.length > 0),
    share('health guarded', (group) => cover(group).guards.length > 0),
  ];
  return `${title}\n\n${indented(plainTable([], rows))}`;
}

function bar(share: number, style: Style): string {
  const full = Math.floor(share * BAR);
  const mark = share === 1 ? style.green : share === 0 ? style.red : style.yellow;
  return `${mark('█'.repeat(full))}${style.dim('░'.repeat(BAR - full))}`;
}

function ruleTable(findings: readonly CheckFinding[], { style, columns }: Options): string {
  const groups = [...Map.groupBy(findings, ({ rule, severity }) => `${severity} ${rule}`).values()];
  const longest = Math.max(...findings.map(({ rule }) => rule.length));
  // Indent, severity, rule, findings, and two blanks between them.
  const room = columns - (2 + 7 + 2 + longest + 2 + 8 + 2);
  const rows = groups.map((some) => {
    const [{ rule, severity }] = some as [CheckFinding];
    const subjects = [...new Set(some.map(({ subject }) => onOneLine(subject)))];
    const more = subjects.length > MOST_SUBJECTS ? `, +${subjects.length - MOST_SUBJECTS}` : '';
    const about = clipped(`${subjects.slice(0, MOST_SUBJECTS).join(', ')}${more}`, Math.max(10, room));
    return [marked(severity, style), rule, { right: String(some.length) }, about];
  });
  const head = ['', style.bold('rule'), { right: style.bold('findings') }, style.bold('about')];
  return indented(plainTable(head, rows));
}

function marked(severity: FindingSeverity, style: Style): string {
  return { error: style.red, warning: style.yellow, info: style.cyan }[severity](severity);
}

function ruleSection(
  rule: string,
  severity: FindingSeverity,
  findings: readonly CheckFinding[],
  { style, columns, config }: Options,
): string {
  const lines = [...Map.groupBy(findings, ({ advice }) => advice)].flatMap(([advice, some]) => [
    ...some.flatMap((finding) => {
      const where = whereOf(finding, config);
      return [
        `  ${style.bold(onOneLine(finding.subject))}${where === undefined ? '' : ` ${style.dim(where)}`}`,
        wrapped(onOneLine(finding.message), columns, '    '),
        ...(finding.command === undefined ? [] : [`    $ ${plain(finding.command)}`]),
      ];
    }),
    // Once, where several need the same.
    wrapped(onOneLine(advice), columns, '  > '),
  ]);
  return [`${marked(severity, style)} ${style.bold(rule)}`, ...lines].join('\n');
}

/** What nobody could judge, by rule, and why. */
function unknowns({ notJudged, problems }: RegionCheck, { style, columns }: Options): string[] {
  const sections: string[] = [];
  if (notJudged.length > 0) {
    const byRule = [...Map.groupBy(notJudged, ({ rule }) => rule)];
    const lines = byRule.flatMap(([rule, some]) => [
      `  ${rule === '*' ? 'every rule' : rule}`,
      ...some.map(({ subject, reason }) => wrapped(onOneLine(`${subject}: ${reason}`), columns, '    ')),
    ]);
    sections.push([style.yellow(`not judged (${plural(byRule.length, 'rule')})`), ...lines].join('\n'));
  }
  if (problems.length > 0) {
    const shown = problems.slice(0, MOST_PROBLEMS).map((text) => wrapped(onOneLine(text), columns, '  - '));
    const rest = problems.length - MOST_PROBLEMS;
    const more = rest > 0 ? [`  … and ${rest} more; --json has them all`] : [];
    sections.push([style.yellow(`problems (${problems.length})`), ...shown, ...more].join('\n'));
  }
  return sections;
}

/** Never that all is well where somebody could not look. */
function verdict({ findings, notJudged, problems }: RegionCheck, { style }: Options): string {
  const { error, warning, info } = countsOf(findings);
  const rules = new Set(notJudged.map(({ rule }) => rule)).size;
  const open = rules > 0 ? `, and ${plural(rules, 'rule')} could not be judged` : '';
  if (findings.length > 0) return `${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} to know${open}.`;
  if (rules > 0) return style.yellow(`Nothing found${open}.`);
  if (problems.length > 0) return style.yellow('Nothing found, but not everything could be read.');
  return style.green('All is as it should be.');
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ');
}
