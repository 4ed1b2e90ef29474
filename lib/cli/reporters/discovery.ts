import sparkly from 'sparkly';
import { describeHold, type HoldProfile } from '../../core/holds/profile.ts';
import type { ListenerRuleRow } from '../../core/inventory/account.ts';
import type { DiscoveredGroup, Discovery } from '../../core/inventory/discovery.ts';
import type { LatencyHistogram } from '../../core/triage/figures.ts';
import { countBetween } from '../../core/triage/histogram.ts';
import { isoTime } from '../../core/triage/verdict.ts';
import type { Style } from '../context.ts';
import { type Cell, plainTable } from '../table.ts';
import { onOneLine, wrapped } from './plain.ts';

/** Columns from which on the response times are drawn. */
const WIDE = 120;
/** Of a long list of problems so many are printed; `--json` has them all. */
const MOST_PROBLEMS = 10;
/** Of target groups that a rule of the config leaves out so many are named; `--json` has them all. */
const MOST_EXCLUDED = 5;
/** Of many rules that lead to a group so many are printed. */
const MOST_RULES = 3;
/** Seconds between which the response times are drawn: half a decade a bar. */
const BARS = [0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, Infinity];

/** What `holdband discover --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function discoveryJson(discovery: Discovery) {
  const { region, window, groups, leftOut, loadBalancers, problems, plan } = discovery;
  return {
    schema: 1,
    region,
    window: { start: isoTime(window.start), end: isoTime(window.end) },
    loadBalancers: loadBalancers ?? null,
    targetGroups: groups.map(groupJson),
    leftOut,
    problems,
    ...(plan && { plan }),
  };
}

function groupJson(group: DiscoveredGroup) {
  const { targetGroup, loadBalancer, configured, hold, tags, listenerRules, targetGroupAttributes, ...found } = group;
  return {
    name: targetGroup.name,
    arn: targetGroup.arn,
    loadBalancer: loadBalancer?.arn ?? null,
    traffic: found.traffic,
    ...(hold && { hold: holdJson(hold) }),
    ...(found.excluded !== undefined && { excluded: found.excluded }),
    confidence: found.confidence,
    requests: found.requests,
    idleTimeoutSeconds: found.idleTimeoutSeconds ?? null,
    evidence: found.evidence,
    listenerRules:
      listenerRules?.map(({ listenerPort, priority, conditions }) => ({
        port: listenerPort ?? null,
        priority,
        conditions,
      })) ?? null,
    targetGroupAttributes: targetGroupAttributes ? Object.fromEntries(targetGroupAttributes) : null,
    ...(configured && {
      configured: {
        environment: configured.environment,
        target: configured.target.name,
        traffic: configured.target.traffic,
        contradiction: configured.contradiction ?? null,
      },
    }),
    ...(found.notify && { notify: found.notify }),
    tags: tags ?? null,
  };
}

function holdJson({ name, ceilingSeconds, spreadSeconds }: HoldProfile) {
  return { product: name === 'found' ? null : name, ceilingSeconds, spreadSeconds };
}

/** What `holdband discover` prints: a table, then why for what needs somebody's word, then what could not be read. */
export function discoveryReport(
  discovery: Discovery,
  { style, columns }: { readonly style: Style; readonly columns: number },
): string {
  const { groups, region, leftOut, loadBalancers, problems } = discovery;
  const counts = [
    ...(loadBalancers === undefined ? [] : [counted(loadBalancers, 'Application Load Balancer')]),
    counted(groups.length, 'target group'),
    ...(leftOut > 0 ? [`${leftOut} more of other kinds of load balancers left out`] : []),
  ];
  const sections = [`${style.bold(onOneLine(region))}: ${counts.join(', ')}.`];
  if (groups.length > 0) sections.push(tableOf(groups, style, columns >= WIDE));
  sections.push(...groups.filter(needsAWord).map((group) => reasonsOf(group, style, columns)));
  const excluded = groups.filter((group) => group.excluded !== undefined);
  if (excluded.length > 0) sections.push(excludedText(excluded, style, columns));
  if (problems.length > 0) {
    const shown = problems.slice(0, MOST_PROBLEMS).map((text) => wrapped(onOneLine(text), columns, '  '));
    const more = problems.length - shown.length;
    const rest = more > 0 ? [`  and ${more} more: --json has them all`] : [];
    sections.push([style.yellow(counted(problems.length, 'problem')), ...shown, ...rest].join('\n'));
  }
  return `${sections.join('\n\n')}\n`;
}

