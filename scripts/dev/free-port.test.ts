import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { requireFree } from "./free-port.ts";

test("names the port and the variable that chooses another when it is taken", async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  await expect(requireFree({ variable: "PORT", port })).rejects.toThrow(
    `Port ${port} is taken: stop what uses it, or choose another: PORT=<port> make dev.`,
  );
});
