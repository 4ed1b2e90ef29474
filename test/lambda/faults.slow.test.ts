import { describe, expect, it } from 'vitest';
import type { RunbookAnswer } from '../../lambda/runbook/answer.ts';
import type { Fault } from '../../lib/adapters/local-account/faults.ts';
import { EDGE, FLEET, FLEET_PLAN, QUEUE, startRunbook } from './_account.ts';
import { direct } from './_events.ts';

/** Milliseconds a run has where a call hangs, which lasts longer; where calls fail at once, any limit would do. */
const LIMIT = 1200;
const HANGS_SECONDS = 3;

const PAGE = direct(FLEET_PLAN.composite?.name as string, { rule: 'ALARM("any")' });
const FOREIGN = direct('p95', {
  dimensions: { TargetGroup: FLEET.fullName, LoadBalancer: EDGE.fullName },
  threshold: 2,
});
const ASKED = { targetGroup: FLEET.arn };
const FAULTS: readonly Fault[] = ['throttle', 'server-error', 'access-denied', 'cut', 'cut-within'];

/** How a failed call is told of. */
const SAID: Readonly<Record<Fault, RegExp>> = {
  throttle: /was throttled/,
  'server-error': /failed: the service answered 500/,
  'access-denied': /was denied/,
  cut: /could not be reached/,
  'cut-within': /could not be reached|failed/,
  slow: /did not answer in time/,
  'partial-data': /only from/,
};

async function run(event: unknown, call: string, fault: Fault) {
  const runbook = await startRunbook({
    faults: [{ call, fault, seconds: HANGS_SECONDS }],
    limit: fault === 'slow' ? LIMIT : 20_000,
    ...(event === ASKED && { config: { environment: 'other' } }),
  });
  const before = Date.now();
  const answer = (await runbook.invoke(event)) as RunbookAnswer;
  if (fault === 'slow') expect(Date.now() - before).toBeLessThan(LIMIT);
  return { ...runbook, answered: answer };
}

function limits({ results }: RunbookAnswer): readonly string[] {
  return results.flatMap(({ verdict }) => verdict.limits);
}

