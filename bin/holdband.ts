import { fileReason } from '../lib/adapters/files/node-files.ts';
import { runHoldband } from './wiring.ts';

/** What the machine refuses is no bug of ours: one line, exit code 2. */
function refuse(what: string, error: unknown): never {
  process.stderr.write(`holdband: ${what}: ${fileReason(error)}\n`);
  process.exit(2);
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that goes away early (`| head`) has what it wanted.
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  refuse('cannot write to standard output', error);
});

try {
  process.exitCode = await runHoldband(process.argv.slice(2));
} catch (error) {
  if ((error as NodeJS.ErrnoException).syscall === 'uv_cwd') refuse('working directory', error);
  throw error;
}
