import { describe, expect, it } from 'vitest';
import type { MetricRequest } from '../../../../lib/core/inventory/account.ts';
import { triageLive } from '../../../../lib/core/triage/live/triage-live.ts';
import { headline } from '../../../../lib/core/triage/triage.ts';
import type { Verdict } from '../../../../lib/core/triage/verdict.ts';
import { FLEET, HOUR, SETTINGS } from '../scenarios.ts';
import {
  answer,
  binOf,
  denied,
  endless,
  everyMinute,
  fakeReader,
  LOAD_BALANCER,
  QUESTION,
  TARGET_GROUP,
} from './_reader.ts';

const evidenceOf = (verdict: Verdict, id: string) => verdict.evidence.find((item) => item.id === id);

/** Half of the requests of the hour take two seconds. */
const slowHour = async (request: MetricRequest) =>
  answer(request, {
    requests: everyMinute(10),
    [binOf(request, 0.03)]: everyMinute(5),
    [binOf(request, 2)]: everyMinute(5),
    seconds: everyMinute(10),
  });

describe('Live triage', () => {
  it('asks CloudWatch once, and for the load balancer only where it is not told', async () => {
    let asked = 0;
    const reader = fakeReader();
    const { metrics } = reader;
    const { loadBalancer: _, ...unknown } = QUESTION;
    const { verdict } = await triageLive(
      fakeReader({
        metrics: (request) => {
          asked += 1;
          return metrics(request);
        },
      }),
      unknown,
    );

    expect(asked).toBe(1);
    expect(verdict).toMatchObject({ verdict: 'normal', loadBalancer: LOAD_BALANCER.fullName, confidence: 'high' });
  });

  it('takes the idle timeout from the load balancer, and settings before that', async () => {
    const read = await triageLive(fakeReader(), QUESTION);
    const told = await triageLive(fakeReader(), { ...QUESTION, settings: { idleTimeoutSeconds: 90 } });

    expect(read.settings.idleTimeoutSeconds).toBe(300);
    expect(told.settings.idleTimeoutSeconds).toBe(90);
  });

  it('names the listener rules that lead to the target group, and says that they are not what was slow', async () => {
    const { verdict, rules } = await triageLive(fakeReader(), QUESTION);

    expect(rules).toHaveLength(1);
    expect(evidenceOf(verdict, 'listener-rules')?.text).toBe(
      'Listener rules send here: path /api/fleet/* (port 443). What of it was slow, metrics do not tell.',
    );
  });

  it('names three rules, cut to a readable length', async () => {
    const rule = { priority: '1', conditions: [`path /${'x'.repeat(300)}`], targetGroupArns: [TARGET_GROUP.arn] };
    const { verdict } = await triageLive(fakeReader({ listenerRules: async () => [rule, rule, rule, rule] }), QUESTION);
    const { text = '' } = evidenceOf(verdict, 'listener-rules') ?? {};

    expect(text.match(/path/g)).toHaveLength(3);
    expect(text).toContain('…; and 1 more.');
    expect(text.length).toBeLessThan(450);
  });

  it('says why targets are unhealthy while the window has just ended', async () => {
    const targetHealth = async () => [
      { id: 'a', state: 'healthy' },
      { id: 'b', state: 'unhealthy', reason: 'Target.Timeout' },
      { id: 'c', state: 'unhealthy', reason: 'Target.Timeout' },
      { id: 'd', state: 'draining' },
    ];
    const now = await triageLive(fakeReader({ targetHealth }), QUESTION);
    const later = await triageLive(fakeReader({ targetHealth }), { ...QUESTION, now: HOUR.end + 7200 });

    expect(evidenceOf(now.verdict, 'unhealthy-targets')?.text).toBe(
      '2 targets failing the health check: Target.Timeout (2).',
    );
    expect(evidenceOf(later.verdict, 'unhealthy-targets')).toBeUndefined();
    expect(later.health).toHaveLength(4);
  });

  it('counts 503s of the load balancer, which belong to no target group', async () => {
    const metrics = async (request: MetricRequest) => answer(request, { elb503: everyMinute(4) });
    const { verdict } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(verdict.verdict).toBe('no-data');
    expect(evidenceOf(verdict, 'load-balancer-503')?.value).toBe(240);
  });

  it('gives the command for the access logs before the step that uses them', async () => {
    const loadBalancerAttributes = async () =>
      new Map([
        ['access_logs.s3.enabled', 'true'],
        ['access_logs.s3.bucket', 'my-logs'],
      ]);
    const { verdict } = await triageLive(fakeReader({ metrics: slowHour, loadBalancerAttributes }), QUESTION);

    expect(verdict.verdict).toBe('slow-requests');
    expect(verdict.nextSteps[0]).toMatch(/^Copy the access logs of the window: aws s3 cp .*20261120T12\[12345\]\?Z/);
    expect(verdict.nextSteps[1]).toContain('holdband triage --access-logs');
  });

  it('says how access logs are turned on where they are off', async () => {
    const { verdict } = await triageLive(fakeReader({ metrics: slowHour }), QUESTION);

    expect(verdict.nextSteps[0]).toContain('Access logs are off');
  });

  it('reads only minutes that are over', async () => {
    const { figures } = await triageLive(fakeReader(), { ...QUESTION, now: HOUR.start + 1830 });

    expect(figures.window).toEqual({ start: HOUR.start, end: HOUR.start + 1800, provisionalFrom: HOUR.start + 1620 });
    await expect(triageLive(fakeReader(), { ...QUESTION, now: HOUR.start + 59 })).rejects.toThrow(RangeError);
  });

  it('says that CloudWatch no longer keeps the minutes of an old window', async () => {
    const { verdict } = await triageLive(fakeReader(), { ...QUESTION, now: HOUR.end + 16 * 86_400 });

    expect(verdict).toMatchObject({ verdict: 'no-data', confidence: 'low' });
    expect(headline(verdict)).toBe('No figures could be read: whether anything is slow is not known.');
    expect(verdict.nextSteps).toEqual([expect.stringContaining('access logs')]);
  });
});

