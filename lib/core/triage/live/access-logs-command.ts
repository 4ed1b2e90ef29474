import { partitionOf } from '../../config/arns.ts';
import { shellWord } from '../../shell.ts';
import type { Window } from '../figures.ts';
import { isoTime } from '../verdict.ts';

/** Load balancers write a file every five minutes. */
const INTERVAL = 300;
/** The folder is that of the day of delivery, some minutes after the interval that the file is named by. */
const DELIVERED_WITHIN = 600;
const TEN_MINUTES = 600;
const HOUR = 3600;
const DAY = 86_400;

/** Where a load balancer is. */
export interface LoadBalancerPlace {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  /** Full name, `app/<name>/<id>`. */
  readonly loadBalancer: string;
}

/**
 * The shell command that copies the access logs of a window: exactly the five-minute files that may hold requests of it, as
 * Elastic Load Balancing names them (ALB user guide, access log files). Where access logs are off, the command that turns
 * them on: for the next time.
 *
 * @param attributes of the load balancer; untrusted text
 */
export function accessLogsCommand(
  attributes: ReadonlyMap<string, string>,
  place: LoadBalancerPlace,
  window: Pick<Window, 'start' | 'end'>,
): string {
  const bucket = attributes.get('access_logs.s3.bucket') ?? '';
  if (attributes.get('access_logs.s3.enabled') !== 'true' || bucket === '') return turnOn(place);
  const prefix = (attributes.get('access_logs.s3.prefix') ?? '').replace(/^\/+|\/+$/g, '');
  const { account, region, loadBalancer } = place;
  const root = [bucket, ...(prefix === '' ? [] : [prefix]), 'AWSLogs', account, 'elasticloadbalancing', region];
  const name = loadBalancer.replaceAll('/', '.').replace(/[*?[\]]/g, '?');
  return days(window)
    .map(({ day, times }) => {
      const source = `s3://${root.join('/')}/${day}/`;
      const includes = patterns(times).map((time) => `--include ${shellWord(`*_${name}_${time}_*`)}`);
      return `aws s3 cp --recursive ${shellWord(source)} access-logs --region ${shellWord(region)} --exclude '*' ${includes.join(' ')}`;
    })
    .join(' && ');
}

function turnOn({ account, region, loadBalancer }: LoadBalancerPlace): string {
  const arn = `arn:${partitionOf(region)}:elasticloadbalancing:${region}:${account}:loadbalancer/${loadBalancer}`;
  return `aws elbv2 modify-load-balancer-attributes --region ${shellWord(region)} --load-balancer-arn ${shellWord(arn)} --attributes Key=access_logs.s3.enabled,Value=true Key=access_logs.s3.bucket,Value=BUCKET`;
}

interface DayFiles {
  /** `2026/11/20`. */
  readonly day: string;
  /** Ends of the intervals, epoch seconds. */
  readonly times: readonly number[];
}

/** Files by the folder they may lie in: the last ones of a day may have been delivered on the next. */
function days({ start, end }: Pick<Window, 'start' | 'end'>): DayFiles[] {
  const byDay = new Map<number, number[]>();
  const last = Math.ceil(end / INTERVAL) * INTERVAL;
  for (let time = Math.floor(start / INTERVAL) * INTERVAL + INTERVAL; time <= last; time += INTERVAL) {
    for (const day of new Set([Math.floor(time / DAY), Math.floor((time + DELIVERED_WITHIN) / DAY)])) {
      byDay.set(day, [...(byDay.get(day) ?? []), time]);
    }
  }
  return [...byDay].map(([day, times]) => ({
    day: isoTime(day * DAY)
      .slice(0, 10)
      .replaceAll('-', '/'),
    times,
  }));
}

/** `20261120T1005Z`; whole hours, and whole tens of minutes in one, are one pattern: `20261120T10??Z`, `20261120T10[12]?Z`. */
function patterns(times: readonly number[]): string[] {
  const hours = Map.groupBy(times, (time) => isoTime(time).replaceAll('-', '').slice(0, 11));
  return [...hours].flatMap(([hour, own]) => {
    if (own.length === HOUR / INTERVAL) return [`${hour}??Z`];
    const tens = Map.groupBy(own, (time) => isoTime(time).slice(14, 15));
    const whole = [...tens].filter(([, both]) => both.length === TEN_MINUTES / INTERVAL).map(([ten]) => ten);
    const single = [...tens].filter(([ten]) => !whole.includes(ten)).flatMap(([, one]) => one);
    return [
      ...(whole.length > 1 ? [`${hour}[${whole.join('')}]?Z`] : whole.map((ten) => `${hour}${ten}?Z`)),
      ...single.map((time) => `${hour}${isoTime(time).slice(14, 16)}Z`),
    ];
  });
}
