// `node scripts/readme-comment.ts [--check]`: the comment that README.md shows, as `holdband diff` writes it for a change of
// the example: another objective, and one target group that holds requests now.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const README = join(ROOT, 'README.md');
const PLACE = /(?<=<!-- the comment -->\n).*(?=<!-- end of the comment -->)/s;

const folder = mkdtempSync(join(tmpdir(), 'holdband-readme-'));
try {
  const readme = readFileSync(README, 'utf8');
  if (!PLACE.test(readme)) throw new Error('README.md has no place for the comment');
  const fresh = readme.replace(PLACE, () => `\n${comment()}\n`);
  if (!process.argv.includes('--check')) writeFileSync(README, fresh);
  else if (fresh !== readme) {
    process.stderr.write('README.md shows another comment than holdband diff writes: node scripts/readme-comment.ts\n');
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function comment(): string {
  const example = join(ROOT, 'holdband.yaml');
  const changed = join(folder, 'holdband.yaml');
  writeFileSync(changed, withChanges(readFileSync(example, 'utf8')));
  synth(example, 'main');
  synth(changed, 'pull-request');
  const args = ['diff', 'main', 'pull-request', '--markdown', '--fail-on', 'never', '--config', example];
  const printed = run([join(ROOT, 'bin/holdband.mjs'), ...args], folder);
  // The marker is invisible, and the headline is a heading of a comment, not of this page.
  return printed.replace(/^<!--.*-->\n\n/, '').replace(/^### (.*)$/m, '**$1**');
}

function withChanges(text: string): string {
  const changes = [
    ['objective: 0.8s', 'objective: 1.2s'],
    ['traffic: requests\n', 'traffic: mixed\n        hold: elasticsearch-fleet-checkpoints\n        clients: 2\n'],
  ] as const;
  return changes.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`holdband.yaml has no "${from}"`);
    return changed.replace(from, to);
  }, `${text.trimEnd()}\n`);
}

function synth(config: string, output: string): void {
  const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  run([cdk, 'synth', '--quiet', '--output', join(folder, output), '--context', `config=${config}`], ROOT);
}

function run(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}\n${stderr}`);
  return stdout;
}
