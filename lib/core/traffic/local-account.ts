import type { Environment } from '../targets.ts';

export interface LocalAccountRequest {
  /** Whose load balancers and target groups the account has. @default - the two of incident DOP-833 */
  readonly environment?: Environment;
  /** A whole number: another one is another day of the same kind. */
  readonly seed: number;
  /** TCP port on loopback, 0 to 65535; 0 lets the system choose. */
  readonly port: number;
}

export interface OpenedLocalAccount {
  /** Where it listens: `http://127.0.0.1:port`. */
  readonly url: string;
  /** The day that is in it, epoch seconds: 24 hours that have just ended. */
  readonly day: { readonly from: number; readonly to: number };
  /** Standard variables that make unmodified clients use it. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * Starts an AWS account in memory, with a simulated day in its metrics.
 *
 * @throws InputError where the port cannot be had
 */
export type OpenLocalAccount = (request: LocalAccountRequest) => Promise<OpenedLocalAccount>;
