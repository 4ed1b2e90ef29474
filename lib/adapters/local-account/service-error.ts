import { HoldbandError } from '../../core/errors.ts';

/**
 * What a service answers instead of a result. `code` is the code of the query protocol (`ValidationError`, `Throttling`),
 * which CloudWatch sends in its other protocols, too; SDK clients find the class of the exception by it.
 */
export class ServiceError extends HoldbandError {
  override readonly name = 'ServiceError';
  /** HTTP status: below 500 the caller is at fault. */
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(code, message);
    this.status = status;
  }

  get fault(): 'Sender' | 'Receiver' {
    return this.status < 500 ? 'Sender' : 'Receiver';
  }
}

/** A parameter out of its range, in the words of the services' common validation. */
export function constraintError(path: string, value: unknown, constraint: string): ServiceError {
  const shown = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
  const text = `1 validation error detected: Value '${shown}' at '${path}' failed to satisfy constraint: ${constraint}`;
  return new ServiceError('ValidationError', text);
}
