// `npm start`: the day of incident DOP-833, from traffic to verdict to the stack that would have watched it. Everything
// printed is computed here and now; `--seed` and `--slow` change the day, and so what follows from it.

import { spawn } from 'node:child_process';
import { createWriteStream, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { nodeFiles } from '../lib/adapters/files/node-files.ts';
import { alarmTable } from '../lib/cli/reporters/alarm-table.ts';
import { plain, wrapped } from '../lib/cli/reporters/plain.ts';
import { streamStyle, terminalIo } from '../lib/cli/terminal.ts';
import { type EnvironmentPlan, planEnvironment } from '../lib/core/alarms/plan.ts';
import { readConfig, resolveEnvironments } from '../lib/core/config/config.ts';
import { largest } from '../lib/core/numbers.ts';
import type { Environment, Target } from '../lib/core/targets.ts';
import { type Dop833Day, dop833Day, elasticsearchLogLines, fleetLogLines } from '../lib/core/traffic/dop833.ts';
import { timeOfDay } from '../lib/core/triage/verdict.ts';
import { formatSeconds } from '../lib/core/units.ts';
import { alarmDayTable, type ExplainedPage, playDay } from './demo-alarms.ts';
import { runHoldband } from './wiring.ts';

const ROOT = join(import.meta.dirname, '..');
const CONFIG = 'holdband.yaml';
const COLUMNS = 100;
/** The simulated day. Any day serves; a fixed one keeps the output the same. */
const DAY = Date.UTC(2026, 10, 16) / 1000;

interface DemoOptions {
  readonly seed: number;
  readonly slow: number;
}

const program = new Command('npm start --')
  .description('The day of incident DOP-833: simulated traffic, its access logs, the verdicts, and the stack.')
  .option('--seed <n>', 'another day of the same kind', wholeNumber, 1)
  .option('--slow <share>', "share of Elasticsearch's requests that are slow in the last hour, 0 to 1", share, 0.6)
  .exitOverride();
try {
  program.parse();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exit(error.exitCode === 0 ? 0 : 2);
}
const { seed, slow } = program.opts<DemoOptions>();

process.chdir(ROOT);
const style = streamStyle(process.stdout);
const io = terminalIo(process, { quiet: false });
const say = (text = '') => io.out(`${text}\n`);
const title = (text: string) => say(`\n${style.bold(text)}\n`);

const folder = mkdtempSync(join(tmpdir(), 'holdband-demo-'));
try {
  const [environment] = resolveEnvironments(readConfig(await nodeFiles(ROOT).readText(CONFIG), CONFIG));
  if (!environment) throw new Error(`${CONFIG} has no environment`);
  // Synthesis takes a few seconds of its own: it runs beside the simulation.
  const assembly = join(folder, 'cdk.out');
  const synthesis = synthesise(assembly);

  const progress = io.progress('simulating 24 hours of two target groups');
  const day = dop833Day({ seed, slow, day: DAY });
  progress.update('writing their access logs');
  const logs = join(folder, 'logs');
  await writeLogs(logs, environment, day);
  progress.done();
  tellTheDay(day);

  title('2. What an engineer sees who has only the access logs: holdband triage --access-logs logs/');
  const code = await runHoldband(['triage', '--access-logs', logs, '--config', CONFIG]);
  if (code !== 0) throw new Error(`triage ended with ${code}`);

  const waiting = io.progress('synthesising the stack');
  const templates = await synthesis;
  waiting.done();
  const plan = planEnvironment(environment);
  tellTheStack(plan, templates);
  title('4. Whom the day would have called: both sets of alarms, evaluated minute by minute');
  const playing = io.progress('playing the day in an account in memory');
  const { days, pages } = await playDay(environment, day, seed, assembly);
  playing.done();
  say(alarmDayTable(days));
  title('5. What the runbook Lambda answers those pages, from metrics alone');
  for (const page of pages) tellPage(page);
  tellWhatNext();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number from 0 to 999999999 is needed.');
  return Number(text);
}

function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('a share from 0 to 1 is needed.');
  return value;
}

/** Writes gzipped access logs, one file a target group, as a load balancer delivers them. */
async function writeLogs(folder: string, environment: Environment, day: Dop833Day): Promise<void> {
  const linesOf = { 'fleet-server': fleetLogLines, elasticsearch: elasticsearchLogLines } as const;
  for (const [name, lines] of Object.entries(linesOf)) {
    const target = environment.targets.find((candidate) => candidate.name === name) as Target;
    const path = join(folder, target.loadBalancer.name, '2026/11/16', `${name}.log.gz`);
    mkdirSync(dirname(path), { recursive: true });
    const arns = { loadBalancerArn: target.loadBalancer.arn, targetGroupArn: target.targetGroup.arn };
    await pipeline(Readable.from(withNewlines(lines(day, arns))), createGzip(), createWriteStream(path));
  }
}

