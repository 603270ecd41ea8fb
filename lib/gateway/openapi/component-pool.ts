import {
  COMPONENT_REFERENCE,
  mayRefer,
  resolveReference,
} from "../config/description-references.ts";
import type { ServiceDescription } from "../config/read-descriptions.ts";
import { componentRef, isJsonObject, type JsonObject } from "./json-object.ts";

/** Components of services on their way into the document. */
export type ComponentPool = {
  /** What has been taken so far, by kind (`schemas`) and new name. */
  readonly components: Readonly<Record<string, JsonObject>>;
  /** The value with its references renamed; what they point to is taken too. */
  take(value: unknown, service: ServiceDescription): unknown;
};

/**
 * Collects what operations refer to, and what that refers to in turn. Names get the service's
 * namespace, so that two services' `Error` do not meet.
 */
export function componentPool(): ComponentPool {
  const components: Record<string, Record<string, unknown>> = {};

  function take(value: unknown, service: ServiceDescription, parent?: string): unknown {
    if (Array.isArray(value)) return value.map((item) => take(item, service, parent));
    if (!isJsonObject(value)) return value;
    const members = Object.entries(value).map(([key, child]) => [
      key,
      member(key, child, service, parent),
    ]);
    return Object.fromEntries(members);
  }

  function member(key: string, child: unknown, service: ServiceDescription, parent?: string) {
    const isName = key === "$ref" || parent === "mapping";
    if (isName && typeof child === "string") return taken(child, service);
    return mayRefer(key, child, parent) ? take(child, service, key) : child;
  }

  function taken(ref: string, service: ServiceDescription): string {
    const [, kind, name] = COMPONENT_REFERENCE.exec(ref) ?? [];
    if (kind === undefined || name === undefined) return ref;
    const own = `${service.namespace}.${name}`;
    components[kind] ??= {};
    const known = components[kind];
    if (!Object.hasOwn(known, own)) {
      // Noted before it is looked into, since schemas may refer to themselves.
      known[own] = null;
      known[own] = take(resolveReference(service.file, ref), service, kind);
    }
    return componentRef(kind, own).$ref;
  }

  return { components, take: (value, service) => take(value, service) };
}
