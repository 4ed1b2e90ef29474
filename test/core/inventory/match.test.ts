import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeMatch, matches, sameMatch } from '../../../lib/core/inventory/match.ts';

/** As the AWS Load Balancer Controller tags a target group of an Ingress. */
const FLEET = {
  name: 'k8s-elastics-fleetser-3fa9c21d07',
  tags: {
    'elbv2.k8s.aws/cluster': 'prod-1',
    'ingress.k8s.aws/stack': 'elastic-system/eck-fleet-server',
    'ingress.k8s.aws/resource': 'elastic-system/eck-fleet-server-fleet-server-agent-http:8220',
  },
};

describe('a match by name', () => {
  it.each([
    ['k8s-elastics-fleetser-*', true],
    ['*-3fa9c21d07', true],
    ['k8s-*-fleetser-*', true],
    ['*', true],
    ['k8s-elastics-fleetser-3fa9c21d07', true],
    ['k8s-elastics-fleetser-3fa9c21d07*', true],
    ['k8s-elastics-fleetser', false],
    ['fleetser-*', false],
    ['k8s-*-elastics-*', false],
    ['K8S-*', false],
  ])('%s: %s', (name, expected) => {
    expect(matches({ name }, FLEET)).toBe(expected);
  });

  it('does not count the same letters for the begin and for the end', () => {
    expect(matches({ name: 'aba*ba' }, { name: 'aba', tags: {} })).toBe(false);
    expect(matches({ name: 'a*a' }, { name: 'a', tags: {} })).toBe(false);
  });

  it('fits whatever stands where the stars are', () => {
    const word = fc.stringMatching(/^[a-c-]{0,4}$/);
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 5 }), word, (pairs, last) => {
        const name = `${pairs.map(([part]) => `${part}*`).join('')}${last}`;
        const text = `${pairs.map(([part, any]) => `${part}${any}`).join('')}${last}`;
        expect(matches({ name }, { name: text, tags: {} })).toBe(true);
      }),
    );
  });

  it('means what the same pattern means as a regular expression', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ab*]{1,7}$/), fc.stringMatching(/^[ab]{0,7}$/), (name, text) => {
        const form = new RegExp(`^${name.replaceAll('*', '.*')}$`);
        expect(matches({ name }, { name: text, tags: {} })).toBe(form.test(text));
      }),
    );
  });
});

describe('a match by tags', () => {
  it('needs every tag with its value', () => {
    const tags = { 'ingress.k8s.aws/stack': 'elastic-system/eck-fleet-server', 'elbv2.k8s.aws/cluster': 'prod-1' };
    expect(matches({ tags }, FLEET)).toBe(true);
    expect(matches({ tags: { ...tags, 'elbv2.k8s.aws/cluster': 'prod-2' } }, FLEET)).toBe(false);
    expect(matches({ tags: { ...tags, team: 'search' } }, FLEET)).toBe(false);
  });

  it('takes a star in a value as a star', () => {
    expect(matches({ tags: { 'elbv2.k8s.aws/cluster': 'prod-*' } }, FLEET)).toBe(false);
  });

  it('is not met by what every object has', () => {
    expect(matches({ tags: { constructor: 'x' } }, { name: 'api', tags: {} })).toBe(false);
  });
});

it('needs name and tags where both are given', () => {
  const tags = { 'elbv2.k8s.aws/cluster': 'prod-1' };
  expect(matches({ name: 'k8s-*', tags }, FLEET)).toBe(true);
  expect(matches({ name: 'ecs-*', tags }, FLEET)).toBe(false);
});

it('is the same match in whatever order its tags are', () => {
  expect(sameMatch({ tags: { a: '1', b: '2' } }, { tags: { b: '2', a: '1' } })).toBe(true);
  expect(sameMatch({ tags: { a: '1' } }, { tags: { a: '2' } })).toBe(false);
  expect(sameMatch({ name: 'a' }, undefined)).toBe(false);
});

it('is said in words', () => {
  expect(describeMatch({ name: 'k8s-*', tags: { a: '1', b: '2' } })).toBe('name k8s-* and tags a=1, b=2');
  expect(describeMatch({ tags: { a: '\u001b[2J\n' } })).toBe('tag a=\\u001b[2J\\u000a');
});
