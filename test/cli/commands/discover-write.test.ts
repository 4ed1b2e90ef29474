import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../lib/adapters/files/node-files.ts';
import { filesToWrite, writeDiscovery } from '../../../lib/cli/commands/discover-write.ts';
import { writtenJson, writtenReport } from '../../../lib/cli/reporters/discovery-written.ts';
import { readConfig, readLock, resolveEnvironments } from '../../../lib/core/config/config.ts';
import type { DiscoveredGroup } from '../../../lib/core/inventory/discovery.ts';
import type { FileAccess } from '../../../lib/core/io.ts';
import { arnOf, discoveryOf, EDGE, found, HELD, ingressTags } from '../../core/inventory/write/_groups.ts';

const CONFIG = 'holdband.yaml';
const LOCK = 'holdband.lock.json';
const same = (text: string) => text;
const style = { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same };
const HEAD = `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
`;
const WEB = `${HEAD}      - name: web
        loadBalancer: ${EDGE}
        targetGroup: ${arnOf('web')}
        traffic: requests
`;
const MATCHED = `${HEAD}      - name: shop
        match: { tags: { app: shop } }
        traffic: requests
`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function folderWith(text?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdband-write-'));
  folders.push(folder);
  if (text !== undefined) writeFileSync(join(folder, CONFIG), text);
  return folder;
}

async function write(
  folder: string,
  groups: readonly DiscoveredGroup[],
  { files = nodeFiles(folder), dryRun = false }: { readonly files?: FileAccess; readonly dryRun?: boolean } = {},
) {
  const discovery = discoveryOf(groups);
  const written = await writeDiscovery(await filesToWrite({}, files), discovery, { date: '2026-11-21', dryRun }, files);
  return { written, report: writtenReport(discovery, written, { style, columns: 100 }) };
}

const textOf = (folder: string, name: string) => readFileSync(join(folder, name), 'utf8');

/** What synthesis makes of the two files: names of the targets, with their target groups. */
function watched(folder: string) {
  const config = readConfig(textOf(folder, CONFIG), CONFIG);
  const [environment] = resolveEnvironments(config, readLock(textOf(folder, LOCK), LOCK));
  return (environment?.targets ?? []).map(({ name, targetGroup }) => [name, targetGroup.name]);
}

