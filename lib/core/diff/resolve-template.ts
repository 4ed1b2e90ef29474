import { canonical, isRecord } from './canonical.ts';
import { createResolver, NO_VALUE, type Resolver, resourceCondition } from './intrinsics.ts';
import { Unresolved } from './model.ts';
import { readParameters } from './parameters.ts';
import { deployedPartition, pseudoParameter } from './pseudo-parameters.ts';
import type { ResolvedResource, ResolvedTemplate, TemplateContext } from './template.ts';

type Resource = Readonly<Record<string, unknown>> & { readonly Type: string };

/** Macros that leave alarms as they are written. */
const HARMLESS_MACROS: ReadonlySet<unknown> = new Set(['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions']);

/** Deletion policies under which a resource outlives its place in a template. */
const KEEPING: ReadonlySet<unknown> = new Set(['Retain', 'RetainExceptOnCreate']);

/**
 * Resolves the resources of a template, parsed JSON, as far as it can be done without deploying it. Takes any value and
 * never fails: what is no template has no resources.
 */
export function resolveTemplate(template: unknown, context: TemplateContext = {}): ResolvedTemplate {
  const { Resources: listed, Transform: macros } = isRecord(template) ? template : {};
  const notes: string[] = [];
  const place = context.stack ? `stack ${context.stack}: ` : '';
  for (const macro of Array.isArray(macros) ? macros : macros === undefined ? [] : [macros]) {
    if (!HARMLESS_MACROS.has(macro)) notes.push(`${place}macro ${nameOf(macro)} may change alarms at deployment`);
  }

  const resources = new Map<string, Resource>();
  for (const [logicalId, resource] of Object.entries(isRecord(listed) ? listed : {})) {
    if (logicalId.startsWith('Fn::')) {
      notes.push(`${place}${logicalId} makes resources at deployment; alarms among them are not listed`);
    } else if (isRecord(resource) && typeof resource.Type === 'string') {
      resources.set(logicalId, resource as Resource);
    }
  }

  // Twice: as far as the defaults of parameters go, and as far as it is certain.
  const filled = resolverOf(template, resources, context, true);
  const certain = resolverOf(template, resources, context, false);
  const resolved: ResolvedResource[] = [];
  for (const [logicalId, resource] of resources) {
    // A default does not tell what is deployed: an alarm that may exist is listed.
    const condition = resourceCondition(certain, resource.Condition);
    if (condition === false) continue;
    const properties = filled.resolve(resource.Properties);
    const written = certain.resolve(resource.Properties);
    if (properties !== undefined && properties !== NO_VALUE && !isRecord(properties)) {
      notes.push(`${place}the properties of ${logicalId} are made at deployment`);
    }
    resolved.push({
      logicalId,
      type: resource.Type,
      properties: isRecord(properties) ? properties : {},
      ...(isRecord(written) && canonical(written) !== canonical(properties) && { written }),
      ...(condition !== undefined && { condition }),
      metadata: isRecord(resource.Metadata) ? resource.Metadata : {},
      ...(KEEPING.has(resource.DeletionPolicy) && { kept: true }),
    });
  }
  return { resources: resolved, notes };
}

function resolverOf(
  template: unknown,
  resources: ReadonlyMap<string, Resource>,
  context: TemplateContext,
  defaults: boolean,
): Resolver {
  const { Parameters: declared, Mappings: mappings, Conditions: conditions } = isRecord(template) ? template : {};
  const { parameters = {}, certainParameters = parameters } = context;
  const asked = new Set<string>();
  const named = new Map<string, string | undefined>();
  const resolver = createResolver({
    parameters: readParameters(declared, defaults ? parameters : certainParameters, defaults),
    mappings,
    conditions,
    pseudo: (name) => pseudoParameter(name, context),
    resource(logicalId, attribute) {
      const resource = resources.get(logicalId);
      if (!resource) return undefined;
      const told = context.resourceValue?.({ logicalId, type: resource.Type }, attribute);
      if (told !== undefined) return told;
      const key = JSON.stringify([logicalId, attribute]);
      // A name may be made of another resource's name; round in a circle there is none.
      if (asked.has(logicalId) || named.has(key)) return named.get(key);
      asked.add(logicalId);
      const value = namedResource(resource, attribute, resolver, context);
      asked.delete(logicalId);
      named.set(key, value);
      return value;
    },
  });
  return resolver;
}

/** Property that names a resource, by its type. */
const NAMED: Readonly<Record<string, { readonly name: string; readonly arn: string; readonly ref: 'name' | 'arn' }>> = {
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: 'cloudwatch:alarm', ref: 'name' },
  'AWS::CloudWatch::CompositeAlarm': { name: 'AlarmName', arn: 'cloudwatch:alarm', ref: 'name' },
  'AWS::CloudWatch::LogAlarm': { name: 'AlarmName', arn: 'cloudwatch:alarm', ref: 'name' },
  'AWS::SNS::Topic': { name: 'TopicName', arn: 'sns', ref: 'arn' },
};
const ARN_ATTRIBUTES: ReadonlySet<string> = new Set(['Arn', 'TopicArn']);

/** What follows from the name that a template gives an alarm or a topic. */
function namedResource(
  { Type: type, Properties: properties }: Resource,
  attribute: string | undefined,
  { resolve }: Resolver,
  context: TemplateContext,
): string | undefined {
  const named = Object.hasOwn(NAMED, type) ? NAMED[type] : undefined;
  if (!named || !isRecord(properties) || !Object.hasOwn(properties, named.name)) return undefined;
  const name = resolve(properties[named.name]);
  if (typeof name !== 'string') return undefined;
  if ((attribute === undefined && named.ref === 'name') || attribute === named.name) return name;
  if (attribute !== undefined && !ARN_ATTRIBUTES.has(attribute)) return undefined;
  const { account, region } = context;
  const partition = deployedPartition(context);
  if (account === undefined || region === undefined || partition === undefined) return undefined;
  const [service, kind] = named.arn.split(':');
  return `arn:${partition}:${service}:${region}:${account}:${kind === undefined ? '' : `${kind}:`}${name}`;
}

function nameOf(macro: unknown): string {
  const name = isRecord(macro) ? macro.Name : macro;
  return typeof name === 'string' ? name : name instanceof Unresolved ? name.expression : 'without a name';
}
