// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how Fn::Sub is written.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSide } from '../../../lib/adapters/cloudformation/read-side.ts';
import { Unresolved } from '../../../lib/core/diff/model.ts';
import type { ReadSideOptions } from '../../../lib/core/diff/read-side.ts';
import type { AccountAlarm, AccountReader } from '../../../lib/core/inventory/account.ts';

const root = mkdtempSync(join(tmpdir(), 'holdband-sides-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;
/** A folder with files; an object is written as JSON. */
function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = join(root, String(folders++));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const read = (source: string, cwd: string, options: Partial<ReadSideOptions> = {}) =>
  readSide(source, { cwd, ...options });
const alarm = (properties: unknown = {}) => ({ Type: 'AWS::CloudWatch::Alarm', Properties: properties });
const template = (properties: unknown = {}) => ({ Resources: { Slow: alarm(properties) } });
const stack = (templateFile: string, more: object = {}) => ({
  type: 'aws:cloudformation:stack',
  environment: 'aws://111122223333/us-east-2',
  properties: { templateFile, ...more },
});
const places = async (source: string, cwd: string) =>
  (await read(source, cwd)).alarms.map(({ stack: name, logicalId }) => `${name}/${logicalId}`);

describe('a template file', () => {
  it('is read from YAML with short forms', async () => {
    const yaml = `
AWSTemplateFormatVersion: 2010-09-09
Parameters: {Seconds: {Type: Number, Default: 2}}
Resources:
  Slow:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmName: !Join ["-", [slow, !Ref AWS::Region]]
      Threshold: !Ref Seconds
      Period: "60"
      ActionsEnabled: yes
      AlarmDescription: !Sub ["\${Group.Name} \${n}", {n: !Select [1, [a, !ImportValue b]]}]
      Dimensions: [{Name: Account, Value: 012345678901}, {Name: Port, Value: 8080}]
      AlarmActions: [!GetAtt Topic.TopicArn, !If [Production, x, !Ref "AWS::NoValue"]]
`;
    const { alarms } = await read('slow.yaml', folderOf({ 'slow.yaml': yaml }));

    expect(alarms).toEqual([
      {
        stack: '',
        logicalId: 'Slow',
        kind: 'metric',
        properties: {
          AlarmName: new Unresolved('slow-${AWS::Region}'),
          Threshold: 2,
          Period: 60,
          ActionsEnabled: true,
          AlarmDescription: new Unresolved('${Group.Name} ${!ImportValue b}'),
          Dimensions: [
            { Name: 'Account', Value: '012345678901' },
            { Name: 'Port', Value: '8080' },
          ],
          AlarmActions: [new Unresolved('${Topic.TopicArn}'), new Unresolved('!If [Production, x, ${AWS::NoValue}]')],
        },
        written: expect.objectContaining({ Threshold: new Unresolved('${Seconds}') }),
      },
    ]);
  });

  it.each([
    ['metric', alarm({ MetricName: 'x' })],
    ['math', alarm({ Metrics: [{ Id: 'a', Expression: 'b + 1' }] })],
    ['anomaly', alarm({ Metrics: [{ Id: 'a', Expression: 'ANOMALY_DETECTION_BAND(m, 2)' }] })],
    ['anomaly', alarm({ ThresholdMetricId: 'a' })],
    ['promql', alarm({ EvaluationCriteria: { PromQLCriteria: { Query: 'up' } } })],
    ['composite', { Type: 'AWS::CloudWatch::CompositeAlarm', Properties: { AlarmRule: 'ALARM(a)' } }],
    ['log', { Type: 'AWS::CloudWatch::LogAlarm', Properties: { Threshold: 1 } }],
  ])('has alarms of kind %s', async (kind, resource) => {
    const { alarms } = await read(
      't.json',
      folderOf({ 't.json': { Resources: { It: resource, Other: { Type: 'AWS::SNS::Topic' } } } }),
    );

    expect(alarms.map((each) => each.kind)).toEqual([kind]);
  });

  it('takes parameters, and says which one it does not have', async () => {
    const cwd = folderOf({
      't.json': { Parameters: { S: { Type: 'Number' } }, ...template({ Threshold: { Ref: 'S' } }) },
    });
    const side = await read('t.json', cwd, { parameters: { S: '3', Other: 'x' } });

    expect(side.alarms[0]?.properties.Threshold).toBe(3);
    expect(side.notes).toEqual(['no template of t.json has a parameter Other']);
  });

  it('says what only a deployment makes of it', async () => {
    const resources = {
      'Fn::ForEach::Groups': [],
      Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://x/y' } },
    };
    const { notes } = await read('t.json', folderOf({ 't.json': { Transform: ['MyMacro'], Resources: resources } }));

    expect(notes).toEqual([
      'macro MyMacro may change alarms at deployment',
      'Fn::ForEach::Groups makes resources at deployment; alarms among them are not listed',
      'nested stack Child: its template is not here, so its alarms are not listed',
    ]);
  });
});

describe('a cdk.out folder', () => {
  const child = { Parameters: { S: { Type: 'Number' } }, ...template({ Threshold: { Ref: 'S' } }) };
  const nested = {
    Type: 'AWS::CloudFormation::Stack',
    Metadata: { 'aws:asset:path': 'child.json' },
    Properties: { Parameters: { S: 4 } },
  };
  const files = {
    'manifest.json': {
      artifacts: {
        Tree: { type: 'cdk:tree' },
        B: stack('b.json', { stackName: 'shop-b' }),
        A: stack('a.json'),
        'assembly-Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
      },
    },
    'a.json': template({ AlarmName: { 'Fn::Sub': 'slow-${AWS::Region}-${AWS::StackName}' } }),
    'b.json': { Resources: { Z: alarm(), Y: alarm(), Child: nested } },
    'child.json': child,
    'assembly-Prod/manifest.json': { artifacts: { ProdA: stack('a.json') } },
    'assembly-Prod/a.json': template(),
  };

  it('gives the alarms of all stacks, nested ones and stages, in order', async () => {
    const folder = folderOf(files);

    expect(await places(folder, root)).toEqual(['A/Slow', 'ProdA/Slow', 'shop-b/Y', 'shop-b/Z', 'shop-b/Child/Slow']);
  });

  it('knows Region, stack name and what a parent gives its nested stack', async () => {
    const { alarms } = await read(folderOf(files), root);

    expect(alarms[0]?.name).toBe('slow-us-east-2-A');
    expect(alarms.find((each) => each.stack === 'shop-b/Child')?.properties.Threshold).toBe(4);
  });

  it('takes a parameter for one stack', async () => {
    const own = { Parameters: { S: { Type: 'Number', Default: 1 } }, ...template({ Threshold: { Ref: 'S' } }) };
    const cwd = folderOf({ 'manifest.json': { artifacts: { A: stack('t.json'), B: stack('t.json') } }, 't.json': own });
    const { alarms, notes } = await read(cwd, root, { parameters: { 'B:S': '7' } });

    expect(alarms.map(({ properties }) => properties.Threshold)).toEqual([1, 7]);
    expect(notes).toEqual([]);
  });

  it('tells stacks of one name in several stages apart', async () => {
    const stage = (directoryName: string) => ({ type: 'cdk:cloud-assembly', properties: { directoryName } });
    const inner = { artifacts: { A: stack('a.json', { stackName: 'shop' }) } };
    const cwd = folderOf({
      'manifest.json': { artifacts: { Dev: stage('dev'), Prod: stage('prod') } },
      'dev/manifest.json': inner,
      'dev/a.json': template(),
      'prod/manifest.json': inner,
      'prod/a.json': template(),
    });

    expect(await places('.', cwd)).toEqual(['shop (dev/A)/Slow', 'shop (prod/A)/Slow']);
  });

  it('does not go round in a circle', async () => {
    const round = { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } };
    const nest = { Resources: { N: { ...nested, Metadata: { 'aws:asset:path': 'a.json' } } } };
    const cwd = folderOf({ 'manifest.json': { artifacts: { Round: round, A: stack('a.json') } }, 'a.json': nest });
    const { notes } = await read('.', cwd);

    expect(notes).toEqual([`nested stack A${'/N'.repeat(11)}: its template is not here, so its alarms are not listed`]);
  });

  it('is refused where its manifest leads out of it', async () => {
    const cwd = folderOf({ 'manifest.json': { artifacts: { A: stack('../secret.json') } } });

    await expect(read('.', cwd)).rejects.toThrow('must name a file inside the assembly, got: "../secret.json"');
  });
});

describe('git:REV:PATH', () => {
  const repository = folderOf({ 'sub/t.json': template({ Threshold: 1 }), 'cdk.out/t.json': template() });
  writeFileSync(join(repository, 'cdk.out/manifest.json'), JSON.stringify({ artifacts: { A: stack('t.json') } }));
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: repository });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'one');
  writeFileSync(join(repository, 'sub/t.json'), JSON.stringify(template({ Threshold: 2 })));

  it('reads a file as it is in a commit', async () => {
    const { alarms, label } = await read('git:main:sub/t.json', repository);

    expect(alarms[0]?.properties.Threshold).toBe(1);
    expect(label).toBe('git:main:sub/t.json');
  });

  it('reads a file relative to the working directory where the path says so', async () => {
    expect(await places('git:HEAD:./t.json', join(repository, 'sub'))).toEqual(['/Slow']);
  });

  it('reads a cdk.out that is checked in', async () => {
    expect(await places('git:main:cdk.out/', repository)).toEqual(['A/Slow']);
  });

  it.each([
    ['git:nowhere:t.json', 'no commit nowhere in this repository'],
    ['git:main:none.json', 'no such file or folder'],
    ['git:main', 'must be git:REV:PATH'],
    ['git:--output=x:t.json', '"--output=x" is no revision'],
    ['git:main;ls:t.json', 'no commit main;ls in this repository'],
    ['git:main:sub', 'a folder without manifest.json'],
  ])('refuses %s', async (source, message) => {
    await expect(read(source, repository)).rejects.toThrow(message);
  });

  it('is refused outside of a repository', async () => {
    await expect(read('git:main:t.json', folderOf({ a: '' }))).rejects.toThrow('in no git repository');
  });
});

