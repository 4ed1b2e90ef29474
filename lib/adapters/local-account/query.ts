/** A body of the AWS query protocol as a tree: `A.member.1=x` becomes `{ A: ['x'] }`, `A.B=x` becomes `{ A: { B: 'x' } }`. */
export function parseQuery(form: URLSearchParams): unknown {
  const root: Branch = new Map();
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const parts = name.split('.');
    const last = parts.pop() as string;
    let at = root;
    for (const part of parts) {
      let next = at.get(part);
      if (!(next instanceof Map)) {
        next = new Map();
        at.set(part, next);
      }
      at = next;
    }
    at.set(last, value);
  }
  return treeOf(root);
}

// Maps, not objects: a name may be anything, `__proto__` too.
type Branch = Map<string, string | Branch>;

function treeOf(branch: string | Branch): unknown {
  if (typeof branch === 'string') return branch;
  const members = branch.get('member');
  if (members instanceof Map && branch.size === 1) {
    return [...members].sort(([a], [b]) => Number(a) - Number(b)).map(([, value]) => treeOf(value));
  }
  return Object.fromEntries([...branch].map(([key, value]) => [key, treeOf(value)]));
}
