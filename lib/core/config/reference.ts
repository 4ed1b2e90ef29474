import { configJsonSchema } from './json-schema.ts';

interface SchemaNode {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly patternErrorMessage?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

/** The tables of docs/config.md: every map of the config file, every key with what it takes and what it means. */
export function configReference(): string {
  const root = configJsonSchema() as SchemaNode;
  const tables: string[] = [];
  const done = new Set<string>();

  const visit = (node: SchemaNode, title: string): void => {
    const properties = Object.entries(node.properties ?? {});
    if (properties.length > 0) {
      const rows = properties.map(([key, value]) => {
        const needed = node.required?.includes(key) ? ' **needed**' : '';
        const real = follow(value, root);
        return `| \`${key}\`${needed} | ${cell(takes(real))} | ${cell(real.description ?? '')} |`;
      });
      tables.push([`### ${title}`, '', '| key | takes | meaning |', '|---|---|---|', ...rows].join('\n'));
    }
    const shapes = new Set(properties.map(([, value]) => shapeOf(value)));
    const alike = properties.length > 1 && shapes.size === 1 && !shapes.has(undefined);
    if (alike) {
      const [, first] = properties[0] as [string, SchemaNode];
      descend(first, join(title, '<name>'));
      return;
    }
    for (const [key, value] of properties) {
      if (value.$ref && done.has(value.$ref)) continue; // told once, e.g. guards
      if (value.$ref) done.add(value.$ref);
      descend(follow(value, root), value.$ref ? `\`${key}\`` : join(title, key));
    }
  };
  const descend = (node: SchemaNode, title: string): void => {
    for (const branch of node.anyOf ?? []) {
      if (branch.properties) visit(branch, variant(branch, title));
    }
    if (node.properties) visit(node, title);
    if (node.items) descend(node.items, `${title.slice(0, -1)}[]\``);
    if (typeof node.additionalProperties === 'object') {
      descend(node.additionalProperties, `${title.slice(0, -1)}.<name>\``);
    }
  };
  visit(root, 'The file');
  return `${tables.join('\n\n')}\n`;
}

/** What keys must have in common to be told once, such as every guard. */
function shapeOf({ description: _, ...shape }: SchemaNode): string | undefined {
  return shape.anyOf ? JSON.stringify(shape) : undefined;
}

/** Two maps may stand at one key; the one key that must be there tells them apart. */
function variant({ required }: SchemaNode, title: string): string {
  return required?.length === 1 ? `${title} with \`${required[0]}\`` : title;
}

function join(title: string, key: string): string {
  return title.startsWith('`') ? `\`${title.replace(/^`|`.*$/g, '')}.${key}\`` : `\`${key}\``;
}

function follow(node: SchemaNode, root: SchemaNode): SchemaNode {
  return node.$ref ? (root.$defs?.[node.$ref.replace('#/$defs/', '')] ?? node) : node;
}

/** What a key takes, in words: the same words the reader's errors use. */
function takes(node: SchemaNode): string {
  if (node.patternErrorMessage) return node.patternErrorMessage;
  if (node.const !== undefined) return String(node.const);
  if (node.enum) return node.enum.filter((each) => typeof each === 'string').join(', ');
  if (node.anyOf) return node.anyOf.map(takes).join('; or ');
  if (node.items) return `a list of ${node.items.properties ? 'maps' : takes(node.items)}`;
  if (node.type === 'integer') return `a whole number, ${node.minimum} to ${node.maximum}`;
  return node.properties ? 'a map' : 'a map of names';
}

/** A bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

const BEGIN = '<!-- begin of the reference: written by npm run schema -->';
const END = '<!-- end of the reference -->';

/**
 * A page with its tables written anew between the two marks.
 *
 * @throws RangeError where the page lacks a mark
 */
export function withReference(page: string): string {
  const [before, after] = [page.split(BEGIN)[0], page.split(END)[1]];
  if (before === undefined || after === undefined || !page.includes(BEGIN))
    throw new RangeError(`the page needs the marks ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${configReference()}\n${END}${after}`;
}
