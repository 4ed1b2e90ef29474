import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleRunbook } from '../../lib/constructs/private/bundle.ts';
import { FunctionUnderTest, runtimeInterfaceClient } from './_runtime-interface.ts';

const client = runtimeInterfaceClient();
let folder: string;
const open: FunctionUnderTest[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'holdband-ric-'));
  bundleRunbook(folder);
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<FunctionUnderTest> {
  const made = await FunctionUnderTest.start(client ?? '', folder, { HOLDBAND_ENVIRONMENT: 'prod', ...env });
  open.push(made);
  return made;
}

describe("the bundle under AWS's runtime interface client", () => {
  if (client === undefined) {
    it('is not tried', () => console.log('skipped: the registry has no aws-lambda-ric for us'));
    return;
  }

  it('reports a wrong environment as a failed initialisation', async () => {
    const lambda = await start({ HOLDBAND_ENVIRONMENT: 'No Name' });

    const outcome = await lambda.invoke({});

    expect(outcome).toMatchObject({ kind: 'failed' });
    expect(lambda.initError).toMatchObject({ errorMessage: expect.stringContaining('HOLDBAND_ENVIRONMENT') });
  });

  it('reports an event of no known shape as an error, and lives on', async () => {
    const lambda = await start();

    const first = await lambda.invoke({ hello: 'world' });
    const second = await lambda.invoke({ hello: 'world' });

    expect(first).toMatchObject({ kind: 'failed', errorMessage: expect.stringContaining('accepted') });
    expect(second).toEqual(first);
    expect(lambda.coldStarts).toBe(1);
  });
});
