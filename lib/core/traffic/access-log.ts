import { hashNumber, hashText, hexOf, mix } from './random.ts';
import { endedAt, type SimulatedRequest } from './request.ts';

export interface AccessLogOptions {
  /** `arn:<partition>:elasticloadbalancing:…:loadbalancer/app/<name>/<16 hex>`, or from `app/` on. */
  readonly loadBalancerArn: string;
  readonly targetGroupArn: string;
  /** @default https */
  readonly type?: 'http' | 'https' | 'h2';
  /** Name that the clients call, without port. @default service.example.internal */
  readonly host?: string;
  /** Port of the listener. @default 443, for http 80 */
  readonly port?: number;
  /** Addresses of the targets, `ip:port`. @default two */
  readonly targets?: readonly string[];
  /** @default curl */
  readonly userAgentOf?: (client: string) => string;
  /** Priority of the listener rule that matched; 0 is the default action. @default 1 */
  readonly rulePriority?: number;
}

/** What lines of one client share. */
interface ClientWords {
  readonly address: string;
  readonly userAgent: string;
  readonly hash: number;
  /** The connection in use, and the words that belong to it. */
  connection: number;
  port: number;
  trace: string;
}

/** `client_keep_alive.seconds` of a load balancer by default: a client's connection lives so long. */
const KEEP_ALIVE_SECONDS = 3600;

/**
 * Access-log lines of a load balancer, one a request, without newlines, in the order given (a load balancer writes them in
 * order of their end). All 34 fields; the order is that of AWS's user guide ("Access log entries") and, for the last four,
 * of production logs. The same requests give the same lines.
 *
 * What the load balancer never got from the target is `-1` (times) and `-` (status), as real rows of 460s and 504s are.
 */
export function* accessLogLines(
  requests: Iterable<SimulatedRequest>,
  options: AccessLogOptions,
): Generator<string, void> {
  const writer = new LineWriter(options);
  for (const request of requests) yield writer.line(request);
}

/** The same lines as {@link accessLogLines} in blocks of some thousand, each line with its newline: to write big files. */
export function* accessLogBlocks(
  requests: Iterable<SimulatedRequest>,
  options: AccessLogOptions,
): Generator<string, void> {
  const writer = new LineWriter(options);
  let block: string[] = [];
  for (const request of requests) {
    block.push(writer.line(request));
    if (block.length < 4096) continue;
    yield `${block.join('\n')}\n`;
    block = [];
  }
  if (block.length > 0) yield `${block.join('\n')}\n`;
}

class LineWriter {
  private readonly type: string;
  private readonly loadBalancer: string;
  private readonly base: string;
  private readonly protocol: string;
  private readonly tls: string;
  private readonly afterTrace: string;
  private readonly node: string;
  private readonly options: AccessLogOptions;
  private readonly targets: readonly string[];
  private readonly clients = new Map<string, ClientWords>();
  private readonly ended = new Clock();
  private readonly created = new Clock();

