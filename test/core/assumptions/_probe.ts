import type { AlarmState } from '../../../lib/core/alarms/definition.ts';
import type { Answer, Assumption, Probe } from '../../../lib/core/assumptions/assumption.ts';
import { Bench } from '../../../lib/core/assumptions/bench.ts';
import type { Traffic, TrafficMinute } from '../../../lib/core/assumptions/traffic.ts';
import type { AccountReader } from '../../../lib/core/inventory/account.ts';
import type { AccountWriter, OpenedAccount } from '../../../lib/core/inventory/account-writer.ts';

export const START = Date.UTC(2026, 10, 21, 12) / 1000;

export const LOAD_BALANCER = {
  arn: 'arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/edge/50dc6c495c0c9188',
  fullName: 'app/edge/50dc6c495c0c9188',
  name: 'edge',
};

export const minute = (figures: Partial<TrafficMinute>): TrafficMinute => ({
  requests: 0,
  samples: 0,
  elb504: 0,
  elb5xx: 0,
  elb4xx: 0,
  ...figures,
});

/** Asks an assumption about traffic. */
export function askTraffic(
  assumption: Assumption,
  minutes: readonly TrafficMinute[],
  problem?: string,
): Promise<Answer> {
  const traffic = async (): Promise<Traffic> => ({ minutes, ...(problem !== undefined && { problem }) });
  return assumption.ask({ loadBalancer: LOAD_BALANCER, traffic } as unknown as Probe);
}

/** An account that keeps what alarms are put into it; their states follow a clock that only sleeping moves. */
export function standIn(
  stateAfter: (seconds: number) => AlarmState = () => 'OK',
  writer: Partial<AccountWriter> = {},
  signal: AbortSignal = new AbortController().signal,
) {
  let now = START + 7;
  const puts: Record<string, unknown>[] = [];
  const deleted: string[] = [];
  const points: unknown[] = [];
  const put = async (properties: Readonly<Record<string, unknown>>) => void puts.push(properties);
  let last: AlarmState | undefined;
  let since = START;
  const reader: Partial<AccountReader> = {
    async alarms(selection) {
      const names = 'names' in selection ? selection.names : [];
      const state = stateAfter(now - START);
      if (state !== last) since = now;
      last = state;
      return puts
        .filter(({ AlarmName }) => names.includes(String(AlarmName)))
        .map((properties) => ({
          kind: 'metric',
          name: String(properties.AlarmName),
          arn: '',
          state,
          stateSince: since,
          properties,
        }));
    },
  };
  const account = {
    region: 'us-east-2',
    reader,
    writer: {
      putMetricAlarm: put,
      putCompositeAlarm: put,
      putMetricData: async (point: unknown) => void points.push(point),
      deleteAlarms: async (names: readonly string[]) => void deleted.push(...names),
      ...writer,
    },
  } as unknown as OpenedAccount;
  const clock = {
    now: () => now,
    sleep: async (seconds: number) => {
      now += seconds;
    },
  };
  const bench = new Bench(account.writer, 'test');
  const probe = { account, clock, signal, bench } as unknown as Probe;
  return { account, clock, bench, probe, puts, deleted, points };
}
