import type { IncomingMessage } from 'node:http';
import type { ServiceName } from './calls.ts';
import { parseQuery } from './query.ts';
import type { ServiceError } from './service-error.ts';
import { printXml } from './xml.ts';

/** A request as a protocol reads it, and how that protocol writes what comes of it. */
export interface WireCall {
  readonly service: ServiceName;
  readonly call: string;
  readonly input: unknown;
  readonly protocol: Protocol;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Protocol {
  readonly result: (result: object, requestId: string) => WireAnswer;
  readonly error: (error: ServiceError, requestId: string) => WireAnswer;
}

/** Services of the JSON protocol, by the front of their target. */
const JSON_SERVICES: Readonly<Record<string, { readonly service: ServiceName; readonly shapes: string }>> = {
  GraniteServiceVersion20100801: { service: 'CloudWatch', shapes: 'com.amazonaws.cloudwatch' },
  AmazonSQS: { service: 'SQS', shapes: 'com.amazonaws.sqs' },
};

/** Namespaces of the query protocol, by the version that clients send. */
const QUERY_SERVICES: Readonly<Record<string, { readonly service: ServiceName; readonly xmlns: string }>> = {
  '2010-08-01': { service: 'CloudWatch', xmlns: 'http://monitoring.amazonaws.com/doc/2010-08-01/' },
  '2015-12-01': { service: 'ELBv2', xmlns: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/' },
  '2010-03-31': { service: 'SNS', xmlns: 'http://sns.amazonaws.com/doc/2010-03-31/' },
};

/**
 * Reads a request in the protocol it came in: AWS JSON 1.0 (CloudWatch, what SDK for JavaScript sends) or AWS query
 * (Elastic Load Balancing, SNS, and CloudWatch for older clients). Signatures are not looked at.
 *
 * @returns nothing for any other protocol or service
 */
export function readCall(request: IncomingMessage, body: string): WireCall | undefined {
  const [target = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
  const json = Object.hasOwn(JSON_SERVICES, target) ? JSON_SERVICES[target] : undefined;
  if (json) {
    return { service: json.service, call: operation, input: parseJson(body), protocol: jsonProtocol(json.shapes) };
  }
  const form = new URLSearchParams(body);
  const known = QUERY_SERVICES[form.get('Version') ?? ''];
  const call = form.get('Action');
  if (!known || call === null) return undefined;
  return { service: known.service, call, input: parseQuery(form), protocol: queryProtocol(call, known.xmlns) };
}

/** @returns nothing where the body is no JSON: the call's own validation refuses it */
function parseJson(body: string): unknown {
  try {
    return body === '' ? {} : JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function jsonProtocol(shapes: string): Protocol {
  return {
    result: (result, requestId) => ({ status: 200, headers: jsonHeaders(requestId), body: printJson(result) }),
    error: (error, requestId) => ({
      status: error.status,
      // For clients that knew the query protocol: the code that SDKs find the exception by.
      headers: { ...jsonHeaders(requestId), 'x-amzn-query-error': `${error.code};${error.fault}` },
      body: JSON.stringify({ __type: `${shapes}#${shapeOf(error.code)}`, message: error.message }),
    }),
  };
}

function jsonHeaders(requestId: string): Record<string, string> {
  return { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': requestId };
}

/** JSON has its own names for some codes of the query protocol. Source: service model of CloudWatch. */
const SHAPES: Readonly<Record<string, string>> = {
  ValidationError: 'ValidationException',
  Throttling: 'ThrottlingException',
  AccessDenied: 'AccessDeniedException',
  InternalServiceError: 'InternalServiceFault',
  InvalidFormat: 'InvalidFormatFault',
  InvalidParameterValue: 'InvalidParameterValueException',
};

function shapeOf(code: string): string {
  return SHAPES[code] ?? code;
}

/** Times as epoch seconds; NaN, which JSON has not, as its name. */
function printJson(result: object): string {
  return JSON.stringify(plain(result));
}

/** Not by a replacer: a page of metrics has 200,000 times and values, and each time would be printed as text before it. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : value;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, plain(part)]));
}

function queryProtocol(call: string, xmlns: string): Protocol {
  const headers = (requestId: string) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });
  return {
    result: (result, requestId) => ({
      status: 200,
      headers: headers(requestId),
      body: printXml(`${call}Response`, xmlns, {
        [`${call}Result`]: result,
        ResponseMetadata: { RequestId: requestId },
      }),
    }),
    error: (error, requestId) => ({
      status: error.status,
      headers: headers(requestId),
      body: printXml('ErrorResponse', xmlns, {
        Error: { Type: error.fault, Code: error.code, Message: error.message },
        RequestId: requestId,
      }),
    }),
  };
}

/** What is answered where not even the protocol was understood. */
export function refuseUnknown(): WireAnswer {
  const text =
    'This local account speaks AWS JSON 1.0 (CloudWatch, SQS) and AWS query (CloudWatch, Elastic Load Balancing v2, SNS).';
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: `${text}\n` };
}
