import type { Request } from 'express';

/** A layer of Express' router, as far as it is looked at. */
interface Layer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/**
 * Methods that the path of a request does have, upper case and sorted; empty when there is no such
 * path at all. Tells "no such address" from "not with this method".
 */
export function allowedMethods(request: Request): string[] {
  const router = (request.app as unknown as { router?: { stack?: readonly Layer[] } }).router;
  const methods = new Set<string>();
  for (const layer of router?.stack ?? []) {
    if (!layer.route || !matches(layer, request.path)) continue;
    for (const [name, has] of Object.entries(layer.route.methods)) {
      if (has && name !== '_all') methods.add(name.toUpperCase());
    }
  }
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}

function matches(layer: Layer, path: string): boolean {
  try {
    return layer.match(path);
  } catch {
    // A path that cannot be decoded matches nothing.
    return false;
  }
}
