import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Lock, printLock, readConfig, readLock, resolveKnown } from '../../../../lib/core/config/config.ts';
import type { DiscoveredGroup } from '../../../../lib/core/inventory/discovery.ts';
import { lockAfter } from '../../../../lib/core/inventory/write/lock-after.ts';
import { mergeConfig } from '../../../../lib/core/inventory/write/merge-config.ts';
import { generatedConfig } from '../../config/_generated.ts';
import { discoveryOf, found, generatedGroups, ingressTags } from './_groups.ts';

const FILE = 'holdband.yaml';

function write(text: string, groups: readonly DiscoveredGroup[], lock?: Lock) {
  const config = readConfig(text, FILE);
  const discovery = discoveryOf(groups);
  const more = lock && { lock };
  const merged = mergeConfig({ text, config, environment: 'prod', discovery, date: '2026-11-21', ...more });
  return { ...merged, ...lockAfter(merged, 'prod', discovery, () => 1, lock) };
}

describe('The lock after a merge', () => {
  it('says which target group every target has, so that synthesis works, and stays as it is the second time', () => {
    fc.assert(
      fc.property(generatedConfig, generatedGroups, ({ text }, groups) => {
        fc.pre(groups.length > 0);
        const once = write(text, groups);
        const twice = write(once.text, groups, readLock(printLock(once.lock), 'holdband.lock.json'));

        expect(resolveKnown(once.config, once.lock).problems).toEqual([]);
        expect(once.unresolved).toEqual([]);
        expect(printLock(twice.lock)).toBe(printLock(once.lock));
      }),
      { numRuns: 30 },
    );
  });

  it('has a new target whose tags were seen, also where those of another could not be read', () => {
    const { tags: _, ...unread } = found('unread');
    const groups = [found('k8s-x', { tags: ingressTags('api') }), unread];
    const { lock, config, unresolved } = write(
      `version: 1\nenvironments:\n  prod:\n    account: "111122223333"\n    region: us-east-2\n    targets:\n      - name: web\n        match: { name: unread }\n        traffic: requests\n`,
      groups,
    );

    expect(unresolved).toEqual([]);
    expect(resolveKnown(config, lock).environments[0]?.targets.map(({ name }) => name)).toEqual(['web', 'team-api']);
  });
});
