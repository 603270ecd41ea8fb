import type { Lane } from "./app.ts";

/** The lanes in which every promise must hold. */
export const LANES: readonly Lane[] = ["direct", "route"];
