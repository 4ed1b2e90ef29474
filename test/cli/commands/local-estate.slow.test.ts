import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTargetGroupsCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { expect, it } from 'vitest';
import { ESTATE_GROUPS } from '../../../lib/adapters/local-account/estate-names.ts';
import { ROOT } from '../_account.ts';

it('holdband local --estate serves the estate with what its alarms did, and ends with 0 when interrupted', async () => {
  const args = [join(ROOT, 'bin/holdband.mjs'), 'local', '--estate', '--json'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 30_000 });
  let printed = '';
  for await (const part of child.stdout) {
    printed += part;
    if (printed.endsWith('\n}\n')) break;
  }
  const { url } = JSON.parse(printed);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { endpoint: url, region: 'us-east-2', credentials };
  const [cloudWatch, elb] = [new CloudWatchClient(config), new ElasticLoadBalancingV2Client(config)];
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({}));
  const { MetricAlarms } = await cloudWatch.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
  for (const client of [cloudWatch, elb]) client.destroy();
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');

  expect(TargetGroups?.map(({ TargetGroupArn }) => TargetGroupArn)).toEqual(Object.values(ESTATE_GROUPS));
  expect(MetricAlarms?.map(({ AlarmName }) => AlarmName)).toContain('eck-fleet-latency');
  expect(code).toBe(0);
});
