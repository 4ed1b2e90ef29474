import { defineConfig } from 'vitest/config';

const shared = { testTimeout: 20_000, sequence: { shuffle: { tests: true } } } as const;

export default defineConfig({
  test: {
    // Two cores: one worker a core, files spread over them.
    maxWorkers: 2,
    projects: [
      { test: { ...shared, name: 'core', include: ['test/core/**/*.test.ts'], setupFiles: ['test/_helpers/switch-off.ts'] } },
      { test: { ...shared, name: 'adapters', include: ['test/{adapters,lambda}/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'constructs',
          include: ['test/constructs/**/*.test.ts'],
          // CDK's own template validation runs in `npm run check`; here it would triple the time of every test.
          env: { CDK_VALIDATION: 'false' },
          setupFiles: ['test/_helpers/switch-off.ts', 'test/_helpers/clean-assemblies.ts'],
        },
      },
      { test: { ...shared, name: 'cli', include: ['test/{cli,bin,repository}/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          ...shared,
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          testTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
