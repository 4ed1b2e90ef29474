import { styleText } from 'node:util';
import ora from 'ora';
import type { IoHost } from '../core/io.ts';
import type { Style } from './context.ts';

interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** {@link IoHost} over the streams of a process. */
export function terminalIo({ stdout, stderr }: Terminal, options: { readonly quiet: boolean }): IoHost {
  return {
    out: (text) => void stdout.write(text),
    note: (text) => {
      if (!options.quiet) stderr.write(`${text}\n`);
    },
    warn: (text) => void stderr.write(`${text}\n`),
    progress(text) {
      if (options.quiet || !stderr.isTTY) return { update: () => {}, done: () => {} };
      const spinner = ora({ text, stream: stderr }).start();
      return {
        update: (next) => {
          spinner.text = next;
        },
        done: () => void spinner.stop(),
      };
    },
  };
}

type Mark = Parameters<typeof styleText>[0];

/** Marks text for `stream`; Node itself honours NO_COLOR, FORCE_COLOR and what the stream is. */
export function streamStyle(stream: NodeJS.WriteStream): Style {
  const mark = (format: Mark) => (text: string) => styleText(format, text, { stream, validateStream: true });
  return {
    bold: mark('bold'),
    dim: mark('dim'),
    red: mark('red'),
    yellow: mark('yellow'),
    green: mark('green'),
    cyan: mark('cyan'),
  };
}
