// Loaded into a measured child (`node --import`): its clock stands still while anything is computed or in flight, and jumps to
// the next thing that is waited for when nothing is. Every timer of the process runs on it: the SDK's delays before retries, its
// adaptive limiter, holdband's own pacing. What AWS would take to answer is waited for, too. So the time that passes is the
// time that a discovery waits for AWS; computing takes none of it.
import { writeFileSync } from 'node:fs';
import type { Readable } from 'node:stream';
// biome-ignore lint/correctness/noUndeclaredDependencies: the copy that the SDK's clients send with, not one of our own
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { TIME_HEADER } from '../../lib/adapters/local-account/quotas.ts';
import { latencyOf } from './latency.ts';

interface Waiting {
  readonly at: number;
  readonly run: () => void;
}

/** Turns of the event loop without anything to do, after which nothing will happen by itself. */
const IDLE_TURNS = 4;

const real = { setImmediate: globalThis.setImmediate, now: Date.now };
const began = real.now();
let now = began;
let inFlight = 0;
let idle = 0;
let isPumping = false;
const waiting = new Map<object, Waiting>();

function pump(): void {
  // What is in flight wakes it when it lands: turning meanwhile would take the processor from the account.
  isPumping = inFlight === 0;
  if (!isPumping) return;
  idle = isBusy() ? 0 : idle + 1;
  if (idle > IDLE_TURNS) {
    idle = 0;
    const next = [...waiting].reduce<[object, Waiting] | undefined>(
      (first, one) => (first && first[1].at <= one[1].at ? first : one),
      undefined,
    );
    if (!next) {
      isPumping = false;
      return;
    }
    waiting.delete(next[0]);
    now = Math.max(now, next[1].at);
    next[1].run();
  }
  real.setImmediate(pump);
}

/** A file that is read: a module, a profile. What comes of it may be the next thing that is done. */
function isBusy(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name.startsWith('GetAddrInfo'));
}

function wake(): void {
  idle = 0;
  if (!isPumping) pump();
}

function later(run: () => void, milliseconds: number): object {
  const timer = {
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    refresh: () => timer,
  };
  // A millisecond at least, as Node has it: the limiter waits for what is missing until its sum is whole, and a wait below the
  // last digit of the clock would never end.
  waiting.set(timer, { at: now + Math.max(1, milliseconds || 0), run });
  wake();
  return timer;
}

Object.assign(globalThis, {
  setTimeout: (run: (...args: unknown[]) => void, milliseconds = 0, ...args: unknown[]) =>
    later(() => run(...args), milliseconds),
  clearTimeout: (timer: object) => void waiting.delete(timer),
});
Date.now = () => now;

const handle = NodeHttpHandler.prototype.handle;
NodeHttpHandler.prototype.handle = async function onVirtualTime(request, options) {
  request.headers[TIME_HEADER] = String(now / 1000);
  inFlight += 1;
  const answered = await handle.call(this, request, options).finally(() => {
    inFlight -= 1;
    wake();
  });
  const { headers, body } = answered.response;
  await new Promise<void>((resolve) => later(resolve, 1000 * latencyOf(Number(headers['content-length'] ?? 0))));
  // Read by the SDK, and on its way until then.
  inFlight += 1;
  (body as Readable).once('close', () => {
    inFlight -= 1;
    wake();
  });
  return answered;
};

process.on('exit', () => {
  const file = process.env.HOLDBAND_VIRTUAL_TIME_FILE;
  if (file !== undefined) writeFileSync(file, JSON.stringify({ seconds: (now - began) / 1000 }));
});
