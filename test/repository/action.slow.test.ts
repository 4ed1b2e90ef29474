import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FakeGitHub } from '../_helpers/fake-github.ts';

const ROOT = join(import.meta.dirname, '../..');
const { inputs, runs } = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as {
  readonly inputs: Record<string, { readonly default?: string }>;
  readonly runs: { readonly steps: readonly Step[] };
};

interface Step {
  readonly id?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

let server: FakeGitHub;
let folder: string;

beforeEach(async () => {
  server = await new FakeGitHub().start();
  folder = mkdtempSync(join(tmpdir(), 'holdband-action-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const CONFIG = `version: 1
defaults: { objective: 1s }
failOn: warning
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    notify: { page: "arn:aws:sns:us-east-2:111122223333:on-call" }
    targets:
      - name: web
        loadBalancer: arn:aws:elasticloadbalancing:us-east-2:111122223333:loadbalancer/app/web/50dc6c495c0c9188
        targetGroup: arn:aws:elasticloadbalancing:us-east-2:111122223333:targetgroup/web/943f017f100becff
        traffic: requests
`;

/** A repository whose alarm pages above 5 in the first commit and above 9 in the second. */
function repository(): { readonly path: string; readonly base: string } {
  const path = join(folder, 'repository');
  mkdirSync(path);
  const git = (...args: string[]) => {
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', '-c', 'init.defaultBranch=main'];
    const run = spawnSync('git', [...author, ...args], { cwd: path, encoding: 'utf8' });
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout.trim();
  };
  git('init', '--quiet');
  const commit = (threshold: number) => {
    const Properties = {
      AlarmName: 'prod-slow @team',
      Namespace: 'AWS/ApplicationELB',
      MetricName: 'TargetResponseTime',
      Dimensions: [{ Name: 'LoadBalancer', Value: 'app/web/50dc6c495c0c9188' }],
      ExtendedStatistic: 'p99',
      Period: 60,
      EvaluationPeriods: 3,
      Threshold: threshold,
      ComparisonOperator: 'GreaterThanThreshold',
    };
    const template = { Resources: { Slow: { Type: 'AWS::CloudWatch::Alarm', Properties } } };
    mkdirSync(join(path, 'app'), { recursive: true });
    for (const place of ['.', 'app']) writeFileSync(join(path, place, 'source.json'), JSON.stringify(template));
    writeFileSync(join(path, 'app/holdband.yaml'), CONFIG);
    git('add', '.');
    git('commit', '--quiet', '-m', `page above ${threshold}`);
    return git('rev-parse', 'HEAD');
  };
  const base = commit(5);
  commit(9);
  return { path, base };
}

/** `a || b`, each a name: the first that is not empty, as in a workflow. */
function value(expression: string, names: ReadonlyMap<string, string>): string {
  for (const name of expression.split(' || ')) {
    const found = names.get(name.trim());
    if (found) return found;
  }
  return '';
}

/** Runs the steps as a runner does, each in a shell of its own with what its `env` says. @returns the exit code of each */
async function runAction(given: Readonly<Record<string, string>>) {
  const { path, base } = repository();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  // Stands for the registry: whatever version is asked for is the one of this repository.
  const npx = `#!/bin/bash\nwhile [ "$1" != -- ]; do shift; done\nshift 2\nexec "${process.execPath}" "${ROOT}/bin/holdband.mjs" "$@"\n`;
  writeFileSync(join(bin, 'npx'), npx);
  chmodSync(join(bin, 'npx'), 0o755);

  const names = new Map<string, string>([
    ...Object.entries(inputs).map(([name, input]) => [`inputs.${name}`, input.default ?? ''] as const),
    ...Object.entries(given).map(([name, text]) => [`inputs.${name}`, text] as const),
    ['inputs.token', 'ghs_secretOfTheTest'],
    ['github.event.pull_request.base.sha', base],
    ['github.event.pull_request.head.sha', '0123456789abcdef0123456789abcdef01234567'],
    ['github.event.pull_request.number', '12'],
  ]);
  const summary = join(folder, 'summary.md');
  const codes: number[] = [];
  let log = '';
  for (const [index, step] of runs.steps.entries()) {
    const output = join(folder, `output-${index}`);
    writeFileSync(output, '');
    const env = Object.entries(step.env).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => value(expression, names)),
    ]);
    const script = join(folder, `step-${index}.sh`);
    writeFileSync(script, step.run);
    const child = spawn('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: path,
      env: {
        PATH: `${bin}:${process.env.PATH}`,
        HOME: folder,
        RUNNER_TEMP: folder,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        GITHUB_API_URL: server.url,
        GITHUB_REPOSITORY: 'acme/alarms',
        GITHUB_REF: 'refs/pull/12/merge',
        ...Object.fromEntries(env),
      },
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (log += text));
    codes.push(await new Promise<number>((resolve) => child.once('close', resolve)));
    for (const [, name, text] of readFileSync(output, 'utf8').matchAll(/^(\w+)=(.*)$/gm)) {
      names.set(`steps.${step.id}.outputs.${name}`, text ?? '');
    }
    if (codes.at(-1) !== 0) break;
  }
  expect(log).not.toContain('ghs_secretOfTheTest');
  return { codes, log, path, summary: () => readFileSync(summary, 'utf8') };
}

const SYNTH = { synth: 'cp source.json template.json', templates: 'template.json' };

it('the action synthesises both sides, comments, and fails by policy', async () => {
  const { codes, log, summary } = await runAction({ ...SYNTH, 'fail-on': 'looser' });

  expect([codes, log]).toEqual([[0, 0, 0, 1], expect.stringContaining('created a comment')]);
  const body = server.comments[0]?.body ?? '';
  expect(body).toMatch(/^<!-- holdband:diff -->\n\n### 1 looser/);
  expect(body).toContain('`prod-slow @team`');
  expect(body).toContain('`Threshold`: `5` → `9`');
  expect(body).toContain('commit `0123456789abcdef0123456789abcdef01234567`');
  expect(summary()).toContain('### 1 looser');
});

it('the action goes by the holdband.yaml of the folder that it works in', async () => {
  const { codes } = await runAction({ ...SYNTH, 'working-directory': 'app' });
  expect(codes).toEqual([0, 0, 0, 1]);
});

it('the action only warns where the token may not comment, and the summary has the report', async () => {
  server.mayWrite = false;

  const { codes, log, summary } = await runAction({ ...SYNTH, 'fail-on': 'never' });

  expect([codes, log]).toEqual([[0, 0, 0, 0], expect.stringContaining('the comment was refused')]);
  expect(summary().match(/### 1 looser/g)).toHaveLength(1);
});

it('the action runs nothing of what its inputs hold, except for synth', async () => {
  const evil = '$(touch pwned)`touch pwned`"; touch pwned; "';

  const { codes, path } = await runAction({ ...SYNTH, 'fail-on': evil });

  expect(codes).toEqual([0, 2]);
  expect(existsSync(join(path, 'pwned'))).toBe(false);
});

it('the action fails where synth fails', async () => {
  const { codes } = await runAction({ ...SYNTH, synth: 'exit 3' });

  expect(codes).toEqual([3]);
});
