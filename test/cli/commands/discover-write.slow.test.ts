import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type LocalEndpoint, startLocalAccount } from '../../../lib/adapters/local-account/endpoint.ts';
import { estateData } from '../../../lib/adapters/local-account/estate.ts';
import { readConfig, readLock, resolveEnvironments } from '../../../lib/core/config/config.ts';
import { RandomStream } from '../../../lib/core/traffic/random.ts';
import { holdband, startIncident } from '../_account.ts';

const CONFIG = 'holdband.yaml';
const LOCK = 'holdband.lock.json';
const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
const GONE = `${ELB}:targetgroup/legacy/0123456789abcdef`;
const OLD = `# Whoever changes this file: ask the platform team first.
version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2

    targets:
      # kept for the audit
      - name: legacy   # do not rename
        loadBalancer: '${ELB}:loadbalancer/app/old/50dc6c495c0c9188'
        targetGroup: "${GONE}"
        traffic: requests

    # who is told
    notify: {}
`;

const now = () => Date.now() / 1000;
const folders: string[] = [];
let endpoint: LocalEndpoint;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  endpoint = await startLocalAccount(estateData(Math.floor(now() / 60) * 60, 1), { now });
  env = endpoint.variables;
});
afterAll(() => endpoint.close());
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-write-'));
  folders.push(folder);
  if (text !== undefined) writeFileSync(join(folder, CONFIG), text);
  return folder;
}

const run = (cwd: string, ...args: string[]) => holdband(['discover', '--write', ...args], { env, cwd });
const textOf = (folder: string, name: string) =>
  existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined;

/** Target groups by name of the target, as synthesis has them. */
function watched(folder: string): ReadonlyMap<string, string> {
  const config = readConfig(textOf(folder, CONFIG) ?? '', CONFIG);
  const lock = textOf(folder, LOCK);
  const [environment] = resolveEnvironments(config, lock === undefined ? undefined : readLock(lock, LOCK));
  return new Map(environment?.targets.map(({ name, targetGroup }) => [name, targetGroup.arn]));
}

