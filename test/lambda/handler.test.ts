import { describe, expect, it } from 'vitest';
import { createHandler } from '../../lambda/runbook/handler.ts';
import { planTarget } from '../../lib/core/alarms/plan.ts';
import { aTarget } from '../constructs/_environment.ts';

const ARN = 'arn:aws:cloudwatch:us-east-2:111122223333:alarm:';

/** The event of a Lambda alarm action, as CloudWatch sends it. */
function anEvent(description: string | undefined, reasonData?: string) {
  return {
    source: 'aws.cloudwatch',
    alarmArn: `${ARN}holdband-prod-fleet-server-page`,
    accountId: '111122223333',
    time: '2026-11-20T10:05:12.301+0000',
    region: 'us-east-2',
    alarmData: {
      alarmName: 'holdband-prod-fleet-server-page',
      state: { value: 'ALARM', reason: 'a child is in ALARM', timestamp: '2026-11-20T10:05:12.301+0000', reasonData },
      previousState: { value: 'OK', reason: '', timestamp: '2026-11-20T09:00:00.000+0000' },
      configuration: { description, alarmRule: 'ALARM("holdband-prod-fleet-server-slow-5m")' },
    },
  };
}

async function logged(event: unknown): Promise<Record<string, unknown>> {
  const lines: string[] = [];
  await createHandler({ config: { environment: 'prod' }, log: (line) => void lines.push(line) })(event);
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '') as Record<string, unknown>;
}

describe('the runbook', () => {
  it('logs what the alarm says of its target group, hold and bands, and what to run', async () => {
    const description = planTarget(aTarget()).composite?.description;

    expect(await logged(anEvent(description))).toEqual({
      schema: 1,
      message: 'alarm-received',
      environment: 'prod',
      alarm: 'holdband-prod-fleet-server-page',
      alarmArn: `${ARN}holdband-prod-fleet-server-page`,
      state: 'ALARM',
      since: '2026-11-20T10:05:12.301+0000',
      reason: 'a child is in ALARM',
      triggeredBy: [],
      targetGroup: 'targetgroup/fleet-server-group/50dc6c495c0c9188',
      loadBalancer: 'app/fleet-server-alb/50dc6c495c0c9188',
      hold: { ceilingSeconds: 300, spreadSeconds: -30 },
      slow: { from: 0.826446281, to: 9.8497326758 },
      nextStep: 'holdband triage --access-logs FOLDER --last 1h',
    });
  });

  it('names the command that the descriptions name', async () => {
    const description = planTarget(aTarget()).composite?.description ?? '';

    const { nextStep } = await logged(anEvent(description));

    expect(description.split('\n')).toContain(nextStep);
  });

  it('names the children that set a composite off', async () => {
    const child = `${ARN}holdband-prod-fleet-server-slow-5m`;
    const reasonData = JSON.stringify({ triggeringAlarms: [{ arn: child, state: { value: 'ALARM' } }] });

    expect((await logged(anEvent('any', reasonData))).triggeredBy).toEqual([child]);
  });

  it('reads the reason of a plain alarm, which names no children', async () => {
    const reasonData = JSON.stringify({ version: '1.0', recentDatapoints: [7.1], threshold: 5 });

    expect((await logged(anEvent('any', reasonData))).triggeredBy).toEqual([]);
  });

  it.each([
    [undefined, /no description/],
    ['somebody wrote over it', /no holdband marker line/],
  ])('says why it knows no target group when the description is %s', async (description, reason) => {
    const { unknown, targetGroup } = await logged(anEvent(description));

    expect(unknown).toMatch(reason);
    expect(targetGroup).toBeUndefined();
  });

  const { alarmData, ...envelope } = anEvent('any');
  it.each([
    ['nothing', undefined, /the event is missing/],
    ['an SNS event', { Records: [{ Sns: {} }] }, /source is missing, not "aws.cloudwatch"/],
    ['an EventBridge event', { source: 'aws.cloudwatch', detail: alarmData }, /alarmData is missing/],
    ['no state', { ...envelope, alarmData: { ...alarmData, state: undefined } }, /alarmData.state is missing/],
    ['no alarm name', { ...envelope, alarmData: { ...alarmData, alarmName: '' } }, /alarmData.alarmName is ""/],
    ['a damaged reason', anEvent('any', '{"a":'), /reasonData is not JSON/],
    ['a large event of something else', { source: 'x'.repeat(500) }, /source is "x{79}…/],
  ])('fails when it is sent %s, and names what it accepts', async (_, event, message) => {
    await expect(logged(event)).rejects.toThrow(message);
    if (!String(message).includes('JSON'))
      await expect(logged(event)).rejects.toThrow(/accepted is the event of a Lambda alarm action/);
  });
});
