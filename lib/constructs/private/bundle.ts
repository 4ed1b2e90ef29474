import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HoldbandError } from '../../core/errors.ts';

/** `lib/constructs/private` in the repository, `dist/lib/constructs/private` in the published package. */
const ROOT = join(import.meta.dirname, '../../..');

/** Where the runbook's source or, published, its bundle lies under a root. */
const SOURCE = 'lambda/runbook';
const ENTRY = `${SOURCE}/index.ts`;
const READY = `${SOURCE}/bundle`;
/** The one file of a bundle; an ES module without a package.json beside it. */
const BUNDLE = 'index.mjs';

/** What of esbuild is used: it is a development dependency, so its types must not reach the published ones. */
interface Bundler {
  buildSync(options: { readonly [option: string]: unknown }): unknown;
}

/** Folder of the runbook's source; what an asset is said to be made from. */
export function runbookSource(root = ROOT): string {
  return join(root, SOURCE);
}

/** The bundle that the published package carries, or `undefined` in the repository, where it is made at synth. */
export function readyRunbook(root = ROOT): string | undefined {
  const folder = join(root, READY);
  return existsSync(join(folder, BUNDLE)) ? folder : undefined;
}

/**
 * Bundles the runbook into `outdir/index.mjs` with esbuild, in this process: no Docker, no network. Same source, same
 * bytes, wherever the clone lies: paths in the output are relative to the root, there is no source map and no date.
 *
 * @param root the repository; another one only in tests
 * @throws HoldbandError `BundlerMissing` where esbuild is not installed
 */
export function bundleRunbook(outdir: string, root = ROOT): void {
  bundler().buildSync({
    absWorkingDir: root,
    entryPoints: [ENTRY],
    outfile: join(outdir, BUNDLE),
    bundle: true,
    // Names of errors that callers match on are written out in their classes.
    minify: true,
    platform: 'node',
    // ES modules where a package has them: what is not used of CommonJS cannot be left out, and is a third of it all.
    mainFields: ['module', 'main'],
    format: 'esm',
    // The oldest runtime that the `runtime` property is tested with.
    target: 'node22',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'silent',
    sourcemap: false,
    // Not the one found on the way up from the clone.
    tsconfigRaw: {},
  });
}

function bundler(): Bundler {
  try {
    return createRequire(import.meta.url)('esbuild') as Bundler;
  } catch (cause) {
    const message = `cannot bundle ${ENTRY}: esbuild is not installed; 'npm ci' brings it`;
    throw new HoldbandError('BundlerMissing', message, { cause });
  }
}