describe('alarms of an account', () => {
  it('are read from the JSON of DescribeAlarms, without their state', async () => {
    const answer = {
      MetricAlarms: [{ AlarmName: 'b', Threshold: 1, StateValue: 'OK', AlarmArn: 'x' }],
      CompositeAlarms: [{ AlarmName: 'a', AlarmRule: 'ALARM(b)' }],
      LogAlarms: [{ AlarmName: 'c' }],
      NextToken: 'more',
    };
    const { alarms, notes } = await read('alarms.json', folderOf({ 'alarms.json': answer }));

    expect(alarms.map(({ kind, name, properties }) => [kind, name, properties])).toEqual([
      ['composite', 'a', { AlarmName: 'a', AlarmRule: 'ALARM(b)' }],
      ['metric', 'b', { AlarmName: 'b', Threshold: 1 }],
      ['log', 'c', { AlarmName: 'c' }],
    ]);
    expect(notes).toEqual(['alarms.json is one page of several: it has a NextToken, so alarms are missing']);
  });

  it('are read from the account itself', async () => {
    const deployed: AccountAlarm = { kind: 'metric', name: 'a', arn: 'x', state: 'OK', properties: { Threshold: 2 } };
    const asked: unknown[] = [];
    const account = {
      alarms: async (selection: unknown) => {
        asked.push(selection);
        return [deployed];
      },
    } as unknown as AccountReader;
    const side = await read('deployed', root, { account: async () => account });

    expect(asked).toEqual([{ all: true }]);
    expect(side.alarms).toEqual([
      {
        stack: '',
        logicalId: 'a',
        name: 'a',
        kind: 'metric',
        properties: { AlarmName: 'a', Threshold: 2 },
        deployed: true,
      },
    ]);
  });
});

