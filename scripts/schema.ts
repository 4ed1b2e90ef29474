import { writeFileSync } from 'node:fs';
import { printConfigJsonSchema } from '../lib/core/config/json-schema.ts';

// npm run schema: writes the JSON Schema anew after the config schema changed.
writeFileSync(new URL('../schema/holdband.schema.json', import.meta.url), printConfigJsonSchema());
