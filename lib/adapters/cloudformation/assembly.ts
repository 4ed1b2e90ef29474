import { alarmsOfResources } from '../../core/diff/alarm-records.ts';
import { isRecord } from '../../core/diff/canonical.ts';
import type { AlarmRecord } from '../../core/diff/model.ts';
import type { GivenParameters } from '../../core/diff/read-side.ts';
import { resolveTemplate } from '../../core/diff/resolve-template.ts';
import type { ResolvedResource, TemplateContext } from '../../core/diff/template.ts';
import { InputError } from '../../core/errors.ts';
import { parseTemplate } from './parse.ts';
import { pathInside, type Tree } from './tree.ts';

/** Stacks in stacks deeper than this are taken for a circle. */
const DEEPEST = 10;

/** What was read so far. */
export interface Found {
  readonly alarms: AlarmRecord[];
  readonly notes: string[];
  /** Names of parameters that some template has. */
  readonly parameters: Set<string>;
}

/** One stack of an assembly. */
export interface Stack {
  /** Id of its artifact, below the folder of its stage. */
  readonly id: string;
  /** Path of its template in the tree. */
  readonly file: string;
  readonly context: TemplateContext & { readonly stack: string };
}

/** Reads every stack of a cloud assembly (`cdk.out`), stages and nested stacks included. */
export async function readAssembly(tree: Tree, given: GivenParameters, found: Found): Promise<void> {
  const stacks = await stacksOf(tree, '');
  const namesakes = Map.groupBy(stacks, ({ context }) => context.stack);
  for (const { id, file, context } of stacks) {
    const { stack } = context;
    const own: Found = { ...found, alarms: [] };
    await readTemplateFile(tree, file, withGiven(context, given), own);
    // Stages may deploy stacks of one name to several accounts; their alarms are not the same ones.
    const label = namesakes.get(stack)?.length === 1 ? stack : `${stack} (${id})`;
    found.alarms.push(...own.alarms.map((alarm) => ({ ...alarm, stack: label + alarm.stack.slice(stack.length) })));
  }
}

/** Every stack of an assembly, stages included. @throws InputError where a manifest is none */
export async function stacksOf(tree: Tree, folder: string): Promise<Stack[]> {
  const path = folder === '' ? 'manifest.json' : `${folder}/manifest.json`;
  const manifest = parseTemplate(await tree.read(path), tree.where(path));
  const artifacts = isRecord(manifest) ? manifest.artifacts : undefined;
  if (!isRecord(artifacts)) {
    throw new InputError('AssemblyWrong', { where: tree.where(path), message: 'is no manifest of a cloud assembly' });
  }
  const stacks: Stack[] = [];
  for (const [id, artifact] of Object.entries(artifacts)) {
    if (!isRecord(artifact)) continue;
    const properties = isRecord(artifact.properties) ? artifact.properties : {};
    if (artifact.type === 'cdk:cloud-assembly') {
      const below = inside(tree, path, folder, properties.directoryName);
      // A stage lies below its assembly, so this ends.
      if (below !== '.' && below.length > folder.length) stacks.push(...(await stacksOf(tree, below)));
    } else if (artifact.type === 'aws:cloudformation:stack') {
      const stack = typeof properties.stackName === 'string' ? properties.stackName : id;
      const parameters = isRecord(properties.parameters) ? properties.parameters : {};
      stacks.push({
        id: folder === '' ? id : `${folder}/${id}`,
        file: inside(tree, path, folder, properties.templateFile),
        context: { stack, parameters, ...placeOf(artifact.environment) },
      });
    }
  }
  return stacks;
}

/** A file named in a manifest. @throws InputError where it leads out of the assembly, or is not there */
function inside(tree: Tree, manifest: string, folder: string, name: unknown): string {
  const path = typeof name === 'string' ? pathInside(folder, name) : undefined;
  if (path !== undefined) return path;
  const message = `must name a file inside the assembly, got: ${JSON.stringify(name)}`;
  throw new InputError('AssemblyWrong', { where: tree.where(manifest), message });
}

