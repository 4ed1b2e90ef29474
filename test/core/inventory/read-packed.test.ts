import { describe, expect, it } from 'vitest';
import type { MetricInput } from '../../../lib/core/alarms/definition.ts';
import { type MetricRequest, ReadFailedError } from '../../../lib/core/inventory/account.ts';
import { givingUp } from '../../../lib/core/inventory/giving-up.ts';
import { type PackedAnswer, readPacked } from '../../../lib/core/inventory/read-packed.ts';

const query = (group: string, id: string): MetricInput => ({
  id,
  metricName: 'RequestCount',
  stat: 'Sum',
  dimensions: { TargetGroup: group, Id: id },
});
const GROUPS = Array.from({ length: 500 }, (_, i) => ({ name: `group-${i}` }));

/** Reads eight metrics of each group from an account that fails every call that names a broken one. */
async function read(isBroken: (group: string) => boolean) {
  const answers = new Map<string, PackedAnswer>();
  let calls = 0;
  const reader = givingUp({
    metrics: async ({ queries }: MetricRequest) => {
      calls += 1;
      if (queries.some(({ dimensions }) => isBroken(dimensions.TargetGroup ?? ''))) {
        throw new ReadFailedError('cloudwatch:GetMetricData', 'failed', 'cloudwatch:GetMetricData failed.');
      }
      const none = { at: [], values: [], complete: true };
      return { series: new Map(queries.map(({ id }) => [id, none])), problems: [] };
    },
  });
  const asked = GROUPS.map((of) => ({
    of,
    queries: Array.from({ length: 8 }, (_, i) => query(of.name, `b${i}`)),
  }));
  await readPacked(
    reader,
    asked,
    { start: 0, end: 3600, periodSeconds: 300 },
    {
      isShared: () => false,
      each: ({ name }, answer) => answers.set(name, answer),
      called: () => {},
      problems: [],
    },
  );
  const lost = [...answers].flatMap(([name, answer]) => ('failed' in answer ? [name] : []));
  return { answered: answers.size, lost, calls };
}

describe('Metrics of many target groups', () => {
  it('are 8 calls for 500 of them, and all are told', async () => {
    expect(await read(() => false)).toEqual({ answered: 500, lost: [], calls: 8 });
  });

  it('are lost for the broken one alone, at the cost of a few calls more', async () => {
    const { answered, lost, calls } = await read((group) => group === 'group-100');

    expect([answered, lost]).toEqual([500, ['group-100']]);
    expect(calls).toBeLessThanOrEqual(8 + 2 * 7);
  });

  it('are lost for a few broken neighbours alone', async () => {
    const broken = ['group-100', 'group-101', 'group-102', 'group-103'];

    expect((await read((group) => broken.includes(group))).lost.sort()).toEqual(broken);
  });

  it('are not asked for in ever smaller parts where nothing is answered at all', async () => {
    const { answered, lost, calls } = await read(() => true);

    expect([answered, lost.length]).toEqual([500, 500]);
    expect(calls).toBeLessThan(60);
  });
});
