import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { History } from '../../core/backtest/model.ts';
import {
  type RecordingContent,
  type RecordingHeader,
  RecordingReader,
  recordingLines,
} from '../../core/backtest/recording.ts';
import { InputError } from '../../core/errors.ts';
import { fileReason } from '../files/node-files.ts';

/**
 * Writes a recording: gzip, one series a line, streamed; whole or not at all.
 *
 * @throws InputError `FileUnwritable`
 */
export async function writeRecording(
  path: string,
  cwd: string,
  header: RecordingHeader,
  content: RecordingContent,
): Promise<void> {
  const target = resolve(cwd, path);
  const beside = `${target}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(withEnds(recordingLines(header, content))), createGzip(), createWriteStream(beside));
    await rename(beside, target);
  } catch (cause) {
    await rm(beside, { force: true });
    throw new InputError('FileUnwritable', { where: path, message: fileReason(cause) }, { cause });
  }
}

function* withEnds(lines: Iterable<string>): Generator<string> {
  for (const line of lines) yield `${line}\n`;
}

/**
 * Reads a recording, line by line.
 *
 * @throws InputError `FileUnreadable`, `RecordingRefused` where it is none, is damaged or was cut short
 */
export async function readRecording(
  path: string,
  cwd: string,
): Promise<{ readonly header: RecordingHeader; readonly history: History }> {
  const reader = new RecordingReader(path);
  const source = createReadStream(resolve(cwd, path));
  const unpacked = createGunzip();
  // Errors of the file itself do not reach the lines by themselves.
  source.on('error', (error) => unpacked.destroy(error));
  try {
    for await (const line of createInterface({ input: source.pipe(unpacked), crlfDelay: Infinity })) reader.line(line);
    return reader.finish();
  } catch (cause) {
    throw cause instanceof InputError ? cause : unreadable(path, cause);
  } finally {
    source.destroy();
  }
}

function unreadable(path: string, cause: unknown): InputError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') {
    return new InputError(
      'RecordingRefused',
      { where: path, message: 'was cut short in the middle of its gzip data' },
      { cause },
    );
  }
  if (code?.startsWith('Z_')) {
    const message = 'is no recording: not gzip, or damaged';
    return new InputError('RecordingRefused', { where: path, message }, { cause });
  }
  return new InputError('FileUnreadable', { where: path, message: fileReason(cause) }, { cause });
}
