import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

it('README shows the comment that holdband diff writes for a change of the example', () => {
  const script = join(import.meta.dirname, '../../scripts/readme-comment.ts');
  const run = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });

  expect([run.status, run.stderr]).toEqual([0, '']);
});
