import type {
  AccountReader,
  MetricAnswer,
  MetricPoints,
  MetricRequest,
} from '../../../../lib/core/inventory/account.ts';
import { ReadFailedError } from '../../../../lib/core/inventory/account.ts';
import type { LiveQuestion } from '../../../../lib/core/triage/live/live.ts';
import { HOUR } from '../scenarios.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
export const LOAD_BALANCER = {
  arn: `${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`,
  fullName: 'app/edge/50dc6c495c0c9188',
};
export const TARGET_GROUP = {
  arn: `${ELB}:targetgroup/fleet/943f017f100becff`,
  fullName: 'targetgroup/fleet/943f017f100becff',
};

export const QUESTION: LiveQuestion = {
  targetGroup: TARGET_GROUP,
  loadBalancer: LOAD_BALANCER,
  window: HOUR,
  now: HOUR.end + 400,
  baselineSeconds: 0,
};

/** Values of one query by minute of the window; a minute that is not there has no data point. */
export type Values = Readonly<Record<number, number>>;

/** An answer in which every query that is not told of has no points, and all are complete. */
export function answer(
  request: MetricRequest,
  told: Readonly<Record<string, Values>>,
  incomplete: readonly string[] = [],
): MetricAnswer {
  const points = (id: string): MetricPoints => {
    const values = Object.entries(told[id] ?? {}).sort(([a], [b]) => Number(a) - Number(b));
    return {
      at: values.map(([minute]) => HOUR.start + 60 * Number(minute)),
      values: values.map(([, value]) => value),
      complete: !incomplete.includes(id),
    };
  };
  return { series: new Map(request.queries.map(({ id }) => [id, points(id)])), problems: [] };
}

/** Every minute of the window the same. */
export function everyMinute(value: number, minutes = 60): Values {
  return Object.fromEntries(Array.from({ length: minutes }, (_, minute) => [minute, value]));
}

/** Id of the query that counts response times like this one. */
export function binOf(request: MetricRequest, seconds: number): string {
  const found = request.queries.find(({ stat }) => {
    const [, from = '', to = ''] = /^TC\(([\d.]*):([\d.]*)\)$/.exec(stat) ?? [];
    return stat.startsWith('TC') && Number(from) < seconds && (to === '' || seconds <= Number(to));
  });
  if (!found) throw new RangeError(`no bin holds ${seconds} s`);
  return found.id;
}

/** A quiet account: ten fast requests a minute, one healthy target. */
export function fakeReader(changes: Partial<AccountReader> = {}): AccountReader {
  return {
    metrics: async (request) =>
      answer(request, {
        requests: everyMinute(10),
        [binOf(request, 0.03)]: everyMinute(10),
        seconds: everyMinute(0.3),
      }),
    alarms: async () => [],
    alarmHistory: async () => [],
    targetGroup: async (arn) => ({ arn, name: 'fleet', loadBalancerArns: [LOAD_BALANCER.arn], healthCheck: {} }),
    targetHealth: async () => [{ id: '10.0.3.17', port: 8220, state: 'healthy' }],
    loadBalancerAttributes: async () => new Map([['idle_timeout.timeout_seconds', '300']]),
    targetGroupAttributes: async () => new Map([['deregistration_delay.timeout_seconds', '300']]),
    listenerRules: async (_arn, _signal, listeners) => {
      listeners?.(1);
      return [
        { listenerPort: 443, priority: '1', conditions: ['path /api/fleet/*'], targetGroupArns: [TARGET_GROUP.arn] },
        { listenerPort: 443, priority: 'default', conditions: [], targetGroupArns: ['another'] },
      ];
    },
    ...changes,
  };
}

export function denied(action: string): () => Promise<never> {
  return () =>
    Promise.reject(new ReadFailedError(action, 'denied', `${action} was denied: the permission is missing.`));
}

/** A read that never ends, whatever signal it gets. */
export const endless = (): Promise<never> => new Promise(() => undefined);
