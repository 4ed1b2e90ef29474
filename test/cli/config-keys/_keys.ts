import { configJsonSchema } from '../../../lib/core/config/json-schema.ts';

interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** Every key of the config that takes a value of its own, e.g. `environments.*.targets[].hold.spread`. */
export function configKeys(): string[] {
  const root = configJsonSchema() as SchemaNode;
  const keys = new Set<string>();
  const visit = (node: SchemaNode, path: string): void => {
    const real = node.$ref ? (root.$defs?.[node.$ref.replace('#/$defs/', '')] as SchemaNode) : node;
    const { properties, additionalProperties: named, items, anyOf } = real;
    if (anyOf) for (const branch of anyOf) visit(branch, path);
    else if (properties)
      for (const [key, value] of Object.entries(properties)) visit(value, path ? `${path}.${key}` : key);
    else if (typeof named === 'object') visit(named, `${path}.*`);
    else if (items) visit(items, `${path}[]`);
    else keys.add(path);
  };
  visit(root, '');
  return [...keys];
}
