import { expect, it } from 'vitest';
import type { CliContext } from '../../../lib/cli/context.ts';
import { runProgram } from '../../../lib/cli/program.ts';

const same = (text: string) => text;

/** What `holdband holds` prints on a terminal of so many columns. */
async function printed(columns: number): Promise<string[]> {
  let text = '';
  const context: CliContext = {
    io: {
      out: (more) => {
        text += more;
      },
      note: () => {},
      warn: () => {},
      progress: () => ({ update: () => {}, done: () => {} }),
    },
    style: { bold: same, dim: same, red: same, yellow: same, green: same, cyan: same },
    columns,
    cwd: '/',
    now: new Date('2026-11-21T00:00:00Z'),
    readStdin: async () => '',
  };
  await runProgram(['holds'], '0', context, {} as never);
  return text.trimEnd().split('\n');
}

it.each([80, 100])('the table of products fits a terminal of %i columns', async (columns) => {
  const lines = await printed(columns);
  expect(lines).toHaveLength(30);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
});
