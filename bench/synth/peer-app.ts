// What a peer is asked to watch: the targets of the config in this folder, spread over so many stacks (argument 1).
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { environmentsOf, readConfigured } from '../../lib/core/config/configured.ts';
import type { Environment, Target } from '../../lib/core/targets.ts';

/** Stacks of an app with the targets of the folder dealt out one after the other, as a person would by hand. */
export function dealtOut(): {
  readonly app: App;
  readonly parts: readonly { readonly stack: Stack; readonly targets: readonly Target[] }[];
} {
  const app = new App();
  const count = Number(process.argv[2]);
  const text = readFileSync('holdband.yaml', 'utf8');
  const lock = readFileSync('holdband.lock.json', 'utf8');
  const [environment] = environmentsOf(readConfigured(text, 'holdband.yaml', lock)) as [Environment];
  const env = { account: environment.account, region: environment.region };
  const parts = Array.from({ length: count }, (_, part) => ({
    stack: new Stack(app, `peer-${part + 1}`, { env, suppressTemplateIndentation: true }),
    targets: environment.targets.filter((_, index) => index % count === part),
  }));
  return { app, parts };
}