  constructor(options: AccessLogOptions) {
    const { type = 'https', host = 'service.example.internal', rulePriority = 1, targetGroupArn } = options;
    const secure = type !== 'http';
    const scheme = secure ? 'https' : 'http';
    this.type = type;
    this.options = options;
    this.loadBalancer = options.loadBalancerArn.replace(/^.*:loadbalancer\//, '');
    this.base = `${scheme}://${host}:${options.port ?? (secure ? 443 : 80)}`;
    this.protocol = type === 'h2' ? 'HTTP/2.0' : 'HTTP/1.1';
    this.tls = `${secure ? 'ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2' : '- -'} ${targetGroupArn}`;
    this.afterTrace = secure
      ? `"${host}" "${certificateArn(targetGroupArn, host)}" ${rulePriority}`
      : `"-" "-" ${rulePriority}`;
    this.node = `10.0.${hashText(this.loadBalancer) % 3}.${10 + (hashText(this.loadBalancer, 1) % 200)}`;
    this.targets = options.targets ?? ['10.0.3.17:8080', '10.0.4.29:8080'];
  }

  line(request: SimulatedRequest): string {
    const { startedAt, durationSeconds, answered, elbStatus, targetStatus, method, path } = request;
    const client = this.clientOf(request);
    const one = hashNumber(Math.round(startedAt * 1e6), client.hash);
    const two = mix(one + 1);
    const target = this.targets[one % this.targets.length] as string;
    const times = answered ? `0.000 ${durationSeconds.toFixed(3)} 0.000` : (UNANSWERED[elbStatus] ?? '0.000 -1 -1');
    const status = answered ? targetStatus : '-';
    const trace = `Root=1-${hex8(Math.floor(startedAt))}-${hex8(one)}${hex8(two)}${hex8(client.hash)}`;
    return (
      `${this.type} ${this.ended.iso(endedAt(request))} ${this.loadBalancer} ${client.address}:${client.port} ${target} ` +
      `${times} ${elbStatus} ${status} ${receivedBytes(method, two)} ${sentBytes(request, one)} ` +
      `"${method} ${this.base}${path} ${this.protocol}" "${client.userAgent}" ${this.tls} "${trace}" ${this.afterTrace} ` +
      `${this.created.iso(startedAt)} "forward" "-" "-" "${target}" "${status}" "-" "-" ${client.trace} "-" "-" "-" ${this.node}`
    );
  }

  /** A parked poll keeps its connection busy: what else its client asks goes over another one. */
  private clientOf({ client: name, startedAt, truth }: SimulatedRequest): ClientWords {
    const use = truth === 'fast' || truth === 'slow' ? name : `${name} polling`;
    let client = this.clients.get(use);
    if (client === undefined) {
      const host = hashText(name);
      const address = `10.${16 + (host % 64)}.${(host >>> 8) & 255}.${1 + ((host >>> 16) % 254)}`;
      const userAgent = (this.options.userAgentOf ?? (() => 'curl/8.5.0'))(name);
      client = { address, userAgent, hash: hashText(use), connection: -1, port: 0, trace: '' };
      this.clients.set(use, client);
    }
    const connection = Math.floor((startedAt + (client.hash % KEEP_ALIVE_SECONDS)) / KEEP_ALIVE_SECONDS);
    if (connection !== client.connection) {
      client.connection = connection;
      client.port = 32_768 + (hashNumber(connection, client.hash) % 28_232);
      client.trace = `TID_${hexOf(`${this.loadBalancer} ${use} ${connection}`, 32)}`;
    }
    return client;
  }
}

/** Times of requests that the target did not answer, by status, as in rows of real logs. */
const UNANSWERED: { readonly [status: number]: string } = { 460: '-1 -1 -1', 504: '0.001 -1 -1' };

/** Idle answers of a long poll are small and alike; others carry something. */
function sentBytes({ truth, elbStatus, answered }: SimulatedRequest, hash: number): number {
  if (elbStatus === 460) return 0;
  if (!answered) return 277; // the load balancer's own error page
  if (truth === 'expired-hold' || truth === 'overrun') return 329;
  if (truth === 'early-release') return 900 + (hash % 7000);
  return 240 + (hash % 3600);
}

function receivedBytes(method: string, hash: number): number {
  return method === 'GET' ? 180 + (hash % 40) : 900 + (hash % 700);
}

/** A certificate of the target group's own account and Region. */
function certificateArn(targetGroupArn: string, host: string): string {
  const [, partition = 'aws', , region, account] = targetGroupArn.split(':');
  const id = hexOf(host, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  return `arn:${partition}:acm:${region}:${account}:certificate/${id}`;
}

function hex8(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** Writes times as ISO with six decimals. Remembers the last second: a log asks for the same one again and again. */
class Clock {
  private second = Number.NaN;
  private text = '';

  iso(epochSeconds: number): string {
    const micros = Math.round(epochSeconds * 1e6);
    const second = Math.floor(micros / 1e6);
    if (second !== this.second) {
      this.second = second;
      this.text = new Date(second * 1000).toISOString().slice(0, 19);
    }
    return `${this.text}.${String(micros - second * 1e6).padStart(6, '0')}Z`;
  }
}
