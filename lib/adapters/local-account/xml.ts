/**
 * Prints a tree as XML of the AWS query protocol: lists as `<member>`, maps as `<entry>` with `<key>` and `<value>`, times as
 * ISO text, what is undefined not at all.
 */
export function printXml(root: string, xmlns: string, content: object): string {
  return `<${root} xmlns="${escapeXml(xmlns)}">${printContent(content)}</${root}>`;
}

function printContent(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((member) => `<member>${printContent(member)}</member>`).join('');
  if (value instanceof Map)
    return [...value].map(([key, child]) => `<entry>${printContent({ key, value: child })}</entry>`).join('');
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([key, child]) => `<${key}>${printContent(child)}</${key}>`)
      .join('');
  return escapeXml(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function escapeXml(text: string): string {
  return (
    text
      // XML 1.0 has no place for most control characters, not even escaped.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"\r]/g, (character) => ENTITIES[character] as string)
  );
}
