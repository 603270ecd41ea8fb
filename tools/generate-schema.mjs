import { text } from "node:stream/consumers";
import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

// An OpenAPI document comes in, its TypeScript goes out.
const BLOB = ts.factory.createTypeReferenceNode("Blob");

const nodes = await openapiTS(JSON.parse(await text(process.stdin)), {
  alphabetize: false,
  // What has a default may be left out of a request; answers say by `required` that it is there.
  defaultNonNullable: false,
  immutable: true,
  transform: (schema) => (schema.format === "binary" ? BLOB : undefined),
});
process.stdout.write(astToString(nodes));
