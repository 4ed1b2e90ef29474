#!/usr/bin/env node
// The `holdband` command. In the repository it runs the TypeScript source, in the published package the compiled program.
import { existsSync } from 'node:fs';
import module from 'node:module';

// Halves the start: modules that did not change are not compiled again. Node keeps what it compiled in the temporary folder.
module.enableCompileCache?.();

const source = new URL('./holdband.ts', import.meta.url);
if (existsSync(source)) {
  await import('./check-node.mjs');
  await import(source.href);
} else if (Number(process.versions.node.split('.')[0]) < 22) {
  process.stderr.write(`holdband: needs Node 22 or later, this is Node ${process.versions.node}\n`);
  process.exit(2);
} else {
  await import(new URL('../dist/bin/holdband.js', import.meta.url).href);
}
