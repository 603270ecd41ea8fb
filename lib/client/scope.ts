import type { components } from "./schema.gen.ts";

/** A scope that some route asks for, or that a role may be granted. */
export type Scope = components["schemas"]["Scope"];
