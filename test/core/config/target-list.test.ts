import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/core/config/config.ts';
import {
  changeTargetList,
  findTargetList,
  markLine,
  notWatchedLine,
  type TargetListChange,
} from '../../../lib/core/config/target-list.ts';
import { InputError } from '../../../lib/core/errors.ts';
import { type GeneratedConfig, generatedConfig } from './_generated.ts';

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';
const FILE = 'holdband.yaml';
const entry = (name: string) => [
  `# Confidence high: ${name}`,
  `- name: ${name}`,
  `  loadBalancer: ${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`,
  `  targetGroup: ${ELB}:targetgroup/${name}/943f017f100becff`,
  '  traffic: requests',
];
const change = (text: string, what: TargetListChange) =>
  changeTargetList(text, findTargetList(text, FILE, 'prod'), what);
const settingsOf = (text: string) => readConfig(text, FILE).settings;
const targetsOf = (text: string) => settingsOf(text).environments.prod?.targets ?? [];
const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');

/** The longest way to find the old lines in the new ones, in order. */
function keepsEveryLine(old: string, next: string): boolean {
  const lines = linesOf(next);
  let at = 0;
  for (const line of linesOf(old)) {
    const found = lines.findIndex((each, i) => i >= at && each.replace(/\r$/, '') === line.replace(/\r$/, ''));
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}

const everything: TargetListChange = {
  entries: [entry('new-1'), entry('new-2')],
  marks: new Map([[0, markLine('2026-11-21', 'gone')]]),
  notWatched: [notWatchedLine('idle (no-traffic): Nobody sent a request.')],
};
const generated = (law: (config: GeneratedConfig) => void) =>
  fc.assert(fc.property(generatedConfig, law), { numRuns: 40 });

describe('Changing the targets in the text of a config', () => {
  it('keeps every line in its order, and every setting', () => {
    generated(({ text, eol, targets }) => {
      const next = change(text, everything);

      expect(keepsEveryLine(text, next)).toBe(true);
      expect(targetsOf(next).map(({ name }) => name)).toEqual([...targets, 'new-1', 'new-2']);
      const { environments, ...rest } = settingsOf(text);
      expect(targetsOf(next).slice(0, targets.length)).toEqual(environments.prod?.targets);
      expect({ ...settingsOf(next), environments: undefined }).toEqual({ ...rest, environments: undefined });
      expect(settingsOf(next).environments.staging).toEqual(environments.staging);
      expect(next.match(/\r?\n/g)?.every((end) => end === eol)).toBe(true);
    });
  });

  it('changes nothing where nothing is to be changed', () => {
    generated(({ text }) => {
      expect(change(text, {})).toBe(text);
    });
  });

  it('gives back the text, when what is ours goes again', () => {
    generated(({ text }) => {
      const { entries: _, ...comments } = everything;
      const marked = change(text.endsWith('\n') ? text : `${text}\n`, comments);
      const list = findTargetList(marked, FILE, 'prod');

      expect(list.entries[0]?.marks.map((mark) => mark.text)).toEqual(['gone']);
      expect(list.notWatched.map((line) => line.text)).toEqual(['idle (no-traffic): Nobody sent a request.']);
      const cleared = change(marked, { marks: new Map([[0, undefined]]), nowWatched: list.notWatched });
      expect(cleared).toBe(text.endsWith('\n') ? text : `${text}\n`);
    });
  });

  it('puts new entries behind the comments of the last one, before what follows', () => {
    const next = change(
      `version: 1
environments:
  prod:
    account: "111122223333"
    region: us-east-2
    targets:
      - name: web
        traffic: exempt
        reason: x

        # clients: 5
      # nobody else

    # who is told
    notify: {}
`,
      everything,
    );

    const below = next.split('\n').slice(5);
    expect(below.map((line) => line.slice(4).replace(/: arn:.*/, ''))).toEqual([
      'targets:',
      '  # holdband: 2026-11-21: gone',
      '  - name: web',
      '    traffic: exempt',
      '    reason: x',
      '',
      '    # clients: 5',
      '  # nobody else',
      ...[1, 2].flatMap((n) => [
        `  # Confidence high: new-${n}`,
        `  - name: new-${n}`,
        '    loadBalancer',
        '    targetGroup',
        '    traffic: requests',
      ]),
      '  # holdband: not watched: idle (no-traffic): Nobody sent a request.',
      '',
      '# who is told',
      'notify: {}',
      '',
    ]);
  });

  it('leaves a blank line between entries where there is one already', () => {
    const text = `environments:\n  prod:\n    targets:\n      - name: a\n\n      # b\n      - name: b\n`;

    expect(change(text, { entries: [['- name: c']] })).toBe(`${text}\n      - name: c\n`);
  });

  it('adds below what was added, above what is not watched', () => {
    const text = `environments:\n  prod:\n    targets:\n      - name: a\n`;
    const once = change(text, { entries: [['- name: b']], notWatched: [notWatchedLine('x')] });
    const twice = change(once, { entries: [['- name: c']], notWatched: [notWatchedLine('y')] });

    expect(twice.slice(text.length)).toBe(
      '      - name: b\n      - name: c\n      # holdband: not watched: x\n      # holdband: not watched: y\n',
    );
  });

  it('takes a mark away that a person left when the entry went', () => {
    const text = `environments:\n  prod:\n    targets:\n      - name: a\n`;
    const stray = `${text}      ${markLine('2026-11-21', 'gone')}\n`;

    expect(change(stray, {})).toBe(text);
  });

  it.each([
    ['a list in brackets', 'environments: { prod: { targets: [{ name: a }] } }', 'targets is a list in brackets'],
    ['an alias', 'x: &x\n  - name: a\nenvironments:\n  prod:\n    targets: *x', 'targets is an alias'],
    ['a merged list', 'x: &x\n  targets:\n    - name: a\nenvironments:\n  prod:\n    <<: *x', 'comes from an anchor'],
    ['an environment by alias', 'x: &x\n  targets:\n    - name: a\nenvironments:\n  prod: *x', 'is an alias'],
  ])('refuses %s, and says where', (_, text, message) => {
    expect(() => findTargetList(text, FILE, 'prod')).toThrow(InputError);
    expect(() => findTargetList(text, FILE, 'prod')).toThrow(message);
    expect(() => findTargetList(text, FILE, 'prod')).toThrow(/^holdband\.yaml:\d+:\d+: .*--yaml prints/);
  });
});
