import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { EnvironmentPlan, TargetPlan } from '../../core/alarms/plan.ts';
import type { Environment } from '../../core/targets.ts';
import { functionArn } from '../runbook-alarm-action.ts';
import { type Place, statusWidgets, targetRows, textWidget, type Widget, type WidgetRow } from './widgets.ts';

/** What one dashboard takes (CloudWatch quotas). */
export const DASHBOARD_LIMITS = { widgets: 500, metrics: 2500 } as const;

/** Properties of {@link EnvironmentDashboards}. */
export interface EnvironmentDashboardsProps {
  readonly environment: Environment;
  /** Name of the first dashboard; further ones get `-page-2`, `-page-3`, … */
  readonly name: string;
  /** Targets shown. */
  readonly targets: readonly TargetPlan[];
  /** Alarms of load balancers shown on top. */
  readonly loadBalancers: EnvironmentPlan['loadBalancers'];
  /** Names of other alarms shown on top. */
  readonly otherAlarms: readonly string[];
  /** Dashboards linked from the first. */
  readonly others: readonly string[];
  /** Name of the runbook in the dashboards' own account and Region. @default - none: nobody explains the targets */
  readonly runbookName?: string;
  /** @default DASHBOARD_LIMITS */
  readonly limits?: { readonly widgets: number; readonly metrics: number };
}

/** Dashboards over the targets of a stack: one, or as many as CloudWatch's limits ask for. */
export class EnvironmentDashboards extends Construct {
  /** Names, the first one first. */
  readonly names: string[];

  constructor(scope: Construct, id: string, props: EnvironmentDashboardsProps) {
    super(scope, id);
    const { environment, name, targets, limits = DASHBOARD_LIMITS } = props;
    const place = this.placeOf(props);
    const blocks = targets.map((plan) => targetRows(plan, place));
    // Two widgets of room for what stands on top of a page; more status widgets than that are counted with the rows.
    const pages = paginate(blocks, { widgets: limits.widgets - headroom(props), metrics: limits.metrics });
    this.names = pages.map((_, index) => (index === 0 ? name : `${name}-page-${index + 1}`));
    for (const [index, page] of pages.entries()) {
      const more = index === 0 ? [...this.names.slice(1), ...props.others] : [name];
      const top = index === 0 ? overview(props, place, more) : [row(textWidget(links(environment, more), 1))];
      new CfnDashboard(this, index === 0 ? 'Dashboard' : `Page${index + 1}`, {
        dashboardName: this.names[index],
        dashboardBody: JSON.stringify({
          start: '-PT24H',
          periodOverride: 'inherit',
          widgets: laidOut([...top, ...page]),
        }),
      });
    }
  }

  private placeOf({ environment, runbookName }: EnvironmentDashboardsProps): Place {
    const { region, partition, account } = environment;
    const alarmArn = (name: string) => `arn:${partition}:cloudwatch:${region}:${account}:alarm:${name}`;
    return { region, alarmArn, ...(runbookName !== undefined && { runbookArn: functionArn(this, runbookName) }) };
  }
}

/** Pages of whole targets: a target whose graphs are torn apart helps nobody. At least one page. */
export function paginate(
  blocks: readonly (readonly WidgetRow[])[],
  limits: { readonly widgets: number; readonly metrics: number },
): WidgetRow[][] {
  const pages: WidgetRow[][] = [[]];
  let room = { ...limits };
  for (const block of blocks) {
    const widgets = block.reduce((sum, { widgets }) => sum + widgets.length, 0);
    const metrics = block.reduce((sum, { metrics }) => sum + metrics, 0);
    if (widgets > room.widgets || metrics > room.metrics) {
      pages.push([]);
      room = { ...limits };
    }
    pages.at(-1)?.push(...block);
    room = { widgets: room.widgets - widgets, metrics: room.metrics - metrics };
  }
  return pages;
}

function overview(props: EnvironmentDashboardsProps, place: Place, others: readonly string[]): WidgetRow[] {
  const { environment } = props;
  const shadow = environment.paging ? '' : ' **Shadow mode: no alarm acts.**';
  const title = `# holdband ${environment.name}\nIdle long polls are left out, slow requests are not.${shadow}`;
  const markdown = others.length > 0 ? `${title} ${links(environment, others)}` : title;
  const status = statusWidgets('Pages, load balancers and the runbook', topAlarms(props), place);
  return [row(textWidget(markdown, 2)), ...(status.length > 0 ? [row(...status.map(({ widget }) => widget))] : [])];
}

function topAlarms({ targets, loadBalancers, otherAlarms }: EnvironmentDashboardsProps): string[] {
  const pages = targets.flatMap(({ plan }) => (plan.composite ? [plan.composite.name] : []));
  return [...pages, ...loadBalancers.alarms.map(({ name }) => name), ...otherAlarms];
}

function headroom(props: EnvironmentDashboardsProps): number {
  return 1 + Math.ceil(topAlarms(props).length / 100);
}

function links({ region }: Environment, dashboards: readonly string[]): string {
  // Relative: the console's host depends on the partition, and the reader is on it already.
  const link = (name: string) => `[${name}](#dashboards/dashboard/${name}?region=${region})`;
  return `More: ${dashboards.map(link).join(', ')}`;
}

function row(...widgets: Widget[]): WidgetRow {
  return { widgets, metrics: 0 };
}

/** Rows one below the other on CloudWatch's grid of 24 columns; a row that is too wide goes on below. */
function laidOut(rows: readonly WidgetRow[]): (Widget & { x: number; y: number })[] {
  const placed: (Widget & { x: number; y: number })[] = [];
  let y = 0;
  for (const { widgets } of rows) {
    let [x, height] = [0, 0];
    for (const widget of widgets) {
      if (x + widget.width > 24) [x, y, height] = [0, y + height, 0];
      placed.push({ ...widget, x, y });
      x += widget.width;
      height = Math.max(height, widget.height);
    }
    y += height;
  }
  return placed;
}
