import { parsePattern } from "./path-pattern.ts";

/** What a path matched: the methods of the most specific shape, and the parameters' values in order. */
export type Match<T> = {
  readonly methods: ReadonlyMap<string, T>;
  readonly params: readonly string[];
};

export type Router<T> = {
  /** The most specific shape for a canonical path, or null. */
  match(path: string): Match<T> | null;
};

type Route<T> = { readonly path: string; readonly method: string; readonly value: T };

type Node<T> = {
  readonly statics: Map<string, Node<T>>;
  param: Node<T> | null;
  /** Methods of `{name*}` here. */
  rest: Map<string, T> | null;
  /** Methods of a path that ends here. */
  methods: Map<string, T> | null;
};

const NO_PARAMS: readonly string[] = [];

/**
 * Compiles routes into a tree of segments. Static beats `{param}` beats `{rest*}`, segment by
 * segment from the left with backtracking, whatever the order of the list.
 */
export function createRouter<T>(routes: readonly Route<T>[]): Router<T> {
  const root = emptyNode<T>();
  for (const route of routes) insert(root, route);
  // No parameter can beat a path that is static all the way, so one lookup settles it.
  const staticPaths = collectStatic(routes);
  return {
    match(path) {
      const methods = staticPaths.get(path);
      if (methods !== undefined) return { methods, params: NO_PARAMS };
      return find(root, path.slice(1).split("/"), 0, []);
    },
  };
}

function insert<T>(root: Node<T>, { path, method, value }: Route<T>): void {
  let node = root;
  for (const segment of parsePattern(path)) {
    if (segment.kind === "rest") {
      node.rest ??= new Map();
      node.rest.set(method, value);
      return;
    }
    node = segment.kind === "param" ? paramChild(node) : staticChild(node, segment.text);
  }
  node.methods ??= new Map();
  node.methods.set(method, value);
}

function find<T>(
  node: Node<T>,
  segments: readonly string[],
  depth: number,
  params: readonly string[],
): Match<T> | null {
  const segment = segments[depth];
  if (segment === undefined)
    return node.methods === null ? null : { methods: node.methods, params };
  const child = node.statics.get(segment);
  const found = child === undefined ? null : find(child, segments, depth + 1, params);
  if (found !== null) return found;
  if (segment === "") return null;
  const byParam =
    node.param === null ? null : find(node.param, segments, depth + 1, [...params, segment]);
  if (byParam !== null) return byParam;
  return node.rest === null
    ? null
    : { methods: node.rest, params: [...params, segments.slice(depth).join("/")] };
}

function collectStatic<T>(routes: readonly Route<T>[]): Map<string, Map<string, T>> {
  const paths = new Map<string, Map<string, T>>();
  for (const { path, method, value } of routes) {
    if (path.includes("{")) continue;
    const methods = paths.get(path) ?? new Map<string, T>();
    paths.set(path, methods.set(method, value));
  }
  return paths;
}

function paramChild<T>(node: Node<T>): Node<T> {
  node.param ??= emptyNode();
  return node.param;
}

function staticChild<T>(node: Node<T>, text: string): Node<T> {
  const child = node.statics.get(text) ?? emptyNode<T>();
  node.statics.set(text, child);
  return child;
}

function emptyNode<T>(): Node<T> {
  return { statics: new Map(), param: null, rest: null, methods: null };
}