describe('The runbook', () => {
  const cases = (calls: readonly string[]) => calls.flatMap((call) => FAULTS.map((fault) => ({ call, fault })));

  it.each(cases(['DescribeTargetHealth', 'DescribeLoadBalancerAttributes', 'DescribeListeners', 'DescribeRules']))(
    'gives its verdict in time without $call ($fault), and names it',
    async ({ call, fault }) => {
      const { answered } = await run(PAGE, call, fault);

      expect(answered.results[0]?.verdict.verdict).toBe('idle-long-polls');
      const named = limits(answered).filter((limit) => limit.includes(`elasticloadbalancing:${call} `));
      expect(named).toEqual([expect.stringMatching(SAID[fault])]);
    },
  );

  it.each(cases(['GetMetricData']))('claims no silence in time without $call ($fault), and says why', async (rule) => {
    const { answered, account } = await run(PAGE, rule.call, rule.fault);

    expect(answered.results[0]).toMatchObject({
      headline: expect.stringContaining('No figures could be read'),
      verdict: { verdict: 'no-data', also: [] },
    });
    expect(limits(answered)).toContainEqual(expect.stringMatching(SAID[rule.fault]));
    expect(account.published).toHaveLength(1);
  });

  it('judges the part of the metrics that CloudWatch gave, and says from when on', async () => {
    const { answered } = await run(PAGE, 'GetMetricData', 'partial-data');

    expect(answered.results[0]?.verdict.verdict).toBe('idle-long-polls');
    expect(limits(answered)).toContainEqual(expect.stringMatching(SAID['partial-data']));
  });

  it.each(cases(['DescribeAlarms']))(
    'tells why there is no verdict without $call ($fault) for a composite',
    async (rule) => {
      const { answered, account } = await run(PAGE, rule.call, rule.fault);

      expect(answered.results).toEqual([]);
      expect(answered.problems).toEqual([expect.stringMatching(SAID[rule.fault])]);
      expect(answered.problems[0]).toContain('cloudwatch:DescribeAlarms');
      expect(account.published).toHaveLength(1);
    },
  );

  it.each(cases(['DescribeAlarms']))(
    'judges an alarm of others without $call ($fault) by its traffic',
    async (rule) => {
      const { answered } = await run(FOREIGN, rule.call, rule.fault);

      expect(answered.results[0]?.verdict).toMatchObject({ verdict: 'idle-long-polls', hold: { source: 'found' } });
      expect(answered.problems).toEqual([expect.stringMatching(SAID[rule.fault])]);
    },
  );

  it.each(cases(['DescribeTargetGroups']))('says why it has no figures without $call ($fault)', async (rule) => {
    const { answered } = await run(ASKED, rule.call, rule.fault);

    expect(answered.results[0]?.verdict.verdict).toBe('no-data');
    expect(limits(answered)).toContainEqual(expect.stringMatching(SAID[rule.fault]));
  });

  it.each(cases(['Publish']))('keeps its verdict where $call fails ($fault)', async (rule) => {
    const { answered, lines, letters } = await run(PAGE, rule.call, rule.fault);

    expect(answered.results[0]?.verdict.verdict).toBe('idle-long-polls');
    expect(lines[0]).toMatchObject({ message: 'verdict', id: answered.id });
    expect(lines[1]).toMatchObject({
      message: 'verdict-not-published',
      reason: expect.stringMatching(SAID[rule.fault]),
    });
    expect(letters).toHaveLength(1);
  });

  it('succeeds where even the dead-letter queue does not answer, and says so in the log', async () => {
    const never = (queueUrl: string) => {
      expect(queueUrl).toBe(QUEUE);
      return new Promise<void>(() => {});
    };
    const { invoke, lines } = await startRunbook({
      faults: [{ call: 'Publish', fault: 'access-denied' }],
      deadLetter: never,
      limit: LIMIT,
    });

    await invoke(PAGE);
    expect(lines.map(({ message }) => message)).toEqual(['verdict', 'verdict-not-published', 'dead-letter-not-sent']);
  });

  it.each(FAULTS)('answers though every call meets %s', async (fault) => {
    const { answered, lines } = await run(FOREIGN, '*', fault);

    expect(answered.results[0]?.verdict.verdict).toBe('no-data');
    expect(lines.map(({ message }) => message)).toEqual(['verdict', 'verdict-not-published']);
  });

  // All at once: each waits for its time limit.
  it('answers within its time limit whichever call hangs, and names it', async () => {
    const hanging: readonly (readonly [unknown, string, string, string])[] = [
      [PAGE, 'DescribeTargetHealth', 'idle-long-polls', 'elasticloadbalancing:DescribeTargetHealth'],
      [
        PAGE,
        'DescribeLoadBalancerAttributes',
        'idle-long-polls',
        'elasticloadbalancing:DescribeLoadBalancerAttributes',
      ],
      [PAGE, 'DescribeListeners', 'idle-long-polls', 'elasticloadbalancing:DescribeListeners'],
      [PAGE, 'DescribeRules', 'idle-long-polls', 'elasticloadbalancing:DescribeRules'],
      [PAGE, 'GetMetricData', 'no-data', 'cloudwatch:GetMetricData'],
      [PAGE, 'DescribeAlarms', 'none', 'cloudwatch:DescribeAlarms'],
      [PAGE, '*', 'none', 'cloudwatch:DescribeAlarms'],
      [FOREIGN, 'DescribeAlarms', 'idle-long-polls', 'cloudwatch:DescribeAlarms'],
      [FOREIGN, '*', 'no-data', 'cloudwatch:GetMetricData'],
      [ASKED, 'DescribeTargetGroups', 'no-data', 'elasticloadbalancing:DescribeTargetGroups'],
    ];

    await Promise.all(
      hanging.map(async ([event, call, verdict, named]) => {
        const { answered } = await run(event, call, 'slow');

        expect([call, answered.results[0]?.verdict.verdict ?? 'none']).toEqual([call, verdict]);
        expect([...answered.problems, ...limits(answered)]).toContainEqual(
          expect.stringContaining(`${named} did not answer in time`),
        );
      }),
    );
  });

  it('keeps its verdict where the topic or the queue hangs', async () => {
    const { lines, letters } = await run(PAGE, 'Publish', 'slow');

    expect(lines[1]).toMatchObject({ reason: 'sns:Publish did not answer in time.' });
    expect(letters).toHaveLength(1);
  });

  it('does not wait for the SDK to try again when its time is over', async () => {
    const { invoke, lines } = await startRunbook({
      faults: [{ call: '*', fault: 'throttle' }],
      attempts: 50,
      limit: LIMIT,
    });
    const before = Date.now();

    await invoke(PAGE);
    expect(Date.now() - before).toBeLessThan(LIMIT);
    expect(lines).toHaveLength(2);
  });
});
