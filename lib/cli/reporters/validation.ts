import { monthlyCost } from '../../core/alarms/cost.ts';
import type { EnvironmentPlan, TargetPlan } from '../../core/alarms/plan.ts';
import { describeHold } from '../../core/holds/profile.ts';
import type { Environment } from '../../core/targets.ts';
import type { PlacedFinding, Validation } from '../commands/validate.ts';
import type { Style } from '../context.ts';
import { type Cell, plainTable } from '../table.ts';
import { onOneLine } from './plain.ts';

/** What `holdband validate --json` prints; `schema` counts up when a field changes its meaning or goes. */
export function validationJson({ file, environments, findings }: Validation) {
  return {
    schema: 1,
    file,
    environments: environments.map(({ environment, plan }) => ({
      name: environment.name,
      account: environment.account,
      region: environment.region,
      targets: plan.targets.map((each) => targetJson(each, environment, findings)),
      loadBalancers: {
        alarms: plan.loadBalancers.alarms.length,
        alarmMetrics: monthlyCost([plan.loadBalancers]).alarmMetrics,
        costPerMonth: monthlyCost([plan.loadBalancers]).dollars,
      },
      costPerMonth: plan.costPerMonth.dollars,
    })),
    findings,
    costPerMonth: totalDollars(environments),
  };
}

function targetJson({ target, plan, costPerMonth }: TargetPlan, { name }: Environment, all: readonly PlacedFinding[]) {
  const { hold } = target;
  return {
    name: target.name,
    traffic: target.traffic,
    hold: hold ? { name: hold.name, ceilingSeconds: hold.ceilingSeconds, spreadSeconds: hold.spreadSeconds } : null,
    findings: all.filter((each) => each.environment === name && each.target === target.name),
    alarms: plan.alarms.length,
    alarmMetrics: costPerMonth.alarmMetrics,
    leftOut: plan.leftOut.map(({ kind, reason }) => ({ kind, reason })),
    costPerMonth: costPerMonth.dollars,
  };
}

/** What `holdband validate` prints: a table for each environment, then the findings, the heaviest first. */
export function validationText(validation: Validation, style: Style): string {
  const { environments, findings } = validation;
  const sections = environments.map(({ environment, plan }) =>
    [environmentTitle(environment, style), environmentTable(plan, style)].join('\n\n'),
  );
  if (environments.length > 1) sections.push(`In all ${dollars(totalDollars(environments))} a month.`);
  const weights = ['error', 'warning', 'info'];
  const heaviestFirst = findings.toSorted((a, b) => weights.indexOf(a.severity) - weights.indexOf(b.severity));
  sections.push(...heaviestFirst.map((finding) => findingText(finding, style)));
  const count = findings.length;
  const wrong = ['error', 'warning'].map((severity) => findings.filter((each) => each.severity === severity).length);
  sections.push(
    count === 0
      ? style.green(`${validation.file} is in order.`)
      : `${validation.file} is well-formed: ${counted(wrong[0] ?? 0, 'error')}, ${counted(wrong[1] ?? 0, 'warning')}, ${count - (wrong[0] ?? 0) - (wrong[1] ?? 0)} to look up.`,
  );
  return sections.join('\n\n');
}

function environmentTitle({ name, account, region, paging }: Environment, style: Style): string {
  const shadow = paging ? '' : ', shadow mode: nothing pages';
  return `${style.bold(name)}: account ${account}, ${region}${shadow}`;
}

function environmentTable(plan: EnvironmentPlan, style: Style): string {
  const head = ['target', 'traffic', 'idle holds', 'alarms', 'metrics', 'a month'].map(style.bold);
  const rows = plan.targets.map(({ target, plan: { alarms }, costPerMonth }): Cell[] => [
    target.name,
    target.traffic,
    target.hold ? `${target.hold.name}, ${describeHold(target.hold)}` : 'none',
    { right: String(alarms.length) },
    { right: String(costPerMonth.alarmMetrics) },
    { right: dollars(costPerMonth.dollars) },
  ]);
  const shared = monthlyCost([plan.loadBalancers]);
  if (plan.loadBalancers.alarms.length > 0) {
    rows.push([
      'load balancers',
      '',
      '',
      { right: String(plan.loadBalancers.alarms.length) },
      { right: String(shared.alarmMetrics) },
      { right: dollars(shared.dollars) },
    ]);
  }
  const all = plan.costPerMonth;
  const alarms = [...plan.targets.map((each) => each.plan), plan.loadBalancers].flatMap((each) => each.alarms);
  rows.push([
    style.bold('in all'),
    '',
    '',
    { right: String(alarms.length) },
    { right: String(all.alarmMetrics) },
    { right: style.bold(dollars(all.dollars)) },
  ]);
  const prices = style.dim(
    `List prices of ${all.pricesAsOf}: metrics that alarms read, and ${counted(all.composites, 'composite alarm')}.`,
  );
  return `${plainTable(head, rows)}\n\n${prices}`;
}

function findingText(
  { severity, where, environment, target, rule, message, advice }: PlacedFinding,
  style: Style,
): string {
  const mark = { error: style.red, warning: style.yellow, info: style.cyan }[severity];
  return `${mark(severity)} ${where} ${environment}/${target} ${style.dim(rule)}\n  ${onOneLine(message)}\n  ${onOneLine(advice)}`;
}

function totalDollars(environments: Validation['environments']): number {
  const cents = environments.map(({ plan }) => Math.round(plan.costPerMonth.dollars * 100));
  return cents.reduce((sum, each) => sum + each, 0) / 100;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
