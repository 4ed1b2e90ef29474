import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../../lib/adapters/files/node-files.ts';
import { gitHub } from '../../../lib/adapters/github/pull-requests.ts';
import type { CliContext } from '../../../lib/cli/context.ts';
import { type CliDependencies, runProgram } from '../../../lib/cli/program.ts';
import { FakeGitHub } from '../../_helpers/fake-github.ts';

const TOKEN = 'ghs_secretOfTheTest';
const REPORT = '<!-- holdband:diff -->\n\n### 2 looser\n';
const HUMAN = { login: 'ann', type: 'User' };
const same = (text: string) => text;
const made: string[] = [];
let server: FakeGitHub;
let folder: string;

beforeEach(async () => {
  server = await new FakeGitHub().start();
  folder = mkdtempSync(join(tmpdir(), 'holdband-comment-'));
  made.push(folder);
  writeFileSync(join(folder, 'report.md'), REPORT);
});
afterEach(async () => {
  await server.stop();
  for (const each of made.splice(0)) rmSync(each, { recursive: true });
});

/** Runs `holdband comment --file report.md …` against the server; waits between tries are thousandths of what they are. */
async function comment(args: readonly string[] = [], environment: Record<string, string | undefined> = {}) {
  let out = '';
  let err = '';
  const context: CliContext = {
    io: {
      out: (text) => {
        out += text;
      },
      note: (line) => {
        err += `${line}\n`;
      },
      warn: (line) => {
        err += `${line}\n`;
      },
      progress: () => ({ update: () => {}, done: () => {} }),
    },
    style: { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same },
    columns: 100,
    cwd: folder,
    now: new Date('2026-11-21T00:00:00Z'),
    readStdin: async () => '',
  };
  const all = {
    GITHUB_TOKEN: TOKEN,
    GITHUB_API_URL: server.url,
    GITHUB_REPOSITORY: 'acme/alarms',
    GITHUB_REF: 'refs/pull/12/merge',
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    ...environment,
  };
  const dependencies = {
    files: nodeFiles(folder),
    pullRequests: async () => gitHub(all, { retryUnitMs: 1 }),
    clock: { now: () => 0, sleep: async () => {} },
  } as unknown as CliDependencies;
  const code = await runProgram(['comment', '--file', 'report.md', ...args], '0', context, dependencies);
  expect(out + err).not.toContain(TOKEN);
  return { code, out, err, summary: () => readFileSync(join(folder, 'summary.md'), 'utf8') };
}

const bodies = () => server.comments.map(({ body }) => body);

describe('a pull request without our comment', () => {
  it('gets one', async () => {
    server.add('looks good', HUMAN);

    const { code, out } = await comment();

    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^created a comment, https:.*issuecomment-2, on acme\/alarms#12\n/),
    ]);
    expect(bodies()).toEqual(['looks good', REPORT]);
  });

  it('gets none on a dry run, which needs no token', async () => {
    const { code, out } = await comment(['--dry-run'], { GITHUB_TOKEN: undefined });

    expect([code, out]).toEqual([0, 'would create a comment on acme/alarms#12\n']);
    expect(server.writes).toEqual([]);
  });

  it('gets one although somebody quotes the marker, or a human wrote it while an app asks', async () => {
    server.add(`> ${REPORT}`, HUMAN);
    server.add(REPORT, HUMAN);

    await comment();

    expect(server.comments).toHaveLength(3);
  });

  it('gets one although another person has a comment with the marker', async () => {
    server.login = 'ann';
    server.add(REPORT, { login: 'bob', type: 'User' });

    await comment();

    expect(server.comments).toHaveLength(2);
  });
});

