import { defineConfig } from 'vitest/config';

/** Tests that cost many seconds stand beside those of the same subject and run with the slow ones. */
const SLOW = 'test/**/*.slow.test.ts';
const shared = { testTimeout: 20_000, hookTimeout: 60_000, sequence: { shuffle: { tests: true } }, exclude: [SLOW] };
const PROPERTIES = 'test/_helpers/properties.ts';
const SWITCH_OFF = 'test/_helpers/switch-off.ts';

export default defineConfig({
  test: {
    // Two cores: one worker a core, files spread over them.
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'core', include: ['test/core/**/*.test.ts'], setupFiles: [PROPERTIES, SWITCH_OFF] } },
      {
        test: {
          ...shared,
          name: 'adapters',
          include: ['test/{adapters,lambda}/**/*.test.ts'],
          setupFiles: [PROPERTIES],
        },
      },
      {
        test: {
          ...shared,
          name: 'constructs',
          include: ['test/constructs/**/*.test.ts'],
          // CDK's own template validation runs in `npm run check`; here it would triple the time of every test.
          env: { CDK_VALIDATION: 'false' },
          setupFiles: [PROPERTIES, SWITCH_OFF, 'test/_helpers/clean-assemblies.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'cli',
          include: ['test/{cli,bin,repository}/**/*.test.ts'],
          testTimeout: 60_000,
          setupFiles: [PROPERTIES],
        },
      },
      {
        test: {
          ...shared,
          name: 'slow',
          include: ['test/slow/**/*.test.ts', SLOW],
          exclude: [],
          setupFiles: [PROPERTIES],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
