// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Unresolved } from '../../../lib/core/diff/model.ts';
import { resolveTemplate } from '../../../lib/core/diff/resolve-template.ts';
import type { TemplateContext } from '../../../lib/core/diff/template.ts';

const TEMPLATE = {
  Parameters: {
    Seconds: { Type: 'Number', Default: '0.8' },
    Topics: { Type: 'CommaDelimitedList', Default: 'a, b' },
    Ports: { Type: 'List<Number>', Default: '80,443' },
    Environment: { Type: 'String' },
    Secret: { Type: 'String', NoEcho: true, Default: 'hunter2' },
    Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/images/latest' },
  },
  Mappings: { ByRegion: { 'us-east-2': { Seconds: 2, Groups: ['x', 'y'] } } },
  Conditions: {
    Always: { 'Fn::Equals': ['a', 'a'] },
    Never: { 'Fn::Not': [{ Condition: 'Always' }] },
    Production: { 'Fn::Equals': [{ Ref: 'Environment' }, 'prod'] },
    Either: { 'Fn::Or': [{ Condition: 'Production' }, { Condition: 'Always' }] },
    Both: { 'Fn::And': [{ Condition: 'Production' }, { Condition: 'Always' }] },
    Round: { 'Fn::Not': [{ Condition: 'Round' }] },
  },
};

/** One value, resolved; a value left open as `?` and its expression. */
function resolve(value: unknown, context: TemplateContext = {}): unknown {
  const resources = { It: { Type: 'Test::It', Properties: { value } }, ...NAMED };
  const { resources: found } = resolveTemplate({ ...TEMPLATE, Resources: resources }, context);
  const answer = found[0]?.properties.value;
  return answer instanceof Unresolved ? `? ${answer.expression}` : answer;
}

const NAMED = {
  Slow: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: { 'Fn::Sub': 'slow-${Seconds}' } } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'pages' } },
  Nameless: { Type: 'AWS::SNS::Topic' },
};

