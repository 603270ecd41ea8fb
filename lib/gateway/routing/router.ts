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
      const params: string[] = [];
      const found = find(root, path, 1, params);
      return found === null ? null : { methods: found, params };
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

// `at` is where the next segment begins, -1 behind the last; what is matched is left in `params`.
function find<T>(
  node: Node<T>,
  path: string,
  at: number,
  params: string[],
): ReadonlyMap<string, T> | null {
  if (at === -1) return node.methods;
  const slashAt = path.indexOf("/", at);
  const segment = slashAt === -1 ? path.slice(at) : path.slice(at, slashAt);
  const nextAt = slashAt === -1 ? -1 : slashAt + 1;
  const child = node.statics.get(segment);
  const found = child === undefined ? null : find(child, path, nextAt, params);
  if (found !== null || segment === "") return found;
  if (node.param !== null) {
    params.push(segment);
    const byParam = find(node.param, path, nextAt, params);
    if (byParam !== null) return byParam;
    params.pop();
  }
  if (node.rest !== null) params.push(path.slice(at));
  return node.rest;
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
