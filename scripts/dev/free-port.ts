import { once } from "node:events";
import { createServer } from "node:net";
import type { ChosenPort } from "./environment.ts";

/** Rejects with one line that names the way out when a port cannot be listened on. */
export async function requireFree({ variable, port }: ChosenPort): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port), "listening");
  } catch (error) {
    const isTaken = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    const why = isTaken ? "is taken" : `cannot be used (${String(error)})`;
    throw new Error(
      `Port ${port} ${why}: stop what uses it, or choose another: ${variable}=<port> make dev.`,
    );
  }
  server.close();
  await once(server, "close");
}
