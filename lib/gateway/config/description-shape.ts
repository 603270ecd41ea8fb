import { z } from "zod";

// Unions would tell of the form that was not meant.
const orReference = (schema: z.ZodType, error: string) =>
  z
    .looseObject({})
    .refine((value) => typeof value.$ref === "string" || schema.safeParse(value).success, {
      error,
    });

const mediaTypes = z.record(z.string(), z.looseObject({}));

const parameter = orReference(
  z.object({ name: z.string().min(1), in: z.enum(["path", "query", "header", "cookie"]) }),
  "must be a parameter with name and in, or a $ref",
);

const requestBody = orReference(
  z.object({ content: mediaTypes }),
  "must have content, or be a $ref",
);

const response = orReference(
  z.object({ description: z.string(), content: mediaTypes.optional() }),
  "must have a description, and content by media type if any, or be a $ref",
);

const status = z
  .string()
  .regex(/^(?:[1-5](?:\d\d|XX)|default)$/, { error: "must be a status such as 200, 4XX, default" });

const operation = z.looseObject({
  summary: z.string().optional(),
  description: z.string().optional(),
  deprecated: z.boolean().optional(),
  parameters: z.array(parameter).default([]),
  requestBody: requestBody.optional(),
  responses: z.record(status, response).default({}),
});

const pathItem = z.looseObject({
  parameters: z.array(parameter).default([]),
  get: operation.optional(),
  head: operation.optional(),
  post: operation.optional(),
  put: operation.optional(),
  patch: operation.optional(),
  delete: operation.optional(),
});

/** What of OpenAPI 3.1 a service's own description must keep to; all else in it is left alone. */
export const descriptionFile = z.looseObject({
  openapi: z
    .string({ error: "must be an OpenAPI description" })
    .regex(/^3\.1\.\d+$/, { error: 'must be OpenAPI 3.1, such as "3.1.0"' }),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  servers: z.array(z.looseObject({ url: z.string() })).default([]),
  paths: z.record(z.string().startsWith("/", { error: "must start with /" }), pathItem),
  components: z.record(z.string(), z.unknown()).default({}),
});

/** A service's own description, found good. */
export type DescriptionFile = Readonly<z.output<typeof descriptionFile>>;

/** One operation as a service describes it. */
export type DescribedOperation = Readonly<z.output<typeof operation>>;

/** A parameter of an operation, described in place or elsewhere in the file. */
export type DescribedParameter = Readonly<z.output<typeof parameter>>;
