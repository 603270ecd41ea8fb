import { join } from "node:path";
import { hasProgram, LOAD_CORE } from "../machine.ts";
import { PORTS } from "../ports.ts";
import { launch, type Server } from "../processes.ts";
import { startNginxUpstream } from "./nginx.ts";

export type Upstreams = { readonly kind: string; readonly fast: Server; stop(): Promise<void> };

/** Starts what all peers forward to: nginx for plain answers where it is installed, else Node. */
export async function startUpstreams(directory: string): Promise<Upstreams> {
  const hasNginx = hasProgram("nginx");
  const fast = hasNginx
    ? await startNginxUpstream(directory)
    : await startNodeUpstream(directory, PORTS.upstream);
  const streams = await startNodeUpstream(directory, PORTS.nodeUpstream).catch(async (error) => {
    await fast.stop();
    throw error;
  });
  return {
    kind: hasNginx ? "nginx" : "node",
    fast,
    async stop() {
      await Promise.all([fast.stop(), streams.stop()]);
    },
  };
}

function startNodeUpstream(directory: string, port: number): Promise<Server> {
  return launch({
    name: "node-upstream",
    command: [process.execPath, join(import.meta.dirname, "node-upstream.ts"), String(port)],
    core: LOAD_CORE,
    port,
    directory,
  });
}