describe('a pull request with our comment', () => {
  it('has it left alone while it says the same, also with other ends of lines', async () => {
    server.add(REPORT.replace(/\n/g, '\r\n').trimEnd());

    const { code, out } = await comment();

    expect([code, out]).toEqual([0, expect.stringContaining('nothing to do: the comment is there')]);
    expect(server.writes).toEqual([]);
  });

  it('has it updated, on whichever page it is', async () => {
    for (let i = 0; i < 250; i += 1) server.add('chat', HUMAN);
    const ours = server.add(REPORT.replace('2 looser', '1 looser'));

    await comment();

    expect(server.writes).toEqual([`PATCH /repos/acme/alarms/issues/comments/${ours.id}`]);
    expect(ours.body).toBe(REPORT);
    expect(server.asked.filter((line) => line.includes('/comments?'))).toHaveLength(3);
  });

  it('has the oldest updated where two runs at once made two', async () => {
    server.add(REPORT.replace('2', '1'));
    server.add(REPORT);

    await comment();

    expect(server.writes).toEqual(['PATCH /repos/acme/alarms/issues/comments/1']);
  });

  it('keeps those of other markers', async () => {
    server.add(REPORT);

    await comment(['--marker', 'prod']);

    expect(bodies()).toEqual([REPORT, REPORT.replace('holdband:diff', 'holdband:prod')]);
  });

  it('does nothing the second time', async () => {
    await comment();
    const { out } = await comment(['--json']);

    expect(server.writes).toHaveLength(1);
    expect(JSON.parse(out)).toEqual({
      schema: 1,
      action: 'nothing',
      url: server.comments[0]?.html_url,
      dryRun: false,
      marker: 'diff',
      repository: 'acme/alarms',
      pullRequest: 12,
    });
  });
});

describe('a token that may not write', () => {
  it('is a warning: the report goes to the summary of the job and to standard output', async () => {
    server.mayWrite = false;
    writeFileSync(join(folder, 'summary.md'), 'before\n');

    const { code, out, err, summary } = await comment();

    expect([code, out]).toEqual([0, REPORT]);
    expect(err).toMatch(/the comment was refused: .*pull request 12 of acme\/alarms: 403 Resource not accessible/);
    expect(summary()).toBe(`before\n${REPORT}\n`);
  });

  it.each([401, 403, 404])('is one that the server answers with %i', async (status) => {
    server.faults.push({ method: 'POST', status });

    expect((await comment()).code).toBe(0);
  });

  it('is exit code 2 where the comment is required', async () => {
    server.mayWrite = false;

    expect((await comment(['--require-comment'])).code).toBe(2);
  });

  it('is one that is not there', async () => {
    const { code, out, err } = await comment([], { GITHUB_TOKEN: undefined });

    expect([code, out]).toEqual([0, REPORT]);
    expect(err).toContain('the comment was refused: there is no GITHUB_TOKEN');
    expect(server.asked).toEqual([]);
  });

  it('leaves a summary alone that has no room, and says so', async () => {
    server.mayWrite = false;
    writeFileSync(join(folder, 'summary.md'), 'x'.repeat(1_048_570));

    const { code, err, summary } = await comment();

    expect([code, summary().length]).toEqual([0, 1_048_570]);
    expect(err).toContain('no room');
  });

  it('has the report in the JSON', async () => {
    server.mayWrite = false;

    const { out } = await comment(['--json']);

    expect(JSON.parse(out)).toMatchObject({
      action: 'refused',
      reason: expect.stringContaining('403'),
      report: REPORT,
    });
  });
});