describe('bad input', () => {
  it.each([
    ['no such file', 'none.json', {}, 'none.json: no such file or folder, allowed: a template (JSON or YAML)'],
    ['a folder that is no cdk.out', 'x', { 'x/a.json': {} }, 'x: a folder without manifest.json is no cdk.out'],
    ['a manifest that is none', '.', { 'manifest.json': {} }, 'manifest.json: is no manifest of a cloud assembly'],
    [
      'a manifest without its template',
      '.',
      { 'manifest.json': { artifacts: { A: stack('a.json') } } },
      'a.json: no such file',
    ],
    ['JSON that is no template', 'a.json', { 'a.json': {} }, 'a.json: is no template: it has no Resources'],
    ['text that is no template', 'a.md', { 'a.md': '# Alarms\n' }, 'a.md: is no template: it has no Resources'],
    [
      'YAML with its line',
      'a.yaml',
      { 'a.yaml': 'Resources:\n  A: [\n  B: 1\n' },
      /^a\.yaml:\d+:\d+: neither JSON nor YAML: /,
    ],
    [
      'JSON with its line',
      'a.json',
      { 'a.json': '{\n "Resources": {,}\n}' },
      /^a\.json:2:\d+: neither JSON nor YAML: /,
    ],
    [
      'a key given twice with its line',
      'a.yaml',
      { 'a.yaml': 'Resources: {}\nResources: {}\n' },
      /^a\.yaml:2:1: .*unique/,
    ],
    ['an alias without anchor', 'a.yaml', { 'a.yaml': 'Resources: *x\n' }, /^a\.yaml(:1:12)?: .*alias/i],
    ['levels without end', 'a.yaml', { 'a.yaml': `Resources: ${'['.repeat(20_000)}` }, /^a\.yaml.*: /],
  ])('gives one clear error: %s', async (_name, source, files, message) => {
    await expect(read(source, folderOf(files))).rejects.toMatchObject({
      name: 'InputError',
      message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
    });
  });

  it('names a file that is no text', async () => {
    const cwd = folderOf({ a: '' });
    writeFileSync(join(cwd, 'a.json'), new Uint8Array([0xff, 0xfe, 0x00]));

    await expect(read('a.json', cwd)).rejects.toThrow('a.json: is not UTF-8 text');
  });

  it('does not let aliases of aliases fill the memory', async () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(9).fill(`*l${i}`).join(', ')}]`);
    const cwd = folderOf({ 'a.yaml': `l0: &l0 [x]\n${levels.join('\n')}\nResources: {}\n` });

    await expect(read('a.yaml', cwd)).rejects.toThrow(/a\.yaml: not a template: .*alias/i);
  });
});
