import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { CliContext, ExitCode } from '../../../lib/cli/context.ts';
import { runProgram } from '../../../lib/cli/program.ts';
import type { FileAccess } from '../../../lib/core/io.ts';

const same = (text: string) => text;
const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

/** An environment of three targets; by name they are in stacks 2, 2 and 1 of two. */
function environment(name: string, stacks: number): string {
  const targets = ['checkout', 'search', 'login'].map(
    (target, index) => `      - name: ${target}
        loadBalancer: ${ELB}:loadbalancer/app/shop/50dc6c495c0c9188
        targetGroup: ${ELB}:targetgroup/${target}/000000000000000${index}
        traffic: requests
`,
  );
  return `  ${name}:\n    account: "111122223333"\n    region: us-east-2\n    stacks: ${stacks}\n    targets:\n${targets.join('')}`;
}

const config = (...environments: string[]) => `version: 1\nenvironments:\n${environments.join('')}`;

/** A folder in memory and the command in it. */
function folder(yaml: string) {
  const stored = new Map([['holdband.yaml', yaml]]);
  const writes: string[] = [];
  const files: FileAccess = {
    readText: async (path) => stored.get(path) ?? '',
    writeText: async (path, text) => {
      writes.push(path);
      stored.set(path, text);
    },
    exists: async (path) => stored.has(path),
  };
  const place = async (...args: string[]): Promise<{ code: ExitCode; out: string; err: string }> => {
    let [out, err] = ['', ''];
    const io: CliContext['io'] = {
      out: (text) => {
        out += text;
      },
      warn: (text) => {
        err += text;
      },
      note: () => {},
      progress: () => ({ update: () => {}, done: () => {} }),
    };
    const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
    const context = { io, style, columns: 100, cwd: '/', now: new Date(0), readStdin: async () => '' };
    const sha256 = async () => (text: string) => hash('sha256', text);
    return { code: await runProgram(['place', ...args], '0', context, { files, sha256 } as never), out, err };
  };
  const placements = () => JSON.parse(stored.get('holdband.lock.json') ?? '{}').environments?.prod;
  return { stored, writes, place, placements };
}

describe('holdband place', () => {
  it('writes nothing unless it is told to', async () => {
    const { place, writes } = folder(config(environment('prod', 2)));

    expect(await place('--deployed', '1')).toMatchObject({ code: 0, err: '' });
    expect(writes).toEqual([]);
  });

  it('writes a step of a move, the next one, and the last, and what it prints is the way', async () => {
    const { place, placements } = folder(config(environment('prod', 2)));
    const moving = { checkout: { movingTo: 2, stack: 1 }, login: { stack: 1 }, search: { movingTo: 2, stack: 1 } };

    expect((await place('--deployed', '1', '--step', '1')).out).toMatch(
      /^wrote holdband\.lock\.json; commit it, and deploy/m,
    );
    expect(placements()).toEqual({ stacks: 2, targets: moving });
    await place('--step', '2');
    expect(placements().targets.search).toEqual({ movedFrom: 1, stack: 2 });
    expect((await place('--step', '3')).code).toBe(0);
    expect(placements().targets).toEqual({ checkout: { stack: 2 }, login: { stack: 1 }, search: { stack: 2 } });
    expect((await place()).out).toBe(
      'prod: 3 targets and load balancers with alarms, placed over 2 stacks. Each is in the stack of its name.\n',
    );
  });

  it('does not write a step that is written already', async () => {
    const { place, writes } = folder(config(environment('prod', 2)));
    await place('--deployed', '1', '--step', '1');

    expect((await place('--step', '1')).out).toContain('holdband.lock.json said so already');
    expect(writes).toEqual(['holdband.lock.json']);
  });

  it('places by name where nothing is deployed yet', async () => {
    const { place, placements } = folder(config(environment('prod', 2)));
    await place('--deployed', '0', '--keep');

    expect(placements()).toEqual({
      stacks: 2,
      targets: { checkout: { stack: 2 }, login: { stack: 1 }, search: { stack: 2 } },
    });
  });

  it('leaves other environments of the lock as they are', async () => {
    const { place, stored } = folder(config(environment('prod', 2), environment('qa', 1)));
    const qa = { stacks: 1, targets: { login: { stack: 1 } } };
    stored.set('holdband.lock.json', JSON.stringify({ version: 1, environments: { qa } }));
    await place('--environment', 'prod', '--deployed', '1', '--keep');

    expect(JSON.parse(stored.get('holdband.lock.json') ?? '').environments.qa).toEqual(qa);
  });

  it('wants to know which environment is meant before it writes', async () => {
    const { place, writes } = folder(config(environment('prod', 1), environment('qa', 1)));

    expect(await place('--keep')).toMatchObject({
      code: 2,
      err: 'holdband: --environment: is missing: say which of prod, qa is meant',
    });
    expect(writes).toEqual([]);
  });

  it('prints moves with their alarms, and the commands of every step, as JSON', async () => {
    const { place } = folder(config(environment('prod', 2)));
    const { out } = await place('--deployed', '1', '--json');

    const [prod] = JSON.parse(out).environments;
    expect(JSON.parse(out)).toMatchObject({
      schema: 1,
      config: 'holdband.yaml',
      lock: 'holdband.lock.json',
      wrote: false,
    });
    expect(prod).toMatchObject({ name: 'prod', stacks: 2, placedOver: 1, state: 'settled' });
    expect(prod.moves[0]).toMatchObject({
      kind: 'target',
      name: 'checkout',
      from: 'holdband-prod',
      to: 'holdband-prod-2',
    });
    expect(prod.moves[0].alarms).toContain('holdband-prod-checkout-page');
    expect(prod.steps.map(({ step }: { step: string }) => step)).toEqual(['1', '2', '3']);
  });

  it.each([
    [['--deployed', 'x'], '--deployed: is "x", allowed: a whole number, 0 to 100'],
    [['--keep', '--step', '1'], '--keep: is given together with --step, allowed: one of them'],
  ])('refuses %j', async (args, message) => {
    const { place } = folder(config(environment('prod', 1)));
    expect(await place(...args)).toMatchObject({ code: 2, err: `holdband: ${message}` });
  });
});