function tableOf(groups: readonly DiscoveredGroup[], style: Style, wide: boolean): string {
  const head: Cell[] = ['target group', 'traffic', 'confidence', 'hold', { right: 'requests' }].map((cell) =>
    typeof cell === 'string' ? style.bold(cell) : { right: style.bold(cell.right) },
  );
  const rows = groups.map((group): Cell[] => [
    group.targetGroup.name,
    ...(group.excluded === undefined ? [group.traffic, group.confidence] : ['excluded', '-']),
    group.hold ? nameOf(group.hold) : '-',
    { right: group.excluded === undefined ? group.requests.toLocaleString('en-US') : '-' },
    ...(wide ? [barsOf(group.histogram)] : []),
    configuredCell(group, style),
  ]);
  return plainTable([...head, ...(wide ? [style.bold('10 ms to 300 s')] : []), style.bold('config')], rows);
}

function configuredCell({ configured }: DiscoveredGroup, style: Style): string {
  if (!configured) return '-';
  const name = `${configured.environment}/${configured.target.name}`;
  return configured.contradiction === undefined ? name : style.red(`${name} (!)`);
}

function nameOf(hold: HoldProfile): string {
  return hold.name === 'found' ? describeHold(hold) : hold.name;
}

/** By the square root: a hundred polls are seen beside a million requests. */
function barsOf(histogram: LatencyHistogram): string {
  const counts = BARS.slice(1).map((to, i) => Math.sqrt(countBetween(histogram, BARS[i] ?? 0, to)));
  return counts.every((count) => count === 0) ? '' : sparkly(counts, { minimum: 0, maximum: Math.max(...counts) });
}

/** Who is as the config says, or holds nothing for sure, needs no words. */
function needsAWord({ configured, traffic, confidence, excluded }: DiscoveredGroup): boolean {
  if (excluded !== undefined) return false;
  if (configured) return configured.contradiction !== undefined;
  return traffic === 'unknown' || traffic === 'mixed' || traffic === 'long-polls' || confidence === 'low';
}

function reasonsOf(
  { targetGroup, configured, evidence, listenerRules = [] }: DiscoveredGroup,
  style: Style,
  columns: number,
): string {
  const { contradiction } = configured ?? {};
  const lines = [
    style.bold(targetGroup.name),
    ...(contradiction === undefined ? [] : [style.red(wrapped(onOneLine(contradiction), columns, '  '))]),
    ...evidence.map(({ text }) => wrapped(onOneLine(text), columns, '  ')),
    ...(listenerRules.length > 0 ? [wrapped(onOneLine(waysTo(listenerRules)), columns, '  ')] : []),
  ];
  return lines.join('\n');
}

/** By the reason: one rule leaves many out. */
function excludedText(groups: readonly DiscoveredGroup[], style: Style, columns: number): string {
  const byReason = Map.groupBy(groups, ({ excluded = '' }) => excluded);
  const lines = [...byReason].map(([reason, some]) => {
    const names = some.slice(0, MOST_EXCLUDED).map(({ targetGroup }) => targetGroup.name);
    const more = some.length - names.length;
    const rest = more > 0 ? ` and ${more} more` : '';
    return wrapped(onOneLine(`${names.join(', ')}${rest}: ${reason}`), columns, '  ');
  });
  return [style.bold('excluded by rules of the config'), ...lines].join('\n');
}

/** Where its requests come from: it helps to name the service. */
function waysTo(rules: readonly ListenerRuleRow[]): string {
  const ways = rules.slice(0, MOST_RULES).map(({ listenerPort, conditions }) => {
    const port = listenerPort === undefined ? '' : `port ${listenerPort}: `;
    return `${port}${conditions.length === 0 ? 'all other requests' : conditions.join(', ')}`;
  });
  const more = rules.length - ways.length;
  return `Requests come by ${ways.join('; ')}${more > 0 ? `; and ${counted(more, 'more rule')}` : ''}.`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
