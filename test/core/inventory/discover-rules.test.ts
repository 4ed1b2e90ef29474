import { describe, expect, it } from 'vitest';
import { discoverRule, ruleFor } from '../../../lib/core/inventory/discover-rules.ts';
import { complaints, configText, environmentsOf } from '../config/_files.ts';

const TOPIC = 'arn:aws:sns:us-east-2:111122223333:search';
const RULES = [
  { name: 'k8s-search-canary*', exclude: 'The canary has a probe of its own.' },
  { tags: { team: 'search' }, notify: { page: TOPIC } },
  { name: 'k8s-search-*', exclude: 'Never reached for the team search.' },
];
const rule = (group: Parameters<typeof discoverRule>[1]) =>
  discoverRule(environmentsOf(configText({ environment: { discover: RULES } }))[0] ?? { discover: [] }, group);

describe('rules of discovery', () => {
  it('leave a target group out with a reason', () => {
    expect(rule({ name: 'k8s-search-canary-1', tags: {} })).toEqual({ excluded: 'The canary has a probe of its own.' });
  });

  it('say who hears of it', () => {
    expect(rule({ name: 'k8s-web', tags: { team: 'search' } })).toEqual({ notify: { page: TOPIC } });
  });

  it('are asked in their order, and the first that fits wins', () => {
    expect(rule({ name: 'k8s-search-api', tags: { team: 'search' } })).toEqual({ notify: { page: TOPIC } });
    expect(rule({ name: 'k8s-search-api', tags: { team: 'web' } })).toEqual({
      excluded: 'Never reached for the team search.',
    });
  });

  it('say nothing of what none of them fits', () => {
    expect(rule({ name: 'k8s-web', tags: {} })).toEqual({});
  });

  it('do not fit by tags that could not be read', () => {
    expect(rule({ name: 'k8s-web' })).toEqual({});
  });
});

describe('the rules of several environments', () => {
  const group = (account: string) => ({
    arn: `arn:aws:elasticloadbalancing:us-east-2:${account}:targetgroup/k8s-search-canary-1/943f017f100becff`,
    fullName: 'targetgroup/k8s-search-canary-1/943f017f100becff',
    name: 'k8s-search-canary-1',
  });
  const environments = environmentsOf(configText({ environment: { discover: RULES } }));

  it('are for target groups of their account and Region only', () => {
    expect(ruleFor(group('111122223333'), {}, environments)).toEqual({
      excluded: 'The canary has a probe of its own.',
    });
    expect(ruleFor(group('444455556666'), {}, environments)).toEqual({});
    const elsewhere = environments.map((environment) => ({ ...environment, region: 'us-east-1' }));
    expect(ruleFor(group('111122223333'), {}, elsewhere)).toEqual({});
  });
});

describe('a rule of discovery in the config', () => {
  const complain = (one: object) => complaints(configText({ environment: { discover: [one] } }));

  it.each([
    [{ exclude: 'why' }, 'the rule fits everything, needed: name, tags or both'],
    [{ tags: {}, exclude: 'why' }, 'the rule fits everything, needed: name, tags or both'],
    [{ name: 'a*' }, 'the rule does nothing, needed: exclude or notify'],
    [{ name: 'a*', exclude: 'why', notify: TOPIC }, 'notify is given beside exclude, allowed: one or the other'],
    [{ name: 'a*', exclude: ' ' }, 'exclude is "", allowed: a sentence that says why'],
    [{ name: 'a*', notify: { verdict: TOPIC } }, 'unknown key "verdict", allowed: page, ticket'],
    [
      { name: 'a*', notify: { ticket: TOPIC.replace('us-east-2', 'us-east-1') } },
      'ARN is of Region us-east-1, allowed: us-east-2, that of the environment',
    ],
  ])('%j: %s', (one, complaint) => {
    expect(complain(one)).toEqual([complaint]);
  });
});
