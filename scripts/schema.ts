import { readFileSync, writeFileSync } from 'node:fs';
import { printConfigJsonSchema } from '../lib/core/config/json-schema.ts';
import { withReference } from '../lib/core/config/reference.ts';

// npm run schema: writes the JSON Schema and the tables of docs/config.md anew after the config schema changed.
const DOCS = new URL('../docs/config.md', import.meta.url);
writeFileSync(new URL('../schema/holdband.schema.json', import.meta.url), printConfigJsonSchema());
writeFileSync(DOCS, withReference(readFileSync(DOCS, 'utf8')));
