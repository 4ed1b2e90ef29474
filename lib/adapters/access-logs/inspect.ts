import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import type { FoundFile } from './find-files.ts';

/** How a file is packed: by its first bytes, never by its name. */
export type Packing = 'gzip' | 'none';

export interface Inspection {
  readonly packing: Packing;
  /** Lines in the file, counted apart from whoever reads them: a line ends with LF, CR LF or CR, the last also without. */
  readonly lines: number;
  /** What is wrong with the file as a whole. */
  readonly fault?: string;
  /** Bytes of the file that were unpacked before the fault; the fault is within one chunk after. */
  readonly soundBytes?: number;
}

const CHUNK = 1 << 16;
const READ = 1 << 18;
/** Holds what one chunk of a log usually unpacks to: every round more costs a change of threads. */
const UNPACKED = 1 << 20;
const GZIP_MAGIC = 0x1f8b;

export async function packingOf({ path }: FoundFile): Promise<Packing> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === GZIP_MAGIC ? 'gzip' : 'none';
  } finally {
    await file.close();
  }
}

/**
 * Counts the lines of a file and, where it is gzip, proves it whole. DuckDB does neither: it takes a cut file for a short
 * one, and never looks at the checksum.
 */
export async function inspect(file: FoundFile, packing: Packing): Promise<Inspection> {
  if (packing === 'none') return { packing, lines: await countLines(file.path) };
  const counter = new LineCounter();
  const source = createReadStream(file.path, { highWaterMark: CHUNK });
  const gunzip = createGunzip({ chunkSize: UNPACKED });
  try {
    await pipeline(source, gunzip, counter.take);
  } catch (error) {
    const fault = faultOf(error);
    if (fault === undefined) throw error;
    return { packing, lines: counter.lines, fault, soundBytes: gunzip.bytesWritten };
  }
  // zlib takes zeros at the end for padding, without a word; DuckDB refuses them.
  const rest = file.bytes - gunzip.bytesWritten;
  if (rest > 0) {
    return { packing, lines: counter.lines, fault: `has ${rest} bytes after its gzip data`, soundBytes: file.bytes };
  }
  return { packing, lines: counter.lines };
}

/** Into one buffer again and again: a stream takes a new one each time, and they wait for the collector. */
async function countLines(path: string): Promise<number> {
  const counter = new LineCounter();
  const buffer = Buffer.allocUnsafe(READ);
  const file = await open(path);
  try {
    for (let read = await file.read(buffer); read.bytesRead > 0; read = await file.read(buffer)) {
      counter.add(buffer.subarray(0, read.bytesRead));
    }
  } finally {
    await file.close();
  }
  return counter.lines;
}

function faultOf(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'is cut off in the middle of its gzip data: what is there was read';
  if (code === 'Z_DATA_ERROR') return `is damaged (gzip: ${message}): what could be read was read, and may be wrong`;
  return undefined;
}

/** Writes what can be read of a faulty gzip file to `target`, up to the fault, and counts its lines. */
export async function salvage(file: FoundFile, { soundBytes = 0 }: Inspection, target: string): Promise<number> {
  const counter = new LineCounter();
  const out = createWriteStream(target);
  // With a flush at the end a file that is cut off is no error.
  const gunzip = createGunzip({ chunkSize: CHUNK, finishFlush: constants.Z_SYNC_FLUSH });
  gunzip.on('data', (chunk: Buffer) => {
    counter.add(chunk);
    out.write(chunk);
  });
  try {
    await pipeline(() => slowedDown(file.path, soundBytes), gunzip);
  } catch (error) {
    if (faultOf(error) === undefined) throw error;
  } finally {
    await new Promise<void>((done, failed) => out.on('error', failed).end(done));
  }
  return counter.lines;
}

/** Near the fault byte by byte: what zlib unpacks from one chunk is lost when the fault is in it. */
async function* slowedDown(path: string, soundBytes: number): AsyncGenerator<Buffer, void> {
  if (soundBytes > 0) yield* createReadStream(path, { end: soundBytes - 1, highWaterMark: CHUNK });
  for await (const chunk of createReadStream(path, { start: soundBytes, highWaterMark: CHUNK })) {
    for (let i = 0; i < chunk.length; i++) yield (chunk as Buffer).subarray(i, i + 1);
  }
}

const LF = 10;
const CR = 13;

/** Counts line ends without looking at what is between them. */
class LineCounter {
  private ends = 0;
  private last = LF;

  get lines(): number {
    return this.ends + (this.last === LF || this.last === CR ? 0 : 1);
  }

  add(chunk: Buffer): void {
    if (chunk.length === 0) return;
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) this.ends++;
    // CR LF is one end, also where a chunk ends between the two.
    for (let at = chunk.indexOf(CR); at >= 0; at = chunk.indexOf(CR, at + 1)) if (chunk[at + 1] !== LF) this.ends++;
    if (this.last === CR && chunk[0] === LF) this.ends--;
    this.last = chunk[chunk.length - 1] as number;
  }

  readonly take = async (source: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of source) this.add(chunk);
  };
}
