import fc from 'fast-check';

/*
 * Configs as people write them: comments everywhere, two ways to indent a list, blank lines, quotes, anchors, blocks of text,
 * either line end, with and without a last one.
 */

const ELB = 'arn:aws:elasticloadbalancing:us-east-2:111122223333';

/** A config, and what was drawn for it. */
export interface GeneratedConfig {
  readonly text: string;
  readonly eol: '\n' | '\r\n';
  /** Names of the targets of `prod`, in order. */
  readonly targets: readonly string[];
}

const comment = fc.constantFrom(
  '# to be looked at',
  '#no blank',
  '#',
  '# - name: old',
  '# targets:',
  '# a colon: and "quotes" #',
  '# holdband is nice',
);
const gap = fc.array(fc.oneof(comment, fc.constant('')), { maxLength: 2 });
const reason = fc.constantFrom(
  'plain words',
  '"quoted # not a comment"',
  "'single'",
  'two\n    lines',
  '|\n    # holdband: 2026-01-01: text\n\n    more',
  '>-\n    folded\n    text',
  '|+\n    kept\n\n',
);

interface Drawn {
  readonly name: string;
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly after: readonly string[];
}

const target = fc.record({
  kind: fc.constantFrom('requests', 'long-polls', 'exempt', 'anchored', 'flow-hold'),
  reason,
  trailing: fc.constantFrom('', ' # why', '   #'),
  before: gap,
  inside: gap,
  after: fc.array(fc.constantFrom('  # deeper', ''), { maxLength: 2 }),
  dash: fc.constantFrom('- ', '-   ', '- # first\n  ', '-\n  ', '- &a%\n  '),
});

function draw(index: number, drawn: ReturnType<typeof unwrap>): Drawn {
  const { kind, trailing, before, inside, after, dash } = drawn;
  const name = `t${index}`;
  const keys = [
    `name: ${name}${trailing}`,
    `loadBalancer: ${ELB}:loadbalancer/app/edge/50dc6c495c0c9188`,
    `targetGroup: "${ELB}:targetgroup/${name}/943f017f100becff"`,
    ...inside,
    ...body(kind, drawn.reason),
  ];
  const width = dash.startsWith('-   ') ? '    ' : '  ';
  const lead = dash.replace('%', String(index));
  const lines = [`${lead}${keys[0]}`, ...keys.slice(1).map((key) => (key === '' ? '' : `${width}${key}`))];
  return { name, before, lines: lines.join('\n').split('\n'), after };
}

const unwrap = (value: typeof target extends fc.Arbitrary<infer T> ? T : never) => value;

function body(kind: string, why: string): string[] {
  if (kind === 'exempt') return ['traffic: exempt', `reason: ${why.replace(/\n(?=.)/g, '\n  ')}`];
  if (kind === 'long-polls') return ['traffic: long-polls', 'hold: elastic-fleet', 'idleTimeout: 600s'];
  if (kind === 'flow-hold') return ['traffic: mixed', 'hold: { ceiling: 300s,', '    spread: -30s } # by hand'];
  return ['traffic: requests'];
}

/** A config that `readConfig` takes, with one to four targets in `prod`, perhaps between other environments. */
export const generatedConfig: fc.Arbitrary<GeneratedConfig> = fc
  .record({
    targets: fc.array(target, { minLength: 1, maxLength: 4 }),
    indent: fc.constantFrom(0, 2, 4),
    eol: fc.constantFrom('\n' as const, '\r\n' as const),
    head: gap,
    behindTargets: gap,
    keyBehind: fc.boolean(),
    environmentBehind: fc.boolean(),
    lastNewline: fc.boolean(),
  })
  .map(({ targets, indent, eol, head, behindTargets, keyBehind, environmentBehind, lastNewline }) => {
    const drawn = targets.map((each, index) => draw(index, each));
    const margin = ' '.repeat(4 + indent);
    const lines = [
      ...head,
      'version: 1',
      'environments:',
      '  prod: # the one',
      '    account: 111122223333',
      '    region: us-east-2',
      ...head.map((line) => (line === '' ? '' : `    ${line}`)),
      '    targets:   # all of them',
      ...drawn.flatMap(({ before, lines: own, after }) =>
        [...before, ...own, ...after].map((line) => (line === '' ? '' : margin + line)),
      ),
      ...behindTargets.map((line) => (line === '' ? '' : `    ${line}`)),
      ...(keyBehind ? ['    notify: arn:aws:sns:us-east-2:111122223333:on-call'] : []),
      ...(environmentBehind
        ? [
            '  # the other',
            '  staging:',
            '    account: "111122223333"',
            '    region: us-west-2',
            '    targets:',
            `    - { name: x, loadBalancer: ${ELB.replace('east', 'west')}:loadbalancer/app/e/50dc6c495c0c9188,`,
            `        targetGroup: ${ELB.replace('east', 'west')}:targetgroup/x/943f017f100becff, traffic: requests }`,
          ]
        : []),
    ];
    const text = lines.join(eol) + (lastNewline ? eol : '');
    return { text, eol, targets: drawn.map(({ name }) => name) };
  });
