// Loaded before every program and test of this repository (`node --import ./bin/check-node.mjs …`). Plain JavaScript that
// any Node can read: an older one cannot strip types and would answer with a stack trace instead of a sentence.
import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const pinned = manifest.devDependencies.node.split('.')[0];
const running = process.versions.node.split('.')[0];
if (running !== pinned) {
  process.stderr.write(
    `holdband: this repository runs on Node ${pinned}, this is Node ${process.versions.node}; ` +
      `run 'npm ci' with its install scripts (they bring Node ${pinned}), then use the npm scripts or npx\n`,
  );
  process.exit(2);
}