describe('A window that CloudWatch keeps in part', () => {
  it('begins where minutes are kept, and says so', async () => {
    const { figures, missing } = await triageLive(fakeReader(), { ...QUESTION, now: HOUR.end + 15 * 86_400 - 1800 });

    expect(figures.window).toEqual({ start: HOUR.start + 1860, end: HOUR.end });
    expect(missing).toEqual([
      'CloudWatch keeps minutes for 15 days, those from 12:31 UTC on, and so the window begins there.',
    ]);
  });
});

describe('Live triage without one read', () => {
  it.each([
    ['targetHealth', 'elasticloadbalancing:DescribeTargetHealth', 'The reasons for unhealthy targets are not known'],
    [
      'loadBalancerAttributes',
      'elasticloadbalancing:DescribeLoadBalancerAttributes',
      'The idle timeout and the place of the access logs are not known',
    ],
    ['listenerRules', 'elasticloadbalancing:DescribeRules', 'Which listener rules lead here is not known'],
  ] as const)('of %s loses its evidence alone, and names it', async (read, action, lost) => {
    const live = await triageLive(fakeReader({ [read]: denied(action) }), QUESTION);
    const sentence = `${lost}: ${action} was denied: the permission is missing.`;

    expect(live.verdict.verdict).toBe('normal');
    expect(live.missing).toEqual([sentence]);
    expect(live.verdict.limits).toContain(sentence);
  });

  it('of the metrics claims no silence, and says what to do', async () => {
    const live = await triageLive(fakeReader({ metrics: denied('cloudwatch:GetMetricData') }), {
      ...QUESTION,
      settings: { hold: FLEET, clients: 50 },
    });

    expect(live.verdict).toMatchObject({ verdict: 'no-data', also: [], confidence: 'low' });
    expect(headline(live.verdict)).toBe('No figures could be read: whether anything is slow is not known.');
    expect(live.verdict.nextSteps[0]).toContain('Allow cloudwatch:GetMetricData');
    expect(live.verdict.evidence.map(({ id }) => id)).toEqual([
      'figures-unread',
      'idle-timeout-margin',
      'listener-rules',
    ]);
    expect(live.health).toHaveLength(1);
  });

  it('of the load balancer, where nobody told it, cannot name a metric, and says so', async () => {
    const { loadBalancer: _, ...unknown } = QUESTION;
    const reads = { targetGroup: denied('elasticloadbalancing:DescribeTargetGroups') };
    const { verdict } = await triageLive(fakeReader(reads), unknown);

    expect(verdict.evidence[0]?.text).toBe(
      'No figures could be read: The load balancer is not known: elasticloadbalancing:DescribeTargetGroups was denied: the permission is missing.',
    );
  });

  it.each([
    [[], 'No load balancer forwards to the target group.'],
    [[LOAD_BALANCER.arn.replace('/app/', '/net/')], 'a Network Load Balancer'],
  ])('says that metrics need an Application Load Balancer in front', async (loadBalancerArns, reason) => {
    const { loadBalancer: _, ...unknown } = QUESTION;
    const targetGroup = async () => ({ arn: TARGET_GROUP.arn, name: 'fleet', loadBalancerArns, healthCheck: {} });
    const { verdict } = await triageLive(fakeReader({ targetGroup }), unknown);

    expect(verdict.verdict).toBe('no-data');
    expect(verdict.evidence[0]?.text).toContain(reason);
  });

  it('throws what is no failure of a read', async () => {
    const targetHealth = () => Promise.reject(new TypeError('a bug'));

    await expect(triageLive(fakeReader({ targetHealth }), QUESTION)).rejects.toThrow('a bug');
  });
});