describe('a server in trouble', () => {
  it('is asked again', async () => {
    server.faults.push({ method: 'GET', status: 502 }, { method: 'GET', status: 500 });
    server.add(REPORT.replace('2', '1'));

    expect((await comment()).code).toBe(0);
    expect(bodies()).toEqual([REPORT]);
  });

  it('is waited for where it limits the rate, by as much as it asks', async () => {
    server.faults.push({ method: 'POST', status: 429, headers: { 'retry-after': '2' } });
    server.faults.push({
      method: 'POST',
      status: 403,
      headers: { 'retry-after': '30' },
      message: 'secondary rate limit',
    });

    expect((await comment()).code).toBe(0);
    expect(bodies()).toEqual([REPORT]);
  });

  it('is not waited for longer than a minute', async () => {
    server.faults.push({ method: 'POST', status: 429, headers: { 'retry-after': '3600' } });

    const { code, out, err } = await comment();

    expect([code, out]).toEqual([2, REPORT]);
    expect(err).toContain('GitHub failed: a comment on pull request 12 of acme/alarms: 429');
  });

  it('does not get the comment twice where the answer to the first was lost', async () => {
    server.faults.push({ method: 'POST', status: 502, done: true });

    const { code, out } = await comment();

    expect([code, out]).toEqual([0, expect.stringContaining('nothing to do')]);
    expect(bodies()).toEqual([REPORT]);
  });

  it('is a failure where it stays in trouble, and loses no report', async () => {
    for (let i = 0; i < 9; i += 1) server.faults.push({ method: 'POST', status: 500 });

    const { code, out, summary } = await comment();

    expect([code, out]).toEqual([2, REPORT]);
    expect(summary()).toContain('2 looser');
    expect(server.writes).toHaveLength(3);
  });

  it('is a failure where it does not take the body, and is asked once', async () => {
    server.faults.push({ method: 'POST', status: 422, message: 'body is too long' });

    const { code, err } = await comment();

    expect(code).toBe(2);
    expect(err).toContain('422 body is too long');
    expect(server.writes).toHaveLength(1);
  });

  it('is a failure where nothing answers', async () => {
    const { code, err } = await comment([], { GITHUB_API_URL: 'http://127.0.0.1:9' });

    expect(code).toBe(2);
    expect(err).toMatch(/^holdband: GitHub failed: /);
  });

  it('is not trusted with the address of another server', async () => {
    const link = '<https://elsewhere.example/comments?page=2>; rel="next"';
    server.faults.push({ method: 'GET', status: 403 }, { method: 'GET', status: 200, headers: { link }, body: [] });

    const { code, err } = await comment();

    expect(code).toBe(2);
    expect(err).toContain('on another server: https://elsewhere.example');
  });
});

it('a server that is something else is a failure, not a bug', async () => {
  server.faults.push({ method: 'GET', status: 403 }, { method: 'GET', status: 200, body: { hello: 'there' } });

  expect((await comment()).err).toContain('does not answer like GitHub');
});

describe('bad input', () => {
  it('fails naming everything that is missing', async () => {
    const { code, err } = await comment([], { GITHUB_REPOSITORY: undefined, GITHUB_REF: 'refs/heads/main' });

    expect(code).toBe(2);
    expect(err).toMatch(/^holdband: --repo: is needed .*\nholdband: --pull: is needed/);
  });

  it.each([
    [['--repo', 'alarms'], '--repo: repository is "alarms", allowed: owner/name'],
    [['--repo', '../x/y'], '--repo: repository is'],
    [['--pull', '0'], '--pull: pull request is "0"'],
    [['--marker', 'a -->'], '--marker: marker is "a -->"'],
  ])('fails on %j', async (args, message) => {
    const { code, err } = await comment(args);

    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(server.asked).toEqual([]);
  });

  it('fails on a report that is too long for a comment', async () => {
    writeFileSync(join(folder, 'report.md'), 'x'.repeat(65_537));

    const { code, err } = await comment();

    expect(code).toBe(2);
    expect(err).toContain('characters with its marker, allowed: 65536');
  });

  it('reads the pull request from the event where the ref has none', async () => {
    writeFileSync(join(folder, 'event.json'), '{"pull_request": {"number": 12}}');

    const { code } = await comment([], { GITHUB_REF: 'refs/heads/main', GITHUB_EVENT_PATH: 'event.json' });

    expect([code, bodies()]).toEqual([0, [REPORT]]);
  });
});

it('the program itself takes all that from its environment', async () => {
  const entry = join(import.meta.dirname, '../../../bin/holdband.mjs');
  const child = spawn(process.execPath, [entry, 'comment', '--file', 'report.md', '--pull', '12'], {
    cwd: folder,
    env: { ...process.env, GITHUB_TOKEN: TOKEN, GITHUB_API_URL: server.url, GITHUB_REPOSITORY: 'acme/alarms' },
  });
  const code = await new Promise((resolve) => child.once('close', resolve));

  expect([code, bodies()]).toEqual([0, [REPORT]]);
});
