import { CredentialsFailedError, ReadFailedError, type ReadFailure } from '../core/inventory/account.ts';

/** What of an error of the SDK, of Node or of a service decides what it means. */
interface SdkError {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $fault?: 'client' | 'server';
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
}

/** Codes of the services, https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CommonErrors.html, and of SDK parts. */
const CREDENTIALS =
  /^(?:CredentialsProviderError|TokenProviderError|ExpiredToken(?:Exception)?|InvalidClientTokenId|UnrecognizedClientException|MissingAuthenticationToken(?:Exception)?|SignatureDoesNotMatch|InvalidSignature(?:Exception)?|IncompleteSignature|AuthFailure|RequestExpired)$/;
const DENIED = /^(?:AccessDenied|UnauthorizedOperation|NotAuthorized|OptInRequired)/;
const THROTTLED =
  /^(?:Throttl|TooManyRequests|RequestLimitExceeded|RequestThrottled|SlowDown|BandwidthLimitExceeded|PriorRequestNotComplete)/;
const NOT_FOUND = /NotFound(?:Exception|Fault)?$/;
const TIME_OUT = /^(?:AbortError|TimeoutError|RequestTimeout(?:Exception)?)$/;
const UNREACHABLE =
  /^(?:ECONN|EPIPE|ENOTFOUND|EAI_|EHOST|ENET|ETIMEDOUT|EPROTO|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_TLS|ERR_SSL)/;

/** Why a read failed, by what the SDK threw. */
function failureOf({ name = '', code = '', $fault, $metadata, $retryable }: SdkError): ReadFailure | 'credentials' {
  const status = $metadata?.httpStatusCode;
  if (CREDENTIALS.test(name)) return 'credentials';
  if (DENIED.test(name)) return 'denied';
  if (THROTTLED.test(name) || $retryable?.throttling || status === 429) return 'throttled';
  if (NOT_FOUND.test(name)) return 'not-found';
  // Before time-outs: the SDK calls a connection that was reset one, too.
  if (UNREACHABLE.test(code) || UNREACHABLE.test(name)) return 'unreachable';
  if (TIME_OUT.test(name)) return 'time-out';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'not-found';
  return $fault === 'client' && status !== undefined && status < 500 ? 'refused' : 'failed';
}

/**
 * The error of a read for whatever the SDK threw. What the service wrote stands in the message only where it says what was
 * wrong with the question: messages about credentials and signatures repeat parts of them.
 *
 * @param action IAM action, such as `cloudwatch:GetMetricData`
 */
export function readFailed(action: string, error: unknown): ReadFailedError {
  if (error instanceof ReadFailedError) return error;
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as SdkError;
  const failure = failureOf(thrown);
  const code = thrown.code ?? thrown.name ?? 'no code';
  const sentences: { readonly [failure in ReadFailure | 'credentials']: string } = {
    credentials: `was not allowed: there are no valid credentials (${code})`,
    denied: `was denied: the permission is missing${because(thrown.message)}`,
    throttled: 'was throttled: the account makes too many calls at present',
    'not-found': `found nothing of that name (${code})`,
    'time-out': 'did not answer in time',
    unreachable: `could not be reached (${code})`,
    refused: `was refused: ${quoted(thrown.message, code)}`,
    failed: `failed: the service answered ${thrown.$metadata?.httpStatusCode ?? 'nothing'} (${code})`,
  };
  const message = `${action} ${sentences[failure]}.`;
  // No cause: the SDK's error carries the request, and that its signature.
  return failure === 'credentials'
    ? new CredentialsFailedError(action, 'denied', message)
    : new ReadFailedError(action, failure, message);
}

/** IAM names the policy that denies: a boundary, a service control policy. */
function because(message = ''): string {
  const [, reason] = /because ([a-z][a-z -]{0,120}?) (?:allows|in an?|with an explicit|denies)/.exec(message) ?? [];
  return reason === undefined ? '' : ` (${reason})`;
}

/** One line, no control characters, no full stop at the end. */
function quoted(message: string | undefined, otherwise: string): string {
  const line = (message ?? '').replace(/[\p{C}\s]+/gu, ' ').trim();
  if (line === '') return otherwise;
  return (line.length > 200 ? `${line.slice(0, 200)}…` : line).replace(/\.$/, '');
}
