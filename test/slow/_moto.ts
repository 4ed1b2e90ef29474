import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SNSClient } from '@aws-sdk/client-sns';

/** A server of AWS APIs by others: github.com/getmoto/moto. */
export const motoInstalled = spawnSync('moto_server', ['--help']).status === 0;

const REGION = 'us-east-1';

export interface Moto {
  /** What makes a program that knows nothing of it use it. */
  readonly variables: Readonly<Record<string, string>>;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly cloudWatch: CloudWatchClient;
  readonly sns: SNSClient;
  /** Subnets of the default VPC, in as many zones, and that VPC. */
  readonly network: { readonly vpc: string; readonly subnets: readonly string[] };
  stop(): Promise<void>;
}

export async function startMoto(): Promise<Moto> {
  const server = spawn('moto_server', ['--host', '127.0.0.1', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] });
  const endpoint = await urlOf(server);
  const credentials = { accessKeyId: 'testing', secretAccessKey: 'testing' };
  const config = { endpoint, region: REGION, credentials };
  const elb = new ElasticLoadBalancingV2Client(config);
  const cloudWatch = new CloudWatchClient(config);
  const sns = new SNSClient(config);
  return {
    variables: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    elb,
    cloudWatch,
    sns,
    network: await networkOf(endpoint),
    stop: async () => {
      for (const client of [elb, cloudWatch, sns]) client.destroy();
      server.kill();
      await once(server, 'exit');
    },
  };
}

/** It says where it listens on standard error, and then every request. */
async function urlOf(server: ChildProcess): Promise<string> {
  const said: string[] = [];
  for await (const line of createInterface(server.stderr as NonNullable<ChildProcess['stderr']>)) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    said.push(line);
    if (url === undefined) continue;
    server.stderr?.resume();
    return url;
  }
  throw new Error(`moto_server ended: ${said.join('\n')}`);
}

/** By hand: EC2 is no service that holdband has a client for. The scope of the signature says which service is meant. */
async function networkOf(endpoint: string): Promise<Moto['network']> {
  const authorization = `AWS4-HMAC-SHA256 Credential=testing/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
  const body = new URLSearchParams({ Action: 'DescribeSubnets', Version: '2016-11-15' });
  const answer = await (await fetch(endpoint, { method: 'POST', headers: { authorization }, body })).text();
  const [, vpc = ''] = /<vpcId>(.+?)<\/vpcId>/.exec(answer) ?? [];
  return { vpc, subnets: [...answer.matchAll(/<subnetId>(.+?)<\/subnetId>/g)].map(([, id = '']) => id) };
}
