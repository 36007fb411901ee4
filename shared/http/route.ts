import type { Operation } from './operation.ts';
import { Problem } from './problem.ts';

/**
 * The operation of a method and path, with the raw path parameters.
 * @throws Problem not-found, or method-not-allowed (with `Allow`) when the path exists
 */
export function route(
  operations: readonly Operation[],
  method: string,
  path: string,
): { operation: Operation; params: Record<string, string> } {
  const matches = operations.flatMap((operation) => {
    const params = matchPath(operation.path, path);
    return params ? [{ operation, params }] : [];
  });
  const found = matches.find(({ operation }) => operation.method === method);
  if (found) return found;
  if (matches.length === 0) throw new Problem('not-found');
  throw new Problem('method-not-allowed', { headers: { Allow: matches.map((m) => m.operation.method).join(', ') } });
}

function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [n, part] of wanted.entries()) {
    const value = given[n] ?? '';
    if (part.startsWith('{')) {
      if (value === '') return undefined;
      params[part.slice(1, -1)] = value;
    } else if (part !== value) return undefined;
  }
  return params;
}
