import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '../../core/errors.ts';
import { LocalAccount, type LocalAccountOptions } from './account.ts';
import { CALLS, IAM_PREFIX } from './calls.ts';
import type { AccountData } from './data.ts';
import type { FaultRule } from './faults.ts';
import { halfOfTheData } from './partial-data.ts';
import { ServiceError } from './service-error.ts';
import { readCall, refuseUnknown, type WireAnswer, type WireCall } from './wire.ts';

/** Loopback only: the account checks no signature. */
const HOST = '127.0.0.1';

export interface LocalEndpoint {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly account: LocalAccount;
  /** Standard variables that make unmodified SDK clients, the AWS CLI and the Lambda use this account. */
  readonly variables: Readonly<Record<string, string>>;
  /** Ends all connections; calls in flight see theirs cut. */
  close(): Promise<void>;
}

/**
 * Serves an account over HTTP on loopback.
 *
 * @param port 0 lets the system choose
 * @throws InputError code `PortTaken` where the port cannot be had
 */
export async function startLocalAccount(
  data: AccountData,
  { port = 0, ...options }: LocalAccountOptions & { readonly port?: number },
): Promise<LocalEndpoint> {
  const account = new LocalAccount(data, options);
  const server = createServer((request, response) => {
    answer(request, response, account).catch((error: unknown) => response.destroy(error as Error));
  });
  const url = `http://${HOST}:${await listen(server, port)}`;
  return {
    url,
    account,
    variables: {
      AWS_ENDPOINT_URL_CLOUDWATCH: url,
      AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: url,
      AWS_ENDPOINT_URL_SNS: url,
      AWS_ENDPOINT_URL_SQS: url,
      AWS_REGION: account.region,
      // The AWS CLI of version 1 reads no other.
      AWS_DEFAULT_REGION: account.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    close: () => close(server),
  };
}

const WHY_NOT: Readonly<Record<string, string>> = {
  EADDRINUSE: 'in use; choose another, or 0 for any',
  EACCES: 'not allowed; choose one above 1023, or 0 for any',
};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = WHY_NOT[error.code ?? ''];
      reject(message ? new InputError('PortTaken', { where: `port ${port}`, message }, { cause: error }) : error);
    });
    server.listen(port, HOST, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, account: LocalAccount): Promise<void> {
  const call = readCall(request, await text(request));
  if (!call) return send(response, refuseUnknown());
  const isAllowed = account.quotas?.allows(call.service, call.call, call.input, request) ?? true;
  // What the quotas refuse does not get as far as a scripted fault.
  const rule = isAllowed ? account.faults.next(call.call, call.input) : { call: call.call, fault: 'throttle' as const };
  account.calls.push({
    service: call.service,
    call: call.call,
    input: call.input,
    ...(rule && { fault: rule.fault }),
  });
  if (rule?.fault === 'cut') return void request.socket.destroy();
  if (rule?.fault === 'slow') await delay((rule.seconds ?? 1) * 1000);
  const reply = replyTo(call, rule, account);
  if (rule?.fault === 'cut-within') return sendHalf(response, reply);
  send(response, reply);
}

function replyTo(
  { service, call, input, protocol }: WireCall,
  rule: FaultRule | undefined,
  account: LocalAccount,
): WireAnswer {
  const requestId = randomUUID();
  try {
    if (rule) refuseByScript(rule, service, call);
    const handler = Object.hasOwn(CALLS[service], call) ? CALLS[service][call] : undefined;
    if (!handler) {
      const known = Object.keys(CALLS[service]).join(', ');
      throw new ServiceError(
        'InvalidAction',
        `This local account does not answer ${call}; of ${service} it answers ${known}.`,
      );
    }
    const result = handler(input, account);
    return protocol.result(rule?.fault === 'partial-data' ? halfOfTheData(result) : result, requestId);
  } catch (error) {
    if (error instanceof ServiceError) return protocol.error(error, requestId);
    // A bug of this account: whoever called sees it, instead of a connection that ends.
    const text = error instanceof Error ? String(error.stack) : String(error);
    return protocol.error(new ServiceError('InternalFailure', text, 500), requestId);
  }
}

/** Each service has its own codes for the same mishap. */
function refuseByScript({ fault }: FaultRule, service: WireCall['service'], call: string): void {
  if (fault === 'throttle')
    throw new ServiceError(service === 'ELBv2' ? 'ThrottlingException' : 'Throttling', 'Rate exceeded');
  if (fault === 'server-error') {
    const code = {
      CloudWatch: 'InternalServiceError',
      ELBv2: 'InternalFailure',
      SNS: 'InternalError',
      SQS: 'InternalError',
    }[service];
    throw new ServiceError(code, 'An internal error has occurred', 500);
  }
  if (fault === 'access-denied') {
    const action = `${IAM_PREFIX[service]}:${call}`;
    const message = `User is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
    throw new ServiceError(service === 'SNS' ? 'AuthorizationError' : 'AccessDenied', message, 403);
  }
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

function sendHalf(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
}
