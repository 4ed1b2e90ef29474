import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { nodeFiles } from '../lib/adapters/files/node-files.ts';
import { runProgram } from '../lib/cli/program.ts';
import { streamStyle, terminalIo } from '../lib/cli/terminal.ts';

// Up from bin/ in the repository, from dist/bin/ in the published package.
const here = import.meta.dirname;
const manifestPath = here.endsWith('/dist/bin') ? '../../package.json' : '../package.json';
const { version } = JSON.parse(readFileSync(new URL(manifestPath, import.meta.url), 'utf8')) as { version: string };

const args = process.argv.slice(2);
const quiet = args.includes('--quiet') || args.includes('-q');
// A reader that goes away early (`| head`) is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
});

process.exitCode = await runProgram(
  args,
  version,
  {
    io: terminalIo(process, { quiet }),
    style: streamStyle(process.stdout),
    columns: process.stdout.columns ?? 100,
    cwd: process.cwd(),
    now: new Date(),
    readStdin: () => text(process.stdin),
  },
  { files: nodeFiles(process.cwd()) },
);
