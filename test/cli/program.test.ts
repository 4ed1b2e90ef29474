import { expect, it } from 'vitest';
import type { CliContext } from '../../lib/cli/context.ts';
import { runProgram } from '../../lib/cli/program.ts';

const same = (text: string) => text;

it('a bug ends with 2 and its stack trace: 1 would say that a policy was breached', async () => {
  const warned: string[] = [];
  const context: CliContext = {
    io: {
      out: () => {
        throw new TypeError('a bug');
      },
      note: () => {},
      warn: (line) => void warned.push(line),
      progress: () => ({ update: () => {}, done: () => {} }),
    },
    style: { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same },
    columns: 100,
    cwd: '/',
    now: new Date('2026-11-21T00:00:00Z'),
    readStdin: async () => '',
  };
  expect(await runProgram(['holds'], '0', context, {} as never)).toBe(2);
  expect(warned.join('\n')).toMatch(/^TypeError: a bug\n +at /);
});
