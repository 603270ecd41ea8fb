import { expect, test } from "vitest";
import { boundedBody } from "./bounded-body.ts";

const bodyOf = (text: string) => new Response(text).body;

test("gives a body of just the bound whole", async () => {
  expect(await boundedBody(bodyOf("é".repeat(512)), 1024)).toBe("é".repeat(512));
});

test("refuses a body as soon as it is over the bound, without reading the rest", async () => {
  let chunks = 0;
  async function* endless() {
    for (;;) {
      chunks += 1;
      yield new Uint8Array(512);
    }
  }

  await expect(boundedBody(endless(), 1024)).rejects.toThrow(
    expect.objectContaining({ reason: "body_too_large" }),
  );
  expect(chunks).toBe(3);
});

test("gives null without a body", async () => {
  expect(await boundedBody(null, 1024)).toBeNull();
});
