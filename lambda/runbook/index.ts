import { parseConfig } from './config.ts';
import { createHandler } from './handler.ts';

/** What Lambda loads. Built once, used by every warm run. */
export const handler = createHandler({
  config: parseConfig(process.env),
  log: (line) => void process.stdout.write(`${line}\n`),
});