/** `aws://123456789012/us-east-2`; `unknown-account` and `unknown-region` are what CDK writes for neither. */
function placeOf(environment: unknown): Pick<TemplateContext, 'account' | 'region'> {
  const [, account, region] = /^aws:\/\/([^/]+)\/(.+)$/.exec(String(environment)) ?? [];
  return {
    ...(account !== undefined && account !== 'unknown-account' && { account }),
    ...(region !== undefined && region !== 'unknown-region' && { region }),
  };
}

/** A context with what a person gave for its stack. */
export function withGiven(context: TemplateContext, given: GivenParameters): TemplateContext {
  const own = Object.entries(given).filter(([name]) => !name.includes(':'));
  const prefix = `${context.stack ?? ''}:`;
  const forStack = Object.entries(given).flatMap(([name, value]): [string, unknown][] =>
    name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
  );
  return { ...context, parameters: { ...context.parameters, ...Object.fromEntries([...own, ...forStack]) } };
}

/** @throws InputError where the file is no template */
async function readTemplateFile(tree: Tree, file: string, context: TemplateContext, found: Found): Promise<void> {
  const template = parseTemplate(await tree.read(file), tree.where(file));
  if (!isTemplate(template)) {
    throw new InputError('NotATemplate', { where: tree.where(file), message: 'is no template: it has no Resources' });
  }
  await readTemplate(tree, file, template, context, found);
}

/** A template is a map with resources; everything else CloudFormation refuses. */
export function isTemplate(value: unknown): boolean {
  return isRecord(value) && isRecord(value.Resources);
}

/**
 * Adds the alarms of a template and of the stacks nested in it.
 *
 * @param file where it lies in the tree; nested templates lie beside it
 */
export async function readTemplate(
  tree: Tree,
  file: string,
  template: unknown,
  context: TemplateContext,
  found: Found,
  depth = 0,
): Promise<void> {
  const declared = isRecord(template) && isRecord(template.Parameters) ? Object.keys(template.Parameters) : [];
  for (const name of declared) found.parameters.add(name).add(`${context.stack ?? ''}:${name}`);
  const { resources, notes } = resolveTemplate(template, context);
  found.notes.push(...notes);
  found.alarms.push(...alarmsOfResources(resources, context.stack ?? ''));
  for (const resource of resources) {
    if (resource.type === 'AWS::CloudFormation::Stack') await readNested(tree, file, resource, context, found, depth);
  }
}

async function readNested(
  tree: Tree,
  parent: string,
  resource: ResolvedResource,
  context: TemplateContext,
  found: Found,
  depth: number,
): Promise<void> {
  const { logicalId, properties, written = properties, condition } = resource;
  const stack = context.stack ? `${context.stack}/${logicalId}` : logicalId;
  const file = depth < DEEPEST ? await nestedFile(tree, parent, resource) : undefined;
  if (file === undefined) {
    found.notes.push(`nested stack ${stack}: its template is not here, so its alarms are not listed`);
    return;
  }
  const nested: Found = { alarms: [], notes: found.notes, parameters: new Set() };
  const template = parseTemplate(await tree.read(file), tree.where(file));
  const values = (from: Readonly<Record<string, unknown>>) => (isRecord(from.Parameters) ? from.Parameters : {});
  const own: TemplateContext = {
    ...context,
    stack,
    parameters: values(properties),
    certainParameters: values(written),
  };
  await readTemplate(tree, file, template, own, nested, depth + 1);
  // An alarm is there where its stack is.
  const inherited = condition === undefined || condition === true ? {} : { condition };
  found.alarms.push(...nested.alarms.map((alarm) => ({ ...alarm, ...(alarm.condition === undefined && inherited) })));
}

/** The template of a nested stack, where CDK put it or `aws cloudformation package` would find it. */
async function nestedFile(tree: Tree, parent: string, resource: ResolvedResource): Promise<string | undefined> {
  const { metadata, properties } = resource;
  const folder = parent.includes('/') ? parent.slice(0, parent.lastIndexOf('/')) : '';
  for (const name of [metadata['aws:asset:path'], properties.TemplateURL]) {
    if (typeof name !== 'string' || name.includes('://')) continue;
    const path = pathInside(folder, name);
    if (path !== undefined && (await tree.kind(path)) === 'file') return path;
  }
  return undefined;
}
