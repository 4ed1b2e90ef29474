import { describe, expect, it } from 'vitest';
import type { CliContext } from '../../../lib/cli/context.ts';
import { runProgram } from '../../../lib/cli/program.ts';
import { accountOf, fastRequests, group } from '../../core/inventory/_discover.ts';
import { HOUR } from '../../core/triage/scenarios.ts';

const same = (text: string) => text;

/** Runs `holdband discover` on an account of 100 target groups, whose metrics cost $0.008, and counts what is paid for. */
async function discover(args: readonly string[], answer?: boolean) {
  const printed = { out: '', err: '' };
  const asked: string[] = [];
  let [metrics, calls] = [0, 0];
  const context: CliContext = {
    io: {
      out: (text) => {
        printed.out += text;
      },
      note: (text) => {
        printed.err += `${text}\n`;
      },
      warn: (text) => {
        printed.err += `${text}\n`;
      },
      progress: () => ({ update: () => {}, done: () => {} }),
    },
    style: { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same },
    columns: 100,
    cwd: '/',
    now: new Date(HOUR.end * 1000),
    readStdin: async () => '',
  };
  const groups = Array.from({ length: 100 }, (_, i) => group(`web-${i}`));
  const reader = accountOf(groups, {
    tags: async () => {
      calls += 1;
      return new Map();
    },
    metrics: async (request) => {
      metrics += request.queries.length;
      return fastRequests(request);
    },
  });
  const deps = {
    files: { exists: async () => false },
    account: async () => async () => ({ region: 'us-east-2', reader, close: () => {} }),
    clock: { now: () => HOUR.end },
    confirm: async (question: string) => {
      asked.push(question);
      return answer;
    },
  };
  const status = await runProgram(['discover', ...args], '0', context, deps as never);
  return { status, ...printed, asked, metrics, calls };
}

describe('holdband discover, before metrics cost more than --max-cost', () => {
  it('ends with one clear line and pays for nothing, where nobody can be asked', async () => {
    const { status, out, err, metrics } = await discover(['--max-cost', '0.005']);

    expect([status, out, metrics]).toEqual([2, '', 0]);
    expect(err.trimEnd().split('\n').at(-1)).toBe(
      'holdband: --max-cost: is 0.005, and metrics would cost $0.0080 in all: give a higher one, or --yes',
    );
  });

  it('prints the plan and asks', async () => {
    const { status, err, asked, metrics } = await discover(['--max-cost', '0.005'], true);

    expect([status, metrics]).toEqual([0, 801]);
    expect(err).toContain('801 metrics: $0.0080');
    expect(asked).toEqual(['Spend $0.0080 in all, more than --max-cost 0.005?']);
  });

  it('pays for nothing where the answer is no', async () => {
    expect(await discover(['--max-cost', '0'], false)).toMatchObject({ status: 2, metrics: 0 });
  });

  it('asks nobody with --yes, and where they cost less', async () => {
    expect(await discover(['--max-cost', '0.005', '--yes'])).toMatchObject({ status: 0, asked: [], metrics: 801 });
    expect(await discover([])).toMatchObject({ status: 0, asked: [], metrics: 801 });
  });

  it.each(['-1', 'abc', '1e9', '', '$'])('refuses %j as an amount', async (amount) => {
    const { status, err, calls, metrics } = await discover(['--max-cost', amount]);

    expect([status, calls, metrics]).toEqual([2, 0, 0]);
    expect(err).toBe(`holdband: --max-cost: is ${JSON.stringify(amount)}, allowed: US dollars, such as 2.50\n`);
  });
});

describe('holdband discover --plan', () => {
  it('prints calls and cost as a table, and reads no more than lists', async () => {
    const { status, out, calls, metrics } = await discover(['--plan', '--max-cost', '0']);

    expect([status, calls, metrics]).toEqual([0, 0, 0]);
    expect(out).toMatch(/elasticloadbalancing:DescribeTags +5 +5\n/);
    expect(out).toMatch(/elasticloadbalancing:DescribeRules +1 +50\n/);
    expect(out).toMatch(/cloudwatch:GetMetricData +2 +\d+\n/);
    expect(out).toContain('At least 801 metrics, $0.0080; at most ');
  });

  it('prints the same as JSON', async () => {
    const { status, out } = await discover(['--plan', '--json']);
    const { least, most, ...rest } = JSON.parse(out);

    expect([status, rest]).toEqual([0, { schema: 1, region: 'us-east-2' }]);
    expect(least).toMatchObject({ calls: 12, metrics: 801, dollars: 0.00801, pricesAsOf: '2026-11' });
    expect(most.calls).toBeGreaterThan(least.calls);
    expect(most.dollars).toBeGreaterThan(least.dollars);
  });
});
