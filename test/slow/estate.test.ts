import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ESTATE_GROUPS } from '../../lib/adapters/local-account/estate-names.ts';
import { ESTATE_IDLE_TIMEOUTS, type EstateService } from '../../lib/core/traffic/estate.ts';
import { atTheEstate, type Engineer } from './_estate.ts';

let engineer: Engineer;
beforeAll(async () => {
  engineer = await atTheEstate();
});
afterAll(() => engineer.leave());

const HELD = ['long-polls', 'mixed'];

describe('An engineer who meets the estate of the incident', () => {
  it('is shown every hold, what holds nothing, and how sure that is', async () => {
    const { stdout, stderr, status } = await engineer.run('discover', '--json');
    const { targetGroups, problems } = JSON.parse(stdout);
    const of = (service: EstateService) =>
      targetGroups.find(({ arn }: { arn: string }) => arn === ESTATE_GROUPS[service]);

    expect([status, stderr, problems]).toEqual([0, '', []]);
    expect(targetGroups).toHaveLength(Object.keys(ESTATE_GROUPS).length);
    expect(of('fleet-server')).toMatchObject({ confidence: 'high', hold: { product: 'elastic-fleet' } });
    expect(of('chat')).toMatchObject({ confidence: 'medium', hold: { ceilingSeconds: 90, spreadSeconds: 0 } });
    expect(of('consul')).toMatchObject({ confidence: 'medium', hold: { product: 'consul' } });
    for (const service of ['fleet-server', 'chat', 'consul'] as const) expect(HELD).toContain(of(service).traffic);
    for (const service of ['elasticsearch', 'web', 'api'] as const) {
      expect(of(service)).toMatchObject({ traffic: 'requests' });
      expect(of(service).confidence).not.toBe('low');
    }
    for (const [service, seconds] of Object.entries(ESTATE_IDLE_TIMEOUTS)) {
      expect(of(service as EstateService).idleTimeoutSeconds).toBe(seconds);
    }
  });

  it('has a config written, and is told what severs holds, what squeezes them, and what pages on them', async () => {
    const { endpoint, run, check } = engineer;
    expect((await run('discover', '--write')).status).toBe(0);
    const { findings, status } = await check();
    const found = (rule: string, subject: RegExp) =>
      findings.filter((finding) => finding.rule === rule && subject.test(finding.subject));
    const pages = endpoint.account.alarms.history.filter(
      ({ alarm, summary }) => alarm === 'eck-fleet-latency' && summary.endsWith('to ALARM'),
    );

    expect(status).toBe(1);
    expect(found('idle-timeout-below-hold', /consul/)).toMatchObject([
      { severity: 'error', message: expect.stringContaining('the idle timeout is 300 s: every idle hold is severed') },
    ]);
    expect(found('idle-timeout-margin', /fleet/)).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('270 to 300 s, the idle timeout is 300 s') },
    ]);
    expect(found('alarm-on-holds', /./)).toMatchObject([
      {
        subject: 'eck-fleet-latency',
        message: expect.stringContaining(`it fired ${pages.length} times in 15 days`),
        command: expect.stringContaining('disable-alarm-actions --alarm-names eck-fleet-latency'),
      },
    ]);
    expect(found('alarm-on-nothing', /^shop-checkout-latency$/)).toHaveLength(1);
    expect(found('action-failed', /^eck-search-latency$/)).toHaveLength(1);
    expect(found('topic-without-subscriber', /:elastic-team$/)).toHaveLength(1);
    expect(found('topic-without-subscriber', /:old-on-call$/)).toMatchObject([
      { message: expect.stringContaining('a topic that does not exist') },
    ]);
    expect(found('topic-without-subscriber', /:on-call$/)).toEqual([]);
    expect(found('one-pod-behind-many-targets', /shop/)).toHaveLength(1);
  });
});
