import { describe, expect, it } from 'vitest';
import { readFailed } from '../../lib/adapters/read-failed.ts';

const ACTION = 'cloudwatch:GetMetricData';
const service = (name: string, httpStatusCode: number, message = '') =>
  Object.assign(new Error(message), {
    name,
    $fault: httpStatusCode < 500 ? 'client' : 'server',
    $metadata: { httpStatusCode },
  });
const node = (code: string) => Object.assign(new Error(`connect ${code} 127.0.0.1:443`), { code });

describe('An error of the SDK', () => {
  it.each([
    [service('AccessDenied', 403), 'denied', 'was denied: the permission is missing.'],
    [
      service(
        'AccessDeniedException',
        400,
        'User: arn:… is not authorized to perform: x because no identity-based policy allows the x action',
      ),
      'denied',
      'was denied: the permission is missing (no identity-based policy).',
    ],
    [service('AccessDenied', 403, 'User: … with an explicit deny'), 'denied', 'was denied: the permission is missing.'],
    [service('ExpiredTokenException', 400), 'denied', 'there are no valid credentials (ExpiredTokenException).'],
    [Object.assign(new Error(), { name: 'CredentialsProviderError' }), 'denied', 'there are no valid credentials'],
    [service('SomethingElse', 403), 'denied', 'was denied'],
    [service('ThrottlingException', 400), 'throttled', 'was throttled'],
    [service('Throttling', 400), 'throttled', 'was throttled'],
    [service('Odd', 429), 'throttled', 'was throttled'],
    [service('TargetGroupNotFoundException', 400), 'not-found', 'found nothing of that name'],
    [service('TargetGroupNotFound', 400), 'not-found', 'found nothing of that name'],
    [Object.assign(new Error(), { name: 'AbortError' }), 'time-out', 'did not answer in time.'],
    [Object.assign(new Error(), { name: 'TimeoutError' }), 'time-out', 'did not answer in time.'],
    [node('ECONNREFUSED'), 'unreachable', 'could not be reached (ECONNREFUSED).'],
    [node('ENOTFOUND'), 'unreachable', 'could not be reached (ENOTFOUND).'],
    [node('SELF_SIGNED_CERT_IN_CHAIN'), 'unreachable', 'could not be reached'],
    [
      service('ValidationError', 400, 'The parameter\nStartTime is wrong.'),
      'refused',
      'was refused: The parameter StartTime is wrong.',
    ],
    [
      service('InternalServiceFault', 500, 'oops'),
      'failed',
      'failed: the service answered 500 (InternalServiceFault).',
    ],
    ['a text', 'failed', 'failed: the service answered nothing (no code).'],
  ] as const)('becomes a failure that says what a person can do (%#)', (error, failure, message) => {
    const read = readFailed(ACTION, error);

    expect(read).toMatchObject({ code: 'ReadFailed', action: ACTION, failure });
    expect(read.message).toMatch(new RegExp(`^${ACTION} .*\\.$`));
    expect(read.message).toContain(message);
  });

  it('leaves no signature and no credentials in the message, and does not hang on the error as its cause', () => {
    const text =
      "The request signature we calculated… Canonical String: 'AKIAIOSFODNN7EXAMPLE/20261120' token=FwoGZXIvYXdz";
    const read = readFailed(ACTION, service('SignatureDoesNotMatch', 403, text));

    expect(read.message).toBe(
      'cloudwatch:GetMetricData was not allowed: there are no valid credentials (SignatureDoesNotMatch).',
    );
    expect(read.cause).toBeUndefined();
  });

  it('stays what it is where it says so already', () => {
    const first = readFailed('elasticloadbalancing:DescribeRules', node('EPIPE'));

    expect(readFailed(ACTION, first)).toBe(first);
  });
});
