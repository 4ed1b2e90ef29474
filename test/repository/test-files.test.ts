import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import config from '../../vitest.config.ts';

const ROOT = join(import.meta.dirname, '../..');

it('every test file on disk belongs to exactly one project', () => {
  const onDisk = globSync('test/**/*.test.ts', { cwd: ROOT }).sort();
  const projects = (config.test?.projects ?? []) as { test: { include: string[]; exclude: string[] } }[];
  const collected = projects.flatMap(({ test }) => globSync(test.include, { cwd: ROOT, exclude: test.exclude })).sort();

  expect(collected).toEqual(onDisk);
});
