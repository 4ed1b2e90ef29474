import { z } from 'zod';
import { configSchema } from './schema.ts';

/**
 * The JSON Schema of holdband.yaml, for editors: keys, types, forms, descriptions. What needs two keys to judge only
 * {@link readConfig} knows. Checked in as `schema/holdband.schema.json`.
 */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(configSchema, { io: 'input', reused: 'inline' });
}

/** The schema as it stands in the file. */
export function printConfigJsonSchema(): string {
  return `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
}
