import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError, type InputProblem } from '../../core/errors.ts';
import type { FileAccount, RejectedLine } from '../../core/triage/access-logs.ts';
import { whyRejected } from './line-shape.ts';
import type { LineSource } from './load.ts';

/** How many rejected lines are shown. */
const SHOWN = 3;

/**
 * The first rejected lines with their place and the reason. Reads the files that have any once more, up to there: DuckDB
 * reads in parallel and does not know line numbers.
 */
export async function firstRejects(
  accounts: readonly FileAccount[],
  sources: readonly LineSource[],
): Promise<RejectedLine[]> {
  const rejects: RejectedLine[] = [];
  for (const [i, account] of accounts.entries()) {
    const left = Math.min(SHOWN - rejects.length, account.rejected);
    if (left > 0) rejects.push(...(await rejectsOf(account.file, sources[i] as LineSource, left)));
  }
  return rejects;
}

/** @throws InputError `NotAccessLogs` naming the first line of every file that has lines and no access-log line among them */
export async function refuseForeign(accounts: readonly FileAccount[], sources: readonly LineSource[]): Promise<void> {
  const problems: InputProblem[] = [];
  for (const [i, { file, lines, read }] of accounts.entries()) {
    if (lines === 0 || read > 0) continue;
    const [first] = await rejectsOf(file, sources[i] as LineSource, 1);
    const reason = first?.reason ?? 'has no access-log line';
    problems.push({ where: `${file}:${first?.line ?? 1}`, message: reason });
  }
  if (problems.length > 0) throw new InputError('NotAccessLogs', problems);
}

async function rejectsOf(file: string, source: LineSource, most: number): Promise<RejectedLine[]> {
  const rejects: RejectedLine[] = [];
  let line = 0;
  for await (const bytes of linesOf(source)) {
    line += 1;
    const reason = whyRejected(bytes);
    if (reason !== undefined) rejects.push({ file, line, reason });
    if (rejects.length === most) break;
  }
  return rejects;
}

/** Lines as bytes: a decoder would hide what is not UTF-8. */
async function* linesOf({ path, packing }: LineSource): AsyncGenerator<Buffer, void> {
  const raw: Readable = createReadStream(path);
  const stream: Readable = packing === 'gzip' ? raw.pipe(createGunzip()) : raw;
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of stream) {
      let text = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      for (let end = endOf(text); end !== undefined; end = endOf(text)) {
        yield text.subarray(0, end.at);
        text = text.subarray(end.next);
      }
      rest = text;
    }
    if (rest.length > 0) yield rest.at(-1) === CR ? rest.subarray(0, -1) : rest;
  } finally {
    raw.destroy();
    stream.destroy();
  }
}

const LF = 10;
const CR = 13;

/** The next line end: LF, CR LF or CR. A CR at the very end waits for what follows it. */
function endOf(text: Buffer): { at: number; next: number } | undefined {
  const lf = text.indexOf(LF);
  const cr = text.indexOf(CR);
  if (cr >= 0 && (lf < 0 || cr < lf) && cr + 1 < text.length)
    return { at: cr, next: text[cr + 1] === LF ? cr + 2 : cr + 1 };
  return lf >= 0 ? { at: lf, next: lf + 1 } : undefined;
}
