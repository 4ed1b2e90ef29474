import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const TARGET_GROUP = 'targetgroup/checkout/0123456789abcdef';
export const LOAD_BALANCER = 'app/shop/fedcba9876543210';
const ARN = `arn:aws:elasticloadbalancing:eu-west-1:444455556666:${TARGET_GROUP}`;

/** What a test changes of one line. */
export interface LineParts {
  readonly type?: string;
  /** When it ended. @default 2026-11-20T10:00:00Z */
  readonly time?: string;
  readonly created?: string;
  readonly elb?: string;
  readonly client?: string;
  readonly target?: string;
  /** Target processing time as logged. */
  readonly took?: string;
  readonly status?: string;
  readonly targetStatus?: string;
  readonly request?: string;
  readonly userAgent?: string;
  readonly targetGroup?: string;
  readonly actions?: string;
  /** What follows field 25, `error_reason`. */
  readonly rest?: string;
}

/** One access-log line with the 29 fields of 2020. */
export function line({
  type = 'https',
  time = '2026-11-20T10:00:00.000000Z',
  created = time,
  elb = LOAD_BALANCER,
  client = '198.51.100.7:40001',
  target = '10.9.8.7:8443',
  took = '0.020',
  status = '200',
  targetStatus = status,
  request = 'GET https://shop.example:443/cart HTTP/1.1',
  userAgent = 'probe/1',
  targetGroup = ARN,
  actions = 'forward',
  rest = ' "10.9.8.7:8443" "200" "-" "-"',
}: LineParts = {}): string {
  return (
    `${type} ${time} ${elb} ${client} ${target} 0.001 ${took} 0.000 ${status} ${targetStatus} 210 340 "${request}" ` +
    `"${userAgent}" TLS_AES_128_GCM_SHA256 TLSv1.3 ${targetGroup} "Root=1-6580c0de-aaaabbbbccccddddeeeeffff" ` +
    `"shop.example" "arn:aws:acm:eu-west-1:444455556666:certificate/c0ffee" 3 ${created} "${actions}" "-" "-"${rest}`
  );
}

/** A folder of its own for one test; gone afterwards. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'holdband-logs-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Writes one log file and says where. */
export function logFile(content: string | Buffer | readonly string[], name = 'alb.log'): string {
  const path = join(folder(), name);
  const isLines = Array.isArray(content);
  writeFileSync(path, isLines ? `${(content as readonly string[]).join('\n')}\n` : (content as string | Buffer));
  return path;
}

/** An ISO time some seconds after ten o'clock. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 20, 10) + seconds * 1000).toISOString().replace('Z', '000Z');
}