describe('discover --write', () => {
  it('writes config and lock so that synthesis has every target', async () => {
    const folder = folderWith(WEB);
    const { report } = await write(folder, [found('web'), found('k8s-x', { ...HELD, tags: ingressTags('api') })]);

    expect(watched(folder)).toEqual([
      ['web', 'web'],
      ['team-api', 'k8s-x'],
    ]);
    expect(report).toContain('prod in us-east-2: wrote holdband.yaml and holdband.lock.json.');
    expect(report).toContain('holdband.yaml: 1 target added\n  team-api  long-polls');
  });

  it('says that there is nothing to write the second time, and writes nothing', async () => {
    const folder = folderWith(WEB);
    await write(folder, [found('web'), found('api')]);
    const files = nodeFiles(folder);
    const { report, written } = await write(folder, [found('web'), found('api')], {
      files: { ...files, writeText: () => Promise.reject(new RangeError('written')) },
    });

    expect(report).toContain('nothing to write');
    expect(written).toMatchObject({ configChanged: false, lockChanged: false });
  });

  it('claims no agreement with the account while something of it could not be read', async () => {
    const folder = folderWith(WEB);
    const { tags: _, ...untagged } = found('api');
    await write(folder, [found('web')]);
    const { report, written } = await write(folder, [found('web'), untagged]);

    expect(written.configChanged).toBe(false);
    expect(report).toContain('nothing to write; what is listed here is open.\n\nNot written, because too little');
  });

  it('mends the lock when a Service was made again', async () => {
    const folder = folderWith(MATCHED);
    const tags = { app: 'shop' };
    await write(folder, [found('shop-1', { tags })]);
    const { report } = await write(folder, [found('shop-2', { tags })]);

    expect(textOf(folder, CONFIG)).toBe(MATCHED);
    expect(watched(folder)).toEqual([['shop', 'shop-2']]);
    expect(report).toContain('wrote holdband.lock.json.');
    expect(report).toMatch(/shop: targetgroup\/shop-2\/943f017f100becff, before:\s+targetgroup\/shop-1\//);
  });

  it('keeps what the lock has where a match finds none or two, and writes the rest', async () => {
    const folder = folderWith(MATCHED);
    const tags = { app: 'shop' };
    await write(folder, [found('shop-1', { tags })]);
    const { written, report } = await write(folder, [found('a', { tags }), found('b', { tags }), found('new')]);

    expect(watched(folder)).toEqual([
      ['shop', 'shop-1'],
      ['new', 'new'],
    ]);
    expect(written.unresolved.map(({ kind }) => kind)).toEqual(['two-matches']);
    expect(report).toContain('1 match without one target group');
  });

  it('begins a config in shadow mode where there is none', async () => {
    const folder = folderWith();
    const idle = found('idle', { traffic: 'no-traffic' });
    await write(folder, [found('web'), idle]);

    expect(watched(folder)).toEqual([['web', 'web']]);
    expect(readConfig(textOf(folder, CONFIG), CONFIG).settings.defaults?.paging).toBe(false);
    expect(textOf(folder, CONFIG)).toContain(`# holdband: not watched: ${arnOf('idle')} (no-traffic): `);
    expect((await write(folder, [found('web'), idle])).report).toContain('nothing to write');
  });

  it('begins no config with nothing in it', async () => {
    const folder = folderWith();

    await expect(write(folder, [])).rejects.toThrow('holdband.yaml: no target group');
    await expect(write(folder, [found('idle', { traffic: 'no-traffic' })])).rejects.toThrow('a config needs a target');
    expect(await nodeFiles(folder).exists(CONFIG)).toBe(false);
  });

  it('writes nothing in a dry run, and says what it would write', async () => {
    const folder = folderWith(WEB);
    const { report, written } = await write(folder, [found('web'), found('api')], { dryRun: true });

    expect(report).toContain('would write holdband.yaml and holdband.lock.json; nothing was written.');
    expect(textOf(folder, CONFIG)).toBe(WEB);
    expect(writtenJson(written)).toMatchObject({ dryRun: true, config: { changed: true }, added: [{ target: 'api' }] });
  });

  it('obeys nothing that a tag carries, and shows twenty of many', async () => {
    const folder = folderWith(WEB);
    const evil = ingressTags('api\u001b[31m\n- name: evil');
    const idle = Array.from({ length: 25 }, (_, i) => found(`idle-${i}`, { traffic: 'no-traffic' }));
    const { report, written } = await write(folder, [found('web'), found('k8s-x', { tags: evil }), ...idle]);

    expect(watched(folder).map(([name]) => name)).toEqual(['web', 'team-api-31m---name-evil']);
    expect(report + textOf(folder, CONFIG)).not.toContain('\u001b');
    expect(report).toContain('and 5 more: --json has them all');
    expect(writtenJson(written).notWatched).toHaveLength(25);
  });

  it.each([CONFIG, LOCK])('refuses when %s was saved by somebody else meanwhile', async (name) => {
    const folder = folderWith(WEB);
    const files = nodeFiles(folder);
    const before = await filesToWrite({}, files);
    writeFileSync(join(folder, name), '# saved by an editor\n');
    const groups = discoveryOf([found('web'), found('api')]);

    await expect(writeDiscovery(before, groups, { date: '2026-11-21', dryRun: false }, files)).rejects.toThrow(
      `${name}: was changed by somebody else`,
    );
    expect(textOf(folder, name)).toBe('# saved by an editor\n');
  });

  it('leaves files with which synthesis works when it ends between the two', async () => {
    const folder = folderWith(MATCHED);
    const tags = { app: 'shop' };
    await write(folder, [found('shop-1', { tags })]);
    const next = [found('shop-2', { tags }), found('k8s-x', { tags: ingressTags('api') })];
    const files = nodeFiles(folder);
    let left = 1;
    const writeText = (path: string, text: string) =>
      left-- > 0 ? files.writeText(path, text) : Promise.reject(new RangeError('killed'));

    await expect(write(folder, next, { files: { ...files, writeText } })).rejects.toThrow('killed');
    expect(watched(folder)).toEqual([['shop', 'shop-2']]);
    await write(folder, next);
    expect(watched(folder)).toEqual([
      ['shop', 'shop-2'],
      ['team-api', 'k8s-x'],
    ]);
  });

  it('keeps a byte order mark, a link and the mode of a file', async () => {
    const folder = folderWith();
    const real = join(folder, 'real.yaml');
    writeFileSync(real, `\ufeff${WEB}`);
    chmodSync(real, 0o640);
    symlinkSync('real.yaml', join(folder, CONFIG));
    await write(folder, [found('web'), found('api')]);

    expect(readFileSync(real, 'utf8').startsWith(`\ufeff${WEB}      # Confidence`)).toBe(true);
    expect(lstatSync(join(folder, CONFIG)).isSymbolicLink()).toBe(true);
    expect(statSync(real).mode & 0o777).toBe(0o640);
  });

  it('needs to know which of several environments is meant', async () => {
    const files = nodeFiles(
      folderWith(
        `${WEB}${WEB.slice(WEB.indexOf('  prod:')).replace('prod', 'test').replaceAll('us-east-2', 'us-west-2')}`,
      ),
    );

    await expect(filesToWrite({}, files)).rejects.toThrow(
      '--environment: is missing, needed with --write: one of prod, test',
    );
    await expect(filesToWrite({ environment: 'tset' }, files)).rejects.toThrow('allowed: prod, test');
    await expect(filesToWrite({ environment: 'test' }, files)).resolves.toMatchObject({ environment: 'test' });
  });
});