describe('functions of a template', () => {
  it.each([
    ['a parameter by its default, as its type means it', { Ref: 'Seconds' }, 0.8],
    ['a list parameter as a list', { Ref: 'Topics' }, ['a', 'b']],
    ['a list of numbers as numbers', { Ref: 'Ports' }, [80, 443]],
    ['a parameter without default', { Ref: 'Environment' }, '? ${Environment}'],
    ['a secret', { Ref: 'Secret' }, '? ${Secret}'],
    ['a value that is looked up at deployment', { Ref: 'Image' }, '? ${Image}'],
    ['something unknown', { Ref: 'Elsewhere' }, '? ${Elsewhere}'],
    ['the name of an alarm', { Ref: 'Slow' }, 'slow-0.8'],
    ['an attribute', { 'Fn::GetAtt': ['Nameless', 'TopicName'] }, '? ${Nameless.TopicName}'],
    ['an attribute in one word', { 'Fn::GetAtt': 'Group.Name.Of' }, '? ${Group.Name.Of}'],
    ['text with values', { 'Fn::Sub': 'a-${Seconds}-${AWS::Region}' }, '? a-0.8-${AWS::Region}'],
    ['text with values of its own', { 'Fn::Sub': ['${x}-${Seconds}', { x: 1 }] }, '1-0.8'],
    ['text that means a dollar sign', { 'Fn::Sub': '${!Seconds}' }, '${Seconds}'],
    ['one open value alone in a text', { 'Fn::Sub': '${Environment}' }, '? ${Environment}'],
    ['joined text', { 'Fn::Join': ['/', ['a', { Ref: 'Seconds' }, 'b']] }, 'a/0.8/b'],
    ['joined text with an import', { 'Fn::Join': ['', ['a:', { 'Fn::ImportValue': 'x' }]] }, '? a:${!ImportValue x}'],
    ['a joined list parameter', { 'Fn::Join': ['+', { Ref: 'Topics' }] }, 'a+b'],
    ['a joined list nobody knows', { 'Fn::Join': ['+', { Ref: 'Environment' }] }, '? !Join ["+", ${Environment}]'],
    ['a branch taken', { 'Fn::If': ['Always', 1, 2] }, 1],
    ['a branch not taken', { 'Fn::If': ['Never', 1, 2] }, 2],
    ['a branch nobody can take', { 'Fn::If': ['Production', 1, 5] }, '? !If [Production, 1, 5]'],
    ['two branches that say the same', { 'Fn::If': ['Production', 1, 1] }, 1],
    [
      'no value in a branch',
      { 'Fn::If': ['Production', 1, { Ref: 'AWS::NoValue' }] },
      '? !If [Production, 1, ${AWS::NoValue}]',
    ],
    ['a condition that one part decides', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['a condition that an open part decides', { 'Fn::If': ['Both', 1, 2] }, '? !If [Both, 1, 2]'],
    ['a condition that asks for itself', { 'Fn::If': ['Round', 1, 2] }, '? !If [Round, 1, 2]'],
    [
      'a mapping without its key',
      { 'Fn::FindInMap': ['ByRegion', 'eu-west-1', 'Seconds'] },
      '? !FindInMap [ByRegion, eu-west-1, Seconds]',
    ],
    ['a mapping with another value', { 'Fn::FindInMap': ['ByRegion', 'eu-west-1', 'Seconds', { DefaultValue: 3 }] }, 3],
    [
      'a mapping by a Region nobody named',
      { 'Fn::FindInMap': ['ByRegion', { Ref: 'AWS::Region' }, 'Seconds'] },
      '? !FindInMap [ByRegion, ${AWS::Region}, Seconds]',
    ],
    ['one of a list', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b'] }] }, 'b'],
    ['one beyond a list', { 'Fn::Select': [2, ['a', 'b']] }, '? !Select [2, [a, b]]'],
    [
      'a part of an open text',
      { 'Fn::Select': [0, { 'Fn::Split': ['/', { Ref: 'Environment' }] }] },
      '? !Select [0, !Split [/, ${Environment}]]',
    ],
    ['an import', { 'Fn::ImportValue': { 'Fn::Sub': '${Environment}-topic' } }, '? !ImportValue ${Environment}-topic'],
    ['zones', { 'Fn::GetAZs': '' }, '? !GetAZs ""'],
    ['encoded text', { 'Fn::Base64': 'a' }, '? !Base64 a'],
    ['a reference to a secret', '{{resolve:ssm:/seconds}}', '? {{resolve:ssm:/seconds}}'],
    ['no value among others', { a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] }, { a: 1, c: [2] }],
    ['a condition of a policy, which is no function', { Condition: { Bool: true } }, { Condition: { Bool: true } }],
  ])('resolves %s', (_name, value, expected) => {
    expect(resolve(value)).toEqual(expected);
  });

  it.each([
    ['AWS::Region', 'cn-north-1'],
    ['AWS::AccountId', '012345678901'],
    ['AWS::Partition', 'aws-cn'],
    ['AWS::URLSuffix', 'amazonaws.com.cn'],
    ['AWS::StackName', 'shop'],
    ['AWS::StackId', '? ${AWS::StackId}'],
  ])('resolves %s where the place is known', (name, expected) => {
    expect(resolve({ Ref: name }, { region: 'cn-north-1', account: '012345678901', stack: 'shop' })).toBe(expected);
  });

  it('makes the ARNs of alarms and topics that have a name', () => {
    const place = { region: 'us-east-2', account: '111122223333' };

    expect(resolve({ 'Fn::GetAtt': ['Slow', 'Arn'] }, place)).toBe(
      'arn:aws:cloudwatch:us-east-2:111122223333:alarm:slow-0.8',
    );
    expect(resolve({ Ref: 'Topic' }, place)).toBe('arn:aws:sns:us-east-2:111122223333:pages');
    expect(resolve({ Ref: 'Topic' })).toBe('? ${Topic}');
  });

  it('takes what somebody knows of a resource', () => {
    const resourceValue = ({ logicalId }: { logicalId: string }, attribute?: string) =>
      `${logicalId}/${attribute ?? ''}`;

    expect(resolve({ 'Fn::Sub': '${Nameless}:${Nameless.Arn}' }, { resourceValue })).toBe('Nameless/:Nameless/Arn');
  });

  it('prefers a value given to a default, but keeps a secret', () => {
    expect(resolve({ Ref: 'Seconds' }, { parameters: { Seconds: '2' } })).toBe(2);
    expect(resolve({ Ref: 'Secret' }, { parameters: { Secret: 'x' } })).toBe('? ${Secret}');
    expect(resolve({ 'Fn::If': ['Production', 1, 5] }, { parameters: { Environment: 'prod' } })).toBe(1);
  });
});

describe('a resource with a condition', () => {
  const resource = (condition: string, parameters = {}) =>
    resolveTemplate({ ...TEMPLATE, Resources: { It: { Type: 'Test::It', Condition: condition } } }, { parameters })
      .resources[0];

  it('is left out where the condition is false', () => {
    expect(resource('Never')).toBeUndefined();
    expect(resource('Production', { Environment: 'dev' })).toBeUndefined();
    expect(resource('Production', { Environment: 'prod' })?.condition).toBe(true);
  });

  it('is there with the condition and its definition where nobody can say', () => {
    expect(resource('Both')?.condition).toEqual(new Unresolved('Both: !Equals [${Environment}, prod]'));
  });

  it('is there where only the default of a parameter says it is not', () => {
    const template = {
      Parameters: { Topic: { Type: 'String', Default: '' } },
      Conditions: { HasTopic: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Topic' }, ''] }] } },
      Resources: { It: { Type: 'Test::It', Condition: 'HasTopic' } },
    };

    expect(resolveTemplate(template).resources).toHaveLength(1);
    expect(resolveTemplate(template, { parameters: { Topic: '' } }).resources).toHaveLength(0);
  });
});

describe('any input', () => {
  it('never makes the resolver crash', () => {
    const names = [
      'Ref',
      'Condition',
      ...'Sub Join If Equals And Not Select Split GetAtt FindInMap'.split(' ').map((n) => `Fn::${n}`),
    ];
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom('It', 'AWS::NoValue', '${It.Arn}', 'C', 0, true, null),
        fc.array(tie('node'), { maxLength: 4 }),
        fc.tuple(fc.constantFrom(...names), tie('node')).map(([name, inner]) => ({ [name]: inner })),
        fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'a', 'C'), tie('node'), { maxKeys: 2 }),
      ),
    }));
    fc.assert(
      fc.property(node, node, node, (a, b, c) => {
        const resources = {
          It: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: a, Threshold: b }, Condition: 'C' },
        };
        const { notes } = resolveTemplate({ Parameters: b, Mappings: c, Conditions: { C: c }, Resources: resources });
        expect(notes.length).toBeLessThan(3);
      }),
    );
  });

  it('is left open where it nests without end', () => {
    let deep: unknown = 'x';
    for (let level = 0; level < 50_000; level++) deep = { 'Fn::Sub': [deep] };

    expect(resolve(deep)).toMatch(/^\? /);
    expect(resolve(JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`))).toBeDefined();
  });

  it('stays small where every name is made of two others', () => {
    const alarm = (name: unknown) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: name } });
    const doubled = Array.from({ length: 60 }, (_, i) => [`A${i}`, alarm({ 'Fn::Sub': `\${A${i + 1}}\${A${i + 1}}` })]);
    const { resources } = resolveTemplate({ Resources: { ...Object.fromEntries(doubled), A60: alarm('name') } });

    expect(JSON.stringify(resources).length).toBeLessThan(60 * 2 * 3_000);
  });
});
