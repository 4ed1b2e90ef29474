import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../../lib/core/config/config.ts';
import { readSource } from '../../../lib/core/config/source.ts';
import { InputError } from '../../../lib/core/errors.ts';
import { complaints, complaintsAt, configText, environmentsOf, LOAD_BALANCER, TARGET_GROUP } from './_files.ts';

const TARGET = `
      - name: api
        loadBalancer: ${LOAD_BALANCER}
        targetGroup: ${TARGET_GROUP}
        traffic: requests`;
const withAccount = (account: string) => `version: 1
environments:
  prod:
    account: ${account}
    region: us-east-2
    targets:${TARGET.replaceAll('111122223333', '011122223333')}
`;

describe('the YAML of a config', () => {
  it('keeps the leading zero of an account id that is not quoted', () => {
    expect(environmentsOf(withAccount('011122223333'))[0]?.account).toBe('011122223333');
  });

  it('keeps it under YAML 1.1, too, where digits after a zero are octal', () => {
    expect(environmentsOf(`%YAML 1.1\n---\n${withAccount('011122223333')}`)[0]?.account).toBe('011122223333');
  });

  it('takes a quoted account id', () => {
    expect(environmentsOf(withAccount('"011122223333"'))[0]?.account).toBe('011122223333');
  });

  it('says where YAML itself is broken', () => {
    expect(complaintsAt('version: 1\nenvironments: [a, b\n')[0]).toMatch(/^3:1 not YAML: /);
  });

  it('names a key given twice, and where it was given first', () => {
    expect(complaintsAt('version: 1\nfailOn: error\nfailOn: info\n')).toContain(
      '3:1 key "failOn" is given twice, first at 2:1',
    );
  });

  it.each(['', '\n\n', '# nothing but a comment\n', '---\n'])('says that %j is empty', (text) => {
    expect(complaintsAt(text)).toEqual([
      "1:1 the file is empty, needed: version 1 and environments; 'holdband init' writes a first one",
    ]);
  });

  it('refuses a second document, and says where it begins', () => {
    expect(complaintsAt('version: 1\n---\nversion: 1\n')[0]).toMatch(/^[23]:\d+ a second document begins here/);
  });

  it('tells an empty key from a missing one', () => {
    expect(complaintsAt('version: 1\nenvironments:\nfailOn: error\n')).toEqual([
      '2:1 environments is empty, allowed: a map of environments by name',
    ]);
    expect(complaintsAt('version: 1\n')).toEqual([
      '1:1 environments is missing, needed: a map of environments by name',
    ]);
  });

  it('points at an empty item of a list, and says it once', () => {
    const text =
      'version: 1\nenvironments:\n  prod:\n    account: 111122223333\n    region: us-east-2\n    targets:\n      -\n';
    expect(complaintsAt(text)).toEqual(['7:8 targets[0] is empty, allowed: a map of keys']);
  });

  it('shows quotes where they make the difference', () => {
    expect(complaintsAt('version: "1"\n')).toEqual([
      '1:10 version is "1", allowed: 1, the only one this holdband reads',
    ]);
  });

  it('refuses a file that is no map', () => {
    expect(complaintsAt('just words\n')).toEqual(['1:1 the file is just words, allowed: a map of keys']);
  });

  it('follows aliases and merge keys, and what a map says itself wins', () => {
    const text = `version: 1
environments:
  prod: &prod
    account: "111122223333"
    region: us-east-2
    paging: on
    targets:${TARGET}
  trial:
    paging: off
    <<: *prod
`;
    const [prod, trial] = environmentsOf(text);
    expect(trial).toEqual({
      ...prod,
      name: 'trial',
      paging: false,
      targets: prod?.targets.map((target) => ({ ...target, environment: 'trial', paging: false })),
    });
  });

  it('refuses an alias to something that contains it', () => {
    expect(complaints('version: 1\nrules: &a\n  x: *a\n')).toContain('an alias to something that contains it');
  });

  it('refuses an alias without anchor', () => {
    expect(complaintsAt('version: 1\nfailOn: *nothing\n')[0]).toMatch(/^2:9 .*nothing/);
  });

  it('gives up on aliases that multiply beyond measure', () => {
    const level = (n: number) =>
      `l${n}: &l${n} [${Array(10)
        .fill(`*l${n - 1}`)
        .join(', ')}]`;
    const bomb = ['l0: &l0 [x, x]', ...[1, 2, 3, 4, 5, 6, 7, 8].map(level)].join('\n');
    expect(complaints(bomb)).toContain('too many values or aliases');
  });

  it('never crashes, whatever the text: it reads, or it says what is wrong', () => {
    const scraps = fc.constantFrom(
      ...[
        'version: 1',
        'environments:',
        '  prod:',
        '    targets:',
        '      - name: x',
        ': ',
        '- ',
        '&a ',
        '*a',
        '<<: *a',
      ],
      ...[
        '[',
        ']',
        '{',
        '}',
        '"',
        "'",
        '|',
        '>',
        '!!binary x',
        '? ',
        '---',
        '%YAML 1.1',
        '\t',
        '#',
        '~',
        '__proto__: 1',
      ],
      ...[
        'rules: {x: off}',
        'failOn: on',
        '0x1F',
        '.nan',
        '2026-01-01',
        'account: 0o7',
        'notify:',
        'hold: {product: }',
      ],
    );
    const text = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc
        .array(fc.tuple(scraps, fc.constantFrom('\n', '\n  ', ' ', '')), { maxLength: 20 })
        .map((all) => all.flat().join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(text, (any) => {
        try {
          readConfig(any, 'f');
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          for (const { where, message } of error.problems) {
            expect(where).toMatch(/^f:\d+:\d+$/);
            expect(message).toMatch(/^\P{Cc}+$/u);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never crashes on a right config with any value in any place', () => {
    const right = JSON.parse(configText({ target: { traffic: 'mixed', hold: { product: 'elastic-fleet' } } }));
    const places: string[][] = [
      ...[['version'], ['defaults'], ['environments'], ['environments', 'prod'], ['environments', 'prod', 'targets']],
      ...['notify', 'tags', 'runbook', 'region'].map((key) => ['environments', 'prod', key]),
      ...['name', 'hold', 'guards', 'match', 'loadBalancer', 'traffic', 'healthCheck', 'objective'].map((key) => [
        ...['environments', 'prod', 'targets', '0'],
        key,
      ]),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, value) => {
        const config = structuredClone(right);
        const holder = place.slice(0, -1).reduce((at, key) => at[key], config);
        holder[place.at(-1) as string] = value;
        expect(() => complaints(JSON.stringify(config))).not.toThrow();
      }),
      { numRuns: 400 },
    );
  });
});

describe('positions', () => {
  const { positions } = readSource('a:\n  b: 0.80\n  c: [x, "y z"]\n', 'f.yaml');

  it('point at a scalar, and show it as written', () => {
    expect([positions.at(['a', 'b']), positions.shown(['a', 'b'])]).toEqual(['f.yaml:2:6', '0.80']);
  });

  it('point at the key of a list, and at each of its items', () => {
    expect([positions.at(['a', 'c']), positions.at(['a', 'c', 1])]).toEqual(['f.yaml:3:3', 'f.yaml:3:10']);
  });

  it('point at what is nearest above where something is missing', () => {
    expect(positions.at(['a', 'd', 'e'])).toBe('f.yaml:1:1');
  });
});
