// Everything CI checks, in the order in which a fault is cheapest to find. Ends with `N passed, N failed` over all tests.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const reports = join(root, '.holdband/reports');
rmSync(reports, { recursive: true, force: true });
mkdirSync(reports, { recursive: true });

interface Step {
  readonly title: string;
  readonly command: readonly [string, ...string[]];
  /** Where this step leaves its counts, when it is a test run. */
  readonly report?: string;
}

const testRun = (script: string): Step => {
  const report = join(reports, `${script.replace(':', '-')}.json`);
  return {
    title: script,
    command: [
      'npm',
      'run',
      '--silent',
      script,
      '--',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    report,
  };
};

const STEPS: readonly Step[] = [
  { title: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { title: 'lint, layers, format', command: ['npm', 'run', '--silent', 'lint'] },
  testRun('test'),
  testRun('test:slow'),
  { title: 'cdk synth with template validation', command: ['npx', 'cdk', 'synth', '--quiet', '--strict'] },
];

let passed = 0;
let failed = 0;
const broken: string[] = [];
for (const { title, command, report } of STEPS) {
  process.stdout.write(`\n== ${title}\n`);
  const started = performance.now();
  const [program, ...args] = command;
  const { status } = spawnSync(program, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (report) {
    const counts = readCounts(report);
    passed += counts.passed;
    failed += counts.failed;
    // A run that executed nothing is a broken gate, not a green one.
    if (counts.passed === 0) broken.push(`${title} (no test ran)`);
  }
  if (status !== 0) broken.push(title);
  process.stdout.write(
    `== ${title}: ${status === 0 ? 'ok' : `exit ${status}`}, ${((performance.now() - started) / 1000).toFixed(1)} s\n`,
  );
}

process.stdout.write(`\n${broken.length === 0 ? 'all checks passed' : `failed: ${broken.join(', ')}`}\n`);
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = broken.length === 0 ? 0 : 1;

function readCounts(report: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<string, number>;
    return { passed: numPassedTests ?? 0, failed: numFailedTests ?? 0 };
  } catch {
    // The run died before it could report; its exit status already fails the check.
    return { passed: 0, failed: 0 };
  }
}
