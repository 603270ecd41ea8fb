import { z } from "zod";
import { Refusal } from "./refusal.ts";

const name = z.string().trim().min(1).max(120);
const description = z.string().max(2_000).default("");
const word = z.string().min(1).max(120);
const words = z.array(word).max(64).default([]);

const SCHEMAS = {
  agents: z.object({
    name,
    description,
    model: word.default("eloquent-large"),
    status: z.enum(["active", "paused"]).default("active"),
    tools: words,
  }),
  workflows: z.object({
    name,
    description,
    trigger: z.enum(["manual", "schedule", "event"]).default("manual"),
    enabled: z.boolean().default(true),
    steps: words,
  }),
  entities: z.object({
    name,
    description,
    type: z.enum(["company", "person", "document", "product"]).default("document"),
    attributes: z
      .record(z.string().max(120), z.union([z.string().max(2_000), z.number(), z.boolean()]))
      .default({}),
  }),
} as const;

/** What the demo services keep. */
export type Kind = keyof typeof SCHEMAS;

/** A resource's own fields, as its schema leaves them. */
export type Fields = Readonly<Record<string, unknown>>;

/** Checks a body and fills in defaults; unknown members are ignored. Throws VALIDATION_FAILED. */
export function checkedFields(kind: Kind, body: unknown): Fields {
  const result = SCHEMAS[kind].safeParse(body);
  if (result.success) return result.data;
  const faults = result.error.issues.map(
    (issue) => `${issue.path.join(".") || "body"}: ${issue.message}`,
  );
  throw new Refusal("VALIDATION_FAILED", faults.join("; "));
}
