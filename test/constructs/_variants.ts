import { catalogueEntry } from '../../lib/core/holds/catalogue.ts';
import type { Environment } from '../../lib/core/targets.ts';
import { anEnvironment, aTarget } from './_environment.ts';

const requests = { traffic: 'requests', hold: undefined, clients: undefined } as const;

/** One environment for each way a template can look: what is checked over "all templates" is checked over these. */
export const VARIANTS: Readonly<Record<string, Environment>> = {
  example: anEnvironment({ targets: [aTarget(), aTarget({ name: 'elasticsearch', ...requests })] }),
  'made topics and key': anEnvironment({
    notify: { subscribe: ['oncall@example.com', 'https://hooks.example.com/x'] },
  }),
  'made topics under a given key': anEnvironment({
    notify: {
      subscribe: ['a@example.com'],
      key: 'arn:aws:kms:us-east-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
  }),
  'shadow mode': anEnvironment({ paging: false, targets: [aTarget({ paging: false })] }),
  'mixed traffic, thorough, counted with PR': anEnvironment({
    targets: [aTarget({ traffic: 'mixed', level: 'thorough', countForm: 'PR' })],
  }),
  'flat estimate': anEnvironment({ targets: [aTarget({ estimate: 'flat' })] }),
  'message-driven polls that clients give up': anEnvironment({
    targets: [aTarget({ hold: catalogueEntry('matrix-sync')?.profile })],
  }),
  'exempt group, no runbook': anEnvironment({
    runbook: { on: false, architecture: 'arm64' },
    targets: [aTarget({ traffic: 'exempt', exempt: { reason: 'moves next month' } })],
  }),
  'two stacks, tags, boundary, qualifier, x86_64': anEnvironment({
    stacks: 2,
    tags: { team: 'search' },
    permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
    qualifier: 'team42',
    runbook: { on: true, architecture: 'x86_64' },
    targets: [aTarget(), aTarget({ name: 'elasticsearch', ...requests })],
  }),
};