describe('holdband discover --write', () => {
  it('adds what an account has, marks what it has not, keeps every line, and changes nothing the second time', async () => {
    const folder = folderWith(OLD);
    const first = await run(folder).done;
    const text = textOf(folder, CONFIG) ?? '';
    const second = await run(folder).done;

    expect([first.status, first.stderr, second.status]).toEqual([0, '', 0]);
    const lines = text.split('\n');
    expect(OLD.split('\n').filter((line) => !lines.includes(line))).toEqual([]);
    expect(text).toMatch(
      / {6}# holdband: \d{4}-\d\d-\d\d: the account has no target group targetgroup\/legacy\/.*\n {6}- name: legacy /,
    );
    expect([...watched(folder).keys()]).toEqual([
      'legacy',
      'elastic-system-fleet-server-agent-http',
      ...[...watched(folder).keys()].slice(2),
    ]);
    expect(watched(folder).size).toBeGreaterThan(4);
    expect(second.stdout).toContain('nothing to write');
    expect(textOf(folder, CONFIG)).toBe(text);
    expect(readdirSync(folder).toSorted()).toEqual([LOCK, CONFIG].toSorted());
  });

  it('begins a config that validates, and finds a Service again that was made anew', async () => {
    const folder = folderWith();
    const { status } = await run(folder).done;
    const before = textOf(folder, CONFIG);
    const [name = '', arn = ''] = [...watched(folder)].find(([each]) => each === 'shop-shop-web') ?? [];
    const fresh = endpoint.account.recreateTargetGroup(arn, { serviceUid: 'another' });
    const mended = await run(folder, '--json').done;
    const valid = await holdband(['validate', '--json'], { env, cwd: folder }).done;

    expect([status, mended.status]).toEqual([0, 0]);
    expect(textOf(folder, CONFIG)).toBe(before);
    expect(watched(folder).get(name)).toBe(fresh);
    expect(JSON.parse(mended.stdout)).toMatchObject({
      written: {
        config: { changed: false },
        lock: { changed: true },
        resolved: [{ target: name, from: arn, to: fresh }],
        added: [],
      },
    });
    // The config is right; what it says of the account is not: Consul's load balancer severs its holds.
    const { findings } = JSON.parse(valid.stdout) as { findings: { rule: string; severity: string }[] };
    expect(findings.filter(({ severity }) => severity === 'error')).toMatchObject([
      { rule: 'idle-timeout-below-hold', target: 'platform-consul-server' },
    ]);
  });

  it('writes what is known where a match finds nothing, and ends with 2', async () => {
    const lost = OLD.replace(/loadBalancer: .*\n.*targetGroup: .*/, 'match: { tags: { app: lost } }');
    const folder = folderWith(lost);
    const { status, stderr } = await run(folder).done;

    expect(status).toBe(2);
    expect(stderr).toBe('holdband: legacy: match tag app=lost finds no target group.\n');
    expect(textOf(folder, CONFIG)).toMatch(/# holdband: .*: the account has no target group with tag app=lost\n/);
    expect(textOf(folder, CONFIG)).toContain('- name: elastic-system-fleet-server-agent-http');
  });

  it('writes nothing from another account', async () => {
    const text = OLD.replaceAll('111122223333', '444455556666');
    const folder = folderWith(text);
    const { status, stdout, stderr } = await run(folder).done;

    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain('is account 444455556666, and the credentials are of 111122223333');
    expect(readdirSync(folder)).toEqual([CONFIG]);
    expect(textOf(folder, CONFIG)).toBe(text);
  });

  it('marks nothing where the tags could not be read, and adds nothing it does not know', async () => {
    const { variables } = await startIncident({ faults: [{ call: 'DescribeTags', fault: 'access-denied' }] });
    const text = OLD.replace(/loadBalancer: .*\n.*targetGroup: .*/, 'match: { tags: { app: lost } }');
    const folder = folderWith(text);
    const { status, stdout } = await holdband(['discover', '--write'], { env: variables, cwd: folder }).done;

    expect(status).toBe(0);
    expect(textOf(folder, CONFIG)).toBe(text);
    expect(stdout).toContain('Not written, because too little could be read: 2 target groups');
    expect(stdout).toContain('cannot be told: the tags of 2 target groups could not be read');
  });

  it('says what could not be read where that leaves nothing to write', async () => {
    const { variables } = await startIncident({ faults: [{ call: 'GetMetricData', fault: 'access-denied' }] });
    const folder = folderWith();
    const { status, stderr } = await holdband(['discover', '--write'], { env: variables, cwd: folder }).done;

    expect(status).toBe(2);
    expect(stderr).toContain('no metrics: cloudwatch:GetMetricData was denied');
    expect(stderr).toContain('nothing was written');
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** Evidence tells of figures, which are others a minute later. */
const withoutFigures = (text: string | undefined) =>
  text?.replace(/^ *#.*$/gm, (line) => line.replace(/\d[\d,.]*/g, '0')).replace(/confidence \w+/gi, 'confidence');

describe('holdband discover --write, killed at any moment', () => {
  it('leaves each file old or new, never a new config beside an old lock, and nothing that disturbs the next run', async () => {
    const whole = folderWith(OLD);
    const started = Date.now();
    await run(whole).done;
    const takes = Date.now() - started;
    const [newText, newLock] = [CONFIG, LOCK].map((name) => withoutFigures(textOf(whole, name)));
    const random = new RandomStream(20261121, 'kills');
    const seen = new Map<string, number>();

    for (let round = 0; round < 15; round += 1) {
      const folder = folderWith(OLD);
      const { child, done } = run(folder);
      let events = 0;
      // Every third at any time; the others while it writes: at one of the some ten changes of the folder.
      const atEvent = round % 3 === 0 ? Infinity : 1 + (round % 11);
      const watcher = watch(folder, () => {
        events += 1;
        if (events >= atEvent) child.kill('SIGKILL');
      });
      if (atEvent === Infinity) {
        await delay(takes * random.uniform());
        child.kill('SIGKILL');
      }
      await done;
      watcher.close();

      const [text, lock] = [textOf(folder, CONFIG), textOf(folder, LOCK)];
      const config = text === OLD ? 'old' : withoutFigures(text) === newText ? 'new' : 'torn';
      const locked = lock === undefined ? 'old' : withoutFigures(lock) === newLock ? 'new' : 'torn';
      const state = `${config} config, ${locked} lock`;
      seen.set(state, (seen.get(state) ?? 0) + 1);
      expect(['old config, old lock', 'old config, new lock', 'new config, new lock']).toContain(state);
      expect(watched(folder).get('legacy')).toBe(GONE);

      if (round % 7 === 1) {
        expect((await run(folder).done).status).toBe(0);
        expect([CONFIG, LOCK].map((name) => withoutFigures(textOf(folder, name)))).toEqual([newText, newLock]);
      }
    }
    // Otherwise the kills came too early or too late to show anything.
    expect(seen.size, [...seen].join('; ')).toBeGreaterThan(1);
  });
});
