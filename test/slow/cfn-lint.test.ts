import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LatencyAlarmsStack } from '../../lib/constructs/latency-alarms-stack.ts';
import { anApp } from '../constructs/_environment.ts';
import { VARIANTS } from '../constructs/_variants.ts';

/**
 * Rules that are not ours to follow, with the reason.
 *
 * W3005: CDK's Function depends on its role by DependsOn although it refers to it, too.
 */
const EXCEPTIONS = ['W3005'];

const { status } = spawnSync('cfn-lint', ['--version']);
const installed = status === 0;

/** Findings of cfn-lint, a line each. */
function findings(...templates: string[]): string[] {
  const { stdout, stderr } = spawnSync(
    'cfn-lint',
    ['--format', 'parseable', '--ignore-checks', ...EXCEPTIONS, '--', ...templates],
    {
      encoding: 'utf8',
    },
  );
  expect(stderr).toBe('');
  return stdout.split('\n').filter(Boolean);
}

describe('cfn-lint', () => {
  it('finds nothing in any template but the listed exception', () => {
    if (!installed) return console.log('skipped: cfn-lint is not installed');
    const templates = Object.values(VARIANTS).flatMap((environment) => {
      const app = anApp();
      LatencyAlarmsStack.forEnvironment(app, environment);
      return app.synth().stacks.map(({ templateFullPath }) => templateFullPath);
    });

    expect(findings(...templates)).toEqual([]);
    expect(templates.length).toBeGreaterThan(Object.keys(VARIANTS).length);
  });

  it('would find something', () => {
    if (!installed) return console.log('skipped: cfn-lint is not installed');
    const template = join(anApp().outdir, 'wrong.template.json');
    writeFileSync(template, '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic","Properties":{"TopicNam":"x"}}}}');

    expect(findings(template).join('\n')).toContain('E3002');
  });
});
