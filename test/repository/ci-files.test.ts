import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Every complete example of docs/ci.md by the name in the comment above it. */
const examples = new Map(
  [...read('docs/ci.md').matchAll(/<!-- workflow: ([\w ]+) -->\n```yaml\n(.*?)```/gs)].map(
    ([, name = '', text = '']) => [name, parse(text) as unknown] as const,
  ),
);
const action = parse(read('action.yml')) as {
  readonly inputs: Record<string, { readonly default?: string }>;
  readonly runs: { readonly steps: readonly Step[] };
};

interface Step {
  readonly id?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** All texts that a shell runs: `run` of GitHub, `script` of GitLab. */
function shellTexts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(shellTexts);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'run') return [String(inner)];
    if (key === 'script' && Array.isArray(inner)) return [inner.join('\n')];
    return shellTexts(inner);
  });
}

const files: readonly (readonly [string, unknown])[] = [['action.yml', action], ...examples];

it('the documentation has an example with the action, one without, and one for GitLab', () => {
  expect([...examples.keys()]).toEqual(expect.arrayContaining(['action', 'steps', 'gitlab']));
});

describe.each(files)('%s', (name, file) => {
  const texts = shellTexts(file);

  it('has shell texts that bash can read', () => {
    expect(texts.length).toBeGreaterThan(name === 'action' ? -1 : 0);
    for (const text of texts) {
      expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    }
  });

  it('puts no expression into what a shell runs', () => {
    expect(texts.join('\n')).not.toContain('${'.concat('{'));
  });

  it('calls holdband with options that it has', () => {
    for (const text of texts) {
      for (const [, command = '', rest = ''] of text.replace(/\\\n/g, ' ').matchAll(/holdband ([a-z][a-z-]+) (.*)/g)) {
        const help = spawnSync(process.execPath, [join(ROOT, 'bin/holdband.mjs'), command, '--help'], {
          encoding: 'utf8',
        });
        expect(help.status).toBe(0);
        const flags = [...`${rest} ${command === 'comment' ? text : ''}`.matchAll(/ (?:\(|\+=\()?(--[a-z][a-z-]+)/g)];
        const used = flags
          .map(([, flag]) => flag)
          .filter((flag) => !['--yes', '--package', '--detach'].includes(`${flag}`));
        for (const flag of used) expect(help.stdout).toContain(` ${flag}`);
      }
    }
  });
});

it('the action has every input that the example sets', () => {
  const workflow = examples.get('action') as { readonly jobs: { readonly diff: { readonly steps: readonly Step[] } } };
  const use = workflow.jobs.diff.steps.find(({ uses }) => uses?.includes('/holdband@'));

  expect(Object.keys(use?.with ?? {}).filter((input) => !(input in action.inputs))).toEqual([]);
});

it('the action and the examples run on pull_request, never with the token of pull_request_target', () => {
  for (const [, file] of files) expect(JSON.stringify(file)).not.toContain('pull_request_target');
});