describe('Live triage whose time is over', () => {
  const soon = (): AbortSignal => AbortSignal.timeout(20);

  it.each(['targetHealth', 'loadBalancerAttributes', 'listenerRules'] as const)(
    'answers without %s, even where that read does not heed the signal',
    async (read) => {
      const live = await triageLive(fakeReader({ [read]: endless }), { ...QUESTION, signal: soon() });

      expect(live.verdict.verdict).toBe('normal');
      expect(live.missing).toEqual([expect.stringMatching(/did not answer in time\.$/)]);
    },
  );

  it('answers without figures, and advises a shorter window', async () => {
    const { verdict } = await triageLive(fakeReader({ metrics: endless }), { ...QUESTION, signal: soon() });

    expect(verdict.evidence[0]?.text).toContain('cloudwatch:GetMetricData did not answer in time.');
    expect(verdict.nextSteps).toEqual(['Ask again with a shorter window.']);
  });

  it('answers where it was over before', async () => {
    const { loadBalancer: _, ...unknown } = QUESTION;
    const { verdict, missing } = await triageLive(fakeReader(), { ...unknown, signal: AbortSignal.abort() });

    expect(verdict.verdict).toBe('no-data');
    expect(missing).toHaveLength(2);
  });
});

describe('Figures from metrics', () => {
  it('take a count without data point for none, and a minute without data for no minute', async () => {
    const metrics = async (request: MetricRequest) =>
      answer(request, {
        requests: { 3: 2, 7: 1 },
        [binOf(request, 0.03)]: { 3: 2 },
        seconds: { 3: 0.06 },
        elb504: { 7: 1, 9: 5 },
      });
    const { figures, histogram } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(figures.minutes.map(({ at, requests, elb504, target5xx }) => [at, requests, elb504, target5xx])).toEqual([
      [HOUR.start + 180, 2, 0, 0],
      [HOUR.start + 420, 1, 1, 0],
    ]);
    expect(histogram.counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(figures.missing).toBeUndefined();
  });

  it('give a target group no more of the load balancer’s 502s than requests it left unanswered', async () => {
    const metrics = async (request: MetricRequest) =>
      answer(request, {
        requests: { 0: 10, 1: 10, 2: 10 },
        [binOf(request, 0.03)]: { 0: 10, 1: 7, 2: 5 },
        elb502: { 0: 50, 1: 50, 2: 50 },
        elb503: { 1: 50 },
        elb504: { 2: 4 },
      });
    const { figures } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(figures.minutes.map(({ elb502 }) => elb502)).toEqual([0, 3, 1]);
  });

  it('mark minutes provisional that ended less than three minutes ago, and keep them', async () => {
    const { figures, verdict } = await triageLive(fakeReader(), { ...QUESTION, now: HOUR.end + 30 });

    expect(figures.window.provisionalFrom).toBe(HOUR.end - 180);
    expect(figures.minutes).toHaveLength(60);
    expect(verdict.limits).toContain('Minutes from 12:57 UTC on may still change.');
    expect((await triageLive(fakeReader(), { ...QUESTION, now: HOUR.end + 180 })).figures.window).toEqual(HOUR);
  });

  it('begin where the response times are whole, and say so', async () => {
    const metrics = async (request: MetricRequest) => {
      const late = Object.fromEntries(Object.entries(everyMinute(10)).slice(20));
      const bin = binOf(request, 0.03);
      return answer(request, { requests: everyMinute(10), [bin]: late, seconds: everyMinute(1) }, [bin]);
    };
    const { figures, missing } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(figures.window).toEqual({ start: HOUR.start + 1200, end: HOUR.end });
    expect(figures.minutes).toHaveLength(40);
    expect(missing).toEqual(['CloudWatch gave response times only from 12:20 UTC on, and so the window begins there.']);
  });

  it('shorten the baseline alone where only that is cut short', async () => {
    const metrics = async (request: MetricRequest) => {
      const bin = binOf(request, 0.03);
      const values = { ...everyMinute(10), '-1': 10, '-2': 10 };
      return answer(request, { requests: values, [bin]: values, seconds: values }, [bin]);
    };
    const { figures, missing } = await triageLive(fakeReader({ metrics }), { ...QUESTION, baselineSeconds: 3600 });

    expect(figures.window).toEqual(HOUR);
    expect(figures.baseline?.window).toEqual({ start: HOUR.start - 120, end: HOUR.start });
    expect(missing).toEqual([
      'CloudWatch gave response times only from 11:58 UTC on: the time before is shorter for it.',
    ]);
  });

  it('lose another metric that is incomplete, and name it', async () => {
    const metrics = async (request: MetricRequest) =>
      answer(request, { requests: everyMinute(1), [binOf(request, 0.03)]: everyMinute(1), elb504: { 30: 1 } }, [
        'elb504',
        'healthy',
      ]);
    const { figures, missing } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(figures.window).toEqual(HOUR);
    expect(missing).toEqual([
      'Answers 504 of the load balancer before 12:30 UTC could not be read (HTTPCode_ELB_504_Count).',
      'The number of healthy targets could not be read (HealthyHostCount).',
    ]);
  });

  it('are none where no response time was given at all', async () => {
    const metrics = async (request: MetricRequest) => answer(request, {}, [binOf(request, 0.03)]);
    const { verdict } = await triageLive(fakeReader({ metrics }), QUESTION);

    expect(headline(verdict)).toBe('No figures could be read: whether anything is slow is not known.');
  });

  it('tell hosts as the window had them last, and the longest response time', async () => {
    const metrics = async (request: MetricRequest) =>
      answer(request, {
        requests: everyMinute(1),
        [binOf(request, 0.03)]: everyMinute(1),
        max: { 0: 0.5, 1: 7, 2: 0.5 },
        healthy: { 0: 3, 59: 0 },
        unhealthy: { 0: 0, 59: 3 },
      });
    const reads = { metrics, targetHealth: denied('elasticloadbalancing:DescribeTargetHealth') };
    const { figures, verdict } = await triageLive(fakeReader(reads), { ...QUESTION, settings: SETTINGS });

    expect(figures.maxSeconds).toBe(7);
    expect(figures.health).toEqual({ healthyHosts: 0, unhealthyHosts: 3 });
    expect(evidenceOf(verdict, 'healthy-targets')?.text).toBe('No target is healthy.');
  });
});
