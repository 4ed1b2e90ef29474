import { expect, it } from 'vitest';
import { openIncidents } from '../../../lib/adapters/local-account/incident.ts';
import type { LocalAccountEvent } from '../../../lib/core/traffic/local-account.ts';

const NOW = Date.UTC(2026, 10, 16, 9) / 1000;

const TEMPLATE = {
  Resources: {
    Tickets: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'tickets' } },
    Address: {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: { Ref: 'Tickets' }, Protocol: 'email', Endpoint: 'team@example.com' },
    },
    Slow: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'search-slow',
        Namespace: 'AWS/ApplicationELB',
        MetricName: 'TargetResponseTime',
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/k8s-elastics-ecksearc-b2c3d4e5f6/60ed7d5a6d1da299' }],
        ExtendedStatistic: 'p95',
        Period: 60,
        EvaluationPeriods: 3,
        Threshold: 0.8,
        ComparisonOperator: 'GreaterThanThreshold',
        AlarmActions: [{ Ref: 'Tickets' }],
      },
    },
  },
};

it('lets the alarms of a template live through the last day of the estate, beside those of others', async () => {
  const events: LocalAccountEvent[] = [];
  const open = openIncidents(() => NOW, {
    readStacks: async () => [{ stack: 'estate', where: 'template.json', folder: '.', template: TEMPLATE }],
    runbook: () => Promise.reject(new Error('nothing calls it')),
  });
  const account = await open({
    seed: 1,
    port: 0,
    estate: true,
    template: 'template.json',
    report: (event) => events.push(event),
  });
  const played = await account.play?.();
  await account.close();
  const told = events.flatMap((event) => (event.kind === 'action' ? [event] : []));
  const ofTemplate = told.filter(({ alarm }) => alarm === 'search-slow');

  expect(played).toEqual({ alarms: 1, notes: [] });
  expect(ofTemplate).toMatchObject([
    { action: 'arn:aws:sns:us-east-2:111122223333:tickets', alarm: 'search-slow', state: 'ALARM' },
  ]);
  expect(ofTemplate.every(({ error }) => error === undefined)).toBe(true);
  expect(told.some(({ alarm }) => alarm === 'eck-fleet-latency')).toBe(true);
  expect(Math.min(...told.map(({ at }) => at))).toBeGreaterThanOrEqual(NOW - 86_400);
});
