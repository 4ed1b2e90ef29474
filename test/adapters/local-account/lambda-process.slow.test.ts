import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LambdaProcess } from '../../../lib/adapters/local-account/lambda-process.ts';

const open: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const HANDLER = `
let count = 0;
console.log('cold start of ' + process.env.NAME);
export async function handler(event, context) {
  console.log('got ' + event.do);
  if (event.do === 'throw') throw new TypeError('no such thing');
  if (event.do === 'hang') await new Promise((resolve) => setTimeout(resolve, 60_000));
  if (event.do === 'exit') process.exit(3);
  return { count: ++count, left: context.getRemainingTimeInMillis() > 0, gone: undefined };
}`;

function start(limitSeconds?: number): { lambda: LambdaProcess; log: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-lambda-'));
  writeFileSync(join(folder, 'index.mjs'), HANDLER);
  const log: string[] = [];
  const limit = limitSeconds === undefined ? {} : { limitSeconds };
  const lambda = new LambdaProcess({ folder, env: { NAME: 'runbook' }, onLog: (line) => log.push(line), ...limit });
  open.push(
    () => lambda.close(),
    () => rmSync(folder, { recursive: true }),
  );
  return { lambda, log };
}

describe('a function in a process of its own', () => {
  it('stays warm from one event to the next', async () => {
    const { lambda, log } = start();

    const answers = await Promise.all([lambda.invoke({ do: 'a' }), lambda.invoke({ do: 'b' })]);

    expect(answers).toEqual([
      { kind: 'answered', body: { count: 1, left: true } },
      { kind: 'answered', body: { count: 2, left: true } },
    ]);
    // What a function prints takes another way than its answers, and may come after them.
    await vi.waitFor(() => expect(log).toEqual(['cold start of runbook', 'got a', 'got b']));
  });

  it('survives an error that the handler throws', async () => {
    const { lambda } = start();

    expect(await lambda.invoke({ do: 'throw' })).toEqual({
      kind: 'failed',
      errorType: 'TypeError',
      errorMessage: 'no such thing',
    });
    expect(await lambda.invoke({ do: 'a' })).toMatchObject({ body: { count: 1 } });
  });

  it('is killed at its time limit and starts anew', async () => {
    const { lambda, log } = start(3);
    await lambda.invoke({ do: 'a' });

    expect(await lambda.invoke({ do: 'hang' })).toEqual({ kind: 'timed-out' });
    expect(await lambda.invoke({ do: 'a' })).toMatchObject({ kind: 'answered', body: { count: 1 } });
    await vi.waitFor(() => expect(log.filter((line) => line.startsWith('cold'))).toHaveLength(2));
  });

  it('says so when the process ends by itself', async () => {
    const { lambda } = start();

    expect(await lambda.invoke({ do: 'exit' })).toEqual({
      kind: 'failed',
      errorType: 'Runtime.ExitError',
      errorMessage: 'the process ended with 3',
    });
    expect(await lambda.invoke({ do: 'a' })).toMatchObject({ kind: 'answered' });
  });
});
