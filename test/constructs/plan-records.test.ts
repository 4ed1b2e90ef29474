import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';
import { describe, expect, it } from 'vitest';
import { PlannedAlarms } from '../../lib/constructs/planned-alarms.ts';
import { planLoadBalancers, planTarget } from '../../lib/core/alarms/plan.ts';
import { planRecords } from '../../lib/core/alarms/plan-records.ts';
import { alarmsOfTemplate } from '../../lib/core/diff/alarm-records.ts';
import { canonical } from '../../lib/core/diff/canonical.ts';
import type { AlarmRecord } from '../../lib/core/diff/model.ts';
import { aTarget } from './_environment.ts';

const PAGE = 'arn:aws:sns:us-east-2:111122223333:on-call';
const TICKET = 'arn:aws:sns:us-east-2:111122223333:tickets';
const action = (alarmActionArn: string): IAlarmAction => ({ bind: () => ({ alarmActionArn }) });

describe('the alarms of a plan as records', () => {
  it.each([
    ['long polls', planTarget(aTarget()), true],
    ['requests', planTarget(aTarget({ traffic: 'requests', hold: undefined, clients: undefined })), true],
    [
      'mixed traffic, thorough, PR',
      planTarget(aTarget({ traffic: 'mixed', level: 'thorough', countForm: 'PR' })),
      true,
    ],
    ['shadow mode', planTarget(aTarget({ paging: false })), false],
    ['a load balancer', planLoadBalancers([aTarget()]), true],
  ])('are what the constructs synthesise, for %s', (_, plan, paging) => {
    const stack = new Stack(new App(), 'Stack');
    const actions = { pageActions: [action(PAGE)], ticketActions: [action(TICKET)] };
    new PlannedAlarms(stack, 'Alarms', { plan, paging, ...actions });

    const { alarms } = alarmsOfTemplate(Template.fromStack(stack).toJSON());
    const records = planRecords(plan, { page: [PAGE], ticket: [TICKET], paging });

    const byName = (all: readonly AlarmRecord[]) =>
      all.map(({ name, kind, properties }) => canonical({ name, kind, properties })).sort();
    expect(byName(records)).toEqual(byName(alarms));
  });
});
