import { beforeAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../../lib/adapters/local-account/faults.ts';
import type { SimulatedRequest } from '../../../lib/core/traffic/request.ts';
import { simulate } from '../../../lib/core/traffic/simulate.ts';
import { headline } from '../../../lib/core/triage/triage.ts';
import { FLEET, HOUR, NOON, SETTINGS } from '../../core/triage/scenarios.ts';
import { LATER, triageAccount } from './_live.ts';

const READS = ['DescribeTargetHealth', 'DescribeLoadBalancerAttributes', 'DescribeListeners', 'DescribeRules'] as const;

describe('Live triage of an account', () => {
  let requests: readonly SimulatedRequest[];
  beforeAll(() => {
    requests = simulate({
      seed: 1,
      from: NOON - 3600,
      to: HOUR.end,
      idleTimeoutSeconds: 600,
      requests: { ratePerMinute: 20 },
      holds: [{ profile: FLEET, clients: 10 }],
    });
  });
  const ask = (faults: readonly FaultRule[], question = {}) =>
    triageAccount({
      requests,
      faults,
      attributes: { 'idle_timeout.timeout_seconds': '600' },
      question: { settings: { ...SETTINGS, hold: FLEET }, ...question },
    });

  it('makes one call of each kind', async () => {
    const { verdict, calls } = await ask([]);

    expect(verdict).toMatchObject({ verdict: 'idle-long-polls', confidence: 'high' });
    expect(calls.toSorted()).toEqual(['GetMetricData', ...READS].toSorted());
  });

  it.each(
    READS.flatMap((call) =>
      (['throttle', 'server-error', 'access-denied', 'cut', 'cut-within'] as const).map((fault) => ({ call, fault })),
    ),
  )('gives its verdict without $call ($fault), and names the call', async (rule) => {
    const { verdict, missing } = await ask([rule]);

    expect(verdict.verdict).toBe('idle-long-polls');
    expect(missing).toEqual([expect.stringContaining(`elasticloadbalancing:${rule.call} `)]);
    expect(verdict.limits).toContain(missing[0]);
  });

  it.each([
    ['throttle', 'was throttled', 'Ask again in a minute'],
    ['server-error', 'failed: the service answered 500', 'Ask again in a minute'],
    ['access-denied', 'was denied: the permission is missing', 'Allow cloudwatch:GetMetricData'],
    ['cut', 'could not be reached (ECONNRESET)', 'See whether AWS can be reached'],
    ['cut-within', 'could not be reached', 'See whether AWS can be reached'],
  ] as const)('claims no silence where GetMetricData meets %s', async (fault, reason, step) => {
    const { verdict, missing } = await ask([{ call: 'GetMetricData', fault }], {
      settings: { ...SETTINGS, hold: FLEET, clients: 10 },
    });

    expect(verdict).toMatchObject({ verdict: 'no-data', also: [], confidence: 'low' });
    expect(headline(verdict)).toContain('No figures could be read');
    expect(missing).toEqual([expect.stringContaining(`cloudwatch:GetMetricData ${reason}`)]);
    expect(verdict.nextSteps[0]).toContain(step);
  });

  it('judges the newer part where CloudWatch gives no more, and says from when on', async () => {
    const { verdict, figures } = await ask([{ call: 'GetMetricData', fault: 'partial-data' }]);

    expect(verdict.verdict).toBe('idle-long-polls');
    expect(figures.window.start).toBe(HOUR.start);
    expect(verdict.limits).toContainEqual(
      expect.stringMatching(/^CloudWatch gave response times only from 1[12]:\d\d UTC/),
    );
  });

  it('leaves a slow read out when its time is over', async () => {
    const { verdict, missing } = await ask([{ call: 'DescribeRules', fault: 'slow', seconds: 3 }], {
      signal: AbortSignal.timeout(1000),
    });

    expect(verdict.verdict).toBe('idle-long-polls');
    expect(missing).toEqual([
      'Which listener rules lead here is not known: elasticloadbalancing:DescribeRules did not answer in time.',
    ]);
  });

  it('names the call that hung, not the one that would have come after it', async () => {
    const { missing } = await ask([{ call: 'DescribeListeners', fault: 'slow', seconds: 3 }], {
      signal: AbortSignal.timeout(600),
    });

    expect(missing).toEqual([
      'Which listener rules lead here is not known: elasticloadbalancing:DescribeListeners did not answer in time.',
    ]);
  });

  it('does not wait for the SDK to try again when its time is over', async () => {
    const before = Date.now();
    const { verdict } = await triageAccount({
      requests: [],
      faults: [{ call: '*', fault: 'throttle' }],
      attempts: 50,
      question: { signal: AbortSignal.timeout(300) },
    });

    expect(verdict.verdict).toBe('no-data');
    expect(Date.now() - before).toBeLessThan(2000);
  });

  it('finds the load balancer of a target group by itself', async () => {
    const { verdict, calls } = await ask([], { loadBalancer: undefined });

    expect(verdict.loadBalancer).toBe('app/under-test/50dc6c495c0c9188');
    expect(calls).toContain('DescribeTargetGroups');
  });
});

describe('Live triage of a window longer than a page', () => {
  const day = { start: HOUR.end - 86_400, end: HOUR.end };
  let requests: readonly SimulatedRequest[];
  beforeAll(() => {
    requests = simulate({ seed: 2, from: day.start, to: day.end, requests: { ratePerMinute: 5 } });
  });

  it('reads further pages', async () => {
    const { figures, calls } = await triageAccount({ requests, question: { window: day, now: LATER } });

    expect(calls.filter((call) => call === 'GetMetricData')).toHaveLength(2);
    expect(figures.minutes.length).toBeGreaterThan(1400);
    expect(figures.minutes.reduce((sum, minute) => sum + minute.requests, 0)).toBe(requests.length);
    expect(figures.missing).toBeUndefined();
  });

  it('says what is lost where the second page fails', async () => {
    const { verdict, missing } = await triageAccount({
      requests,
      question: { window: day, now: LATER },
      faults: [{ call: 'GetMetricData', fault: 'access-denied', after: 1 }],
    });

    expect(missing[0]).toContain('A further page is missing: cloudwatch:GetMetricData was denied');
    expect(verdict.limits).toContain(missing[0]);
  });
});
