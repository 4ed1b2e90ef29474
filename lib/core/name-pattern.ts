/**
 * Whether a name has the form of a pattern, in which `*` stands for any text and everything else for itself. By hand and not
 * by a regular expression: both are other people's text, and that one takes time that grows with the power of the number of
 * stars.
 */
export function matchesName(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return name.endsWith(last) && name.length - last.length >= at;
}