function* withNewlines(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/** What the simulation knows and nobody else: the truth the verdicts are to find. */
function tellTheDay(day: Dop833Day): void {
  const polls = day.fleet.filter(({ truth }) => truth === 'expired-hold' || truth === 'early-release');
  const released = polls.filter(({ truth }) => truth === 'early-release').length;
  const perMinute = day.fleet.length / (24 * 60);
  title(`1. The day in truth (simulated, seed ${seed})`);
  say(
    `fleet-server    ${day.agents} Elastic Agents, ${polls.length} long polls in ${day.fleet.length} requests (${perMinute.toFixed(1)} a minute)`,
  );
  say(
    `                a policy change at ${timeOfDay(day.policyChangeAt)} ended ${released} polls early; nothing was slow`,
  );
  const slowRequests = day.elasticsearch.filter(({ truth }) => truth === 'slow').length;
  const when = day.slowdown
    ? `genuinely slow from ${timeOfDay(day.slowdown.from)} to ${timeOfDay(day.slowdown.to)}: ${slowRequests} slow requests`
    : 'never slow';
  say(`elasticsearch   ${day.elasticsearch.length} requests, ${when}`);
  const longest = largest(
    polls.map(({ durationSeconds }) => durationSeconds),
    0,
  );
  say(
    `\nThe load balancer's TargetResponseTime shows up to ${formatSeconds(longest)} for fleet-server. An alarm at 0.8 s pages.`,
  );
}

/** The real thing: `cdk synth` of the example, CDK's template validation left to `npm run check`. */
function synthesise(output: string): Promise<readonly string[]> {
  const cdk = join(ROOT, 'node_modules/aws-cdk/bin/cdk');
  const child = spawn(process.execPath, [cdk, 'synth', '--quiet', '--output', output], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CDK_VALIDATION: 'false', NO_COLOR: '1' },
  });
  let printed = '';
  child.stdout.on('data', (chunk) => (printed += chunk));
  child.stderr.on('data', (chunk) => (printed += chunk));
  const made = new Promise<readonly string[]>((resolve, reject) => {
    child.on('close', (code) => {
      if (code === 0) resolve(globSync('*.template.json', { cwd: output }).map((name) => join(output, name)));
      else reject(new Error(`cdk synth ended with ${code}\n${printed}`));
    });
  });
  // Awaited later: until then a failure must not count as unhandled.
  made.catch(() => {});
  return made;
}

function tellTheStack(plan: EnvironmentPlan, templates: readonly string[]): void {
  const resources = templates.flatMap((path) =>
    Object.values(
      (JSON.parse(readFileSync(path, 'utf8')) as { Resources: Record<string, { Type: string }> }).Resources,
    ),
  );
  const count = (type: string) => resources.filter(({ Type }) => Type === type).length;
  title('3. The stack that watches both from now on: npx cdk synth');
  say(alarmTable(plan, style));
  say();
  say(
    `${resources.length} resources in ${templates.length} template(s): ${count('AWS::CloudWatch::Alarm')} alarms, ` +
      `${count('AWS::CloudWatch::CompositeAlarm')} page composites, ${count('AWS::CloudWatch::Dashboard')} dashboard, ` +
      `${count('AWS::Lambda::Function')} runbook function.`,
  );
  const { dollars, alarmMetrics, composites, pricesAsOf } = plan.costPerMonth;
  say(
    `Alarms on target groups: $${dollars.toFixed(2)} a month (${alarmMetrics} alarm metrics, ${composites} composites; list prices of ${pricesAsOf}).`,
  );
}

/** What lands in a chat, on a terminal. */
function tellPage({ alarm, at, answer }: ExplainedPage): void {
  say(`${timeOfDay(at)} UTC  ${style.bold(alarm)}`);
  for (const { headline, verdict } of answer.results) {
    say(`  ${style.bold(verdict.verdict)}  confidence ${verdict.confidence}`);
    say(wrapped(plain(headline), COLUMNS, '  '));
    for (const { text } of verdict.evidence.slice(0, 2)) say(wrapped(plain(text), COLUMNS, '  • '));
    const [next] = verdict.nextSteps;
    if (next !== undefined) say(wrapped(plain(next), COLUMNS, '  Next: '));
  }
  for (const problem of answer.problems) say(wrapped(plain(problem), COLUMNS, '  '));
}

function tellWhatNext(): void {
  title('6. What to do next');
  say('your own logs      npx holdband triage --access-logs FOLDER --last 3h');
  say('your own account   npx holdband triage --target-group ARN --last 3h');
  say('all of it          npx holdband discover, then --write, then npx holdband check');
  say('your own config    edit holdband.yaml, then npx holdband validate');
  say('your own stack     npx cdk diff, then npx cdk deploy (shadow mode first: docs/adopt.md)');
  say('another day        npm start -- --seed 7 --slow 0');
}
