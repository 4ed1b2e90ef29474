import { globSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { accountReader } from '../../lib/adapters/account-reader.ts';
import { accountInventory } from '../../lib/adapters/elbv2/inventory.ts';
import { printXml } from '../../lib/adapters/local-account/xml.ts';
import type { AccountInventory, AccountReader } from '../../lib/core/inventory/account.ts';
import type { Answer } from './truth.ts';

/** A resource as an API of AWS shows it. */
type Shown = Readonly<Record<string, unknown>>;
type Reader = AccountReader & AccountInventory;

/** `{"status_code", "data"}` as placebo records it, with times as objects of their parts. */
interface Recording {
  readonly data: Shown;
}

/** `<test>__<service>.<call>_<n>.json` */
const RECORDING = /\.(Describe\w+)_\d+\.json$/;

/** Files of recorded responses below a folder whose call is one that the adapters make. */
export function recordedResponses(folder: string): string[] {
  const named = globSync('**/*.Describe*_*.json', { cwd: folder }).sort();
  return named.filter((path) => callOf(path) !== undefined).map((path) => join(folder, path));
}

/**
 * Serves a recorded response over HTTP to the SDK's real client, reads it through the adapters, puts what they made of it back
 * into the API's words, and holds that against the recording.
 */
export async function answerRecordedResponse(file: string): Promise<Answer[]> {
  const { data } = JSON.parse(readFileSync(file, 'utf8'), (_, value) => time(value) ?? value) as Recording;
  const call = callOf(file) as Call;
  const server = createServer((request, response) => {
    respond(request, response, call.serve(data)).catch((error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'none', secretAccessKey: 'none' } };
  const [cloudWatch, elb] = [new CloudWatchClient(config), new ElasticLoadBalancingV2Client(config)];
  try {
    const got = await call.read({ ...accountReader({ cloudWatch, elb }), ...accountInventory(elb) }, data);
    const expected = call.expect(data);
    const rows = Math.max(got.length, expected.length);
    return Array.from({ length: rows }, (_, i) => ({
      name: `${basename(file)} ${i + 1}`,
      expected: inOrder(expected[i]),
      got: inOrder(got[i]),
    }));
  } finally {
    cloudWatch.destroy();
    elb.destroy();
    server.close();
  }
}

/** One call that adapters make. */
interface Call {
  /** What the service answers to this call, and to others that the same question needs. */
  readonly serve: (data: Shown) => Readonly<Record<string, Shown>>;
  /** Asks, and says the answer in the API's words again. */
  readonly read: (reader: Reader, data: Shown) => Promise<readonly unknown[]>;
  /** What the recording has of all that an answer tells. */
  readonly expect: (data: Shown) => readonly unknown[];
}

const list = (data: Shown, key: string) => (data[key] ?? []) as readonly Shown[];
const pick = (from: Shown, ...keys: string[]) => Object.fromEntries(keys.map((key) => [key, from[key]]));
const pairs = (tags: readonly Shown[]) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

const CALLS: Readonly<Record<string, Call>> = {
  DescribeLoadBalancers: {
    serve: (data) => ({ DescribeLoadBalancers: data }),
    read: async (reader) =>
      (await reader.loadBalancers()).items.map(({ arn, name, type }) => ({
        LoadBalancerArn: arn,
        LoadBalancerName: name,
        Type: type,
      })),
    expect: (data) =>
      list(data, 'LoadBalancers').map((one) => pick(one, 'LoadBalancerArn', 'LoadBalancerName', 'Type')),
  },
  DescribeTargetGroups: {
    serve: (data) => ({ DescribeTargetGroups: data }),
    read: async (reader) =>
      (await reader.targetGroups()).items.map(({ arn, name, loadBalancerArns, protocol, vpc, healthCheck }) => ({
        TargetGroupArn: arn,
        TargetGroupName: name,
        LoadBalancerArns: loadBalancerArns,
        Protocol: protocol,
        VpcId: vpc,
        HealthCheckIntervalSeconds: healthCheck.intervalSeconds,
        UnhealthyThresholdCount: healthCheck.unhealthyThreshold,
        codes: healthCheck.codes,
      })),
    expect: (data) =>
      list(data, 'TargetGroups').map((one) => {
        const { HttpCode, GrpcCode } = (one.Matcher ?? {}) as Shown;
        const names = ['TargetGroupArn', 'TargetGroupName', 'LoadBalancerArns', 'Protocol', 'VpcId'];
        const checks = ['HealthCheckIntervalSeconds', 'UnhealthyThresholdCount'];
        return { ...pick(one, ...names, ...checks), codes: HttpCode ?? GrpcCode };
      }),
  },
  DescribeTargetHealth: {
    serve: (data) => ({ DescribeTargetHealth: data }),
    read: async (reader) =>
      (await reader.targetHealth('arn')).map(({ id, port, state, reason }) => ({
        Target: { Id: id, Port: port },
        // A recording without a state tells none, and neither may we.
        TargetHealth: state === 'unknown' ? undefined : { State: state, Reason: reason },
      })),
    expect: (data) => list(data, 'TargetHealthDescriptions').map((one) => pick(one, 'Target', 'TargetHealth')),
  },
  DescribeListeners: {
    // A listener's default actions are those of its default rule.
    serve: (data) => ({
      DescribeListeners: data,
      DescribeRules: { Rules: [{ Priority: 'default', Actions: list(data, 'Listeners')[0]?.DefaultActions ?? [] }] },
    }),
    read: async (reader) =>
      (await reader.listenerRules('arn')).map(({ listenerPort, targetGroupArns }) => ({
        Port: listenerPort,
        groups: targetGroupArns,
      })),
    expect: (data) => {
      const groups = groupsOf((list(data, 'Listeners')[0]?.DefaultActions ?? []) as readonly Shown[]);
      return groups.length === 0 ? [] : list(data, 'Listeners').map(({ Port }) => ({ Port, groups }));
    },
  },
  DescribeRules: {
    serve: (data) => ({
      DescribeListeners: { Listeners: [{ ListenerArn: 'arn', Port: 443 }] },
      DescribeRules: data,
    }),
    read: async (reader) =>
      (await reader.listenerRules('arn')).map(({ priority, targetGroupArns, conditions }) => ({
        Priority: priority,
        groups: targetGroupArns,
        values: conditions.map((words) => words.replace(/^\S+ /, '').split(' or ')),
      })),
    // Rules that forward nowhere lead to no target group.
    expect: (data) =>
      list(data, 'Rules')
        .map(({ Priority, Actions, Conditions }) => ({
          Priority,
          groups: groupsOf(Actions as readonly Shown[]),
          values: (Conditions as readonly Shown[]).map(({ Values }) => Values),
        }))
        .filter(({ groups }) => groups.length > 0),
  },
  DescribeTags: {
    serve: (data) => ({ DescribeTags: data }),
    read: async (reader, data) => {
      const arns = list(data, 'TagDescriptions').map(({ ResourceArn }) => String(ResourceArn));
      return [...(await reader.tags(arns))].map(([ResourceArn, tags]) => ({ ResourceArn, tags }));
    },
    expect: (data) =>
      list(data, 'TagDescriptions').map(({ ResourceArn, Tags }) => ({
        ResourceArn,
        tags: pairs(Tags as readonly Shown[]),
      })),
  },
  DescribeLoadBalancerAttributes: {
    serve: (data) => ({ DescribeLoadBalancerAttributes: data }),
    read: async (reader) => [Object.fromEntries(await reader.loadBalancerAttributes('arn'))],
    expect: (data) => [pairs(list(data, 'Attributes'))],
  },
  DescribeTargetGroupAttributes: {
    serve: (data) => ({ DescribeTargetGroupAttributes: data }),
    read: async (reader) => [Object.fromEntries(await reader.targetGroupAttributes('arn'))],
    expect: (data) => [pairs(list(data, 'Attributes'))],
  },
  DescribeAlarms: {
    serve: (data) => ({ DescribeAlarms: data }),
    read: async (reader) =>
      (await reader.alarms({ all: true })).map(({ arn, state, stateSince, properties }) => ({
        AlarmArn: arn,
        StateValue: state,
        since: stateSince,
        ...properties,
      })),
    expect: (data) =>
      [...list(data, 'MetricAlarms'), ...list(data, 'CompositeAlarms')].map((alarm) => {
        const { StateReason: _why, StateReasonData: _data, AlarmConfigurationUpdatedTimestamp: _at, ...rest } = alarm;
        const { StateUpdatedTimestamp: updated, StateTransitionedTimestamp: changed = updated, ...shown } = rest;
        return { ...shown, since: changed && Number(changed) / 1000 };
      }),
  },
};

function groupsOf(actions: readonly Shown[]): unknown[] {
  const all = actions.flatMap(({ TargetGroupArn, ForwardConfig }) => {
    const { TargetGroups = [] } = (ForwardConfig ?? {}) as { readonly TargetGroups?: readonly Shown[] };
    return [TargetGroupArn, ...TargetGroups.map((group) => group.TargetGroupArn)];
  });
  return [...new Set(all.filter((arn) => arn !== undefined))];
}

function callOf(path: string): Call | undefined {
  const call = RECORDING.exec(path)?.[1] ?? '';
  return Object.hasOwn(CALLS, call) ? CALLS[call] : undefined;
}

/** CloudWatch is asked in JSON, Elastic Load Balancing in the query protocol. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answers: Readonly<Record<string, Shown>>,
): Promise<void> {
  const body = await text(request);
  const [, json] = String(request.headers['x-amz-target'] ?? '').split('.');
  const call = json ?? new URLSearchParams(body).get('Action') ?? '';
  const { ResponseMetadata: _, ...answer } = answers[call] ?? {};
  if (json === undefined) {
    response
      .setHeader('content-type', 'text/xml')
      .end(printXml(`${call}Response`, 'urn:recorded', { [`${call}Result`]: answer }));
  } else {
    const seconds = (value: unknown) => (value instanceof Date ? value.getTime() / 1000 : value);
    response.setHeader('content-type', 'application/x-amz-json-1.0').end(
      JSON.stringify(answer, function (this: Shown, key) {
        return seconds(this[key]);
      }),
    );
  }
}

/** placebo's form of a time, UTC. */
function time(value: unknown): Date | undefined {
  if (typeof value !== 'object' || value === null || !('__class__' in value)) return undefined;
  const { year, month, day, hour, minute, second, microsecond } = value as unknown as Record<string, number>;
  return new Date(
    Date.UTC(Number(year), Number(month) - 1, day, hour, minute, second) + Math.floor(Number(microsecond ?? 0) / 1000),
  );
}

/** JSON with sorted keys, without what is undefined: two of the same content are the same text. */
function inOrder(value: unknown): string {
  if (value === undefined) return 'nothing';
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
