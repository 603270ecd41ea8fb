import { join } from "node:path";
import { runLoad } from "../processes.ts";
import { FILES, PATHS } from "../workload.ts";
import { type Case, noObstacle } from "./case.ts";
import { warmUp } from "./warm-up.ts";

const PROGRAM = join(import.meta.dirname, "../load/transfer.ts");

export const upload1gb = transferCase("upload", PATHS.uploads);
export const download1gb = transferCase("download", PATHS.gigabyte);

function transferCase(direction: "upload" | "download", path: string): Case {
  return {
    name: `${direction}-1gb`,
    title: `Growth of memory during ${direction === "upload" ? "an upload" : "a download"} of 1 GB`,
    columns: ["growthMb", "mbPerSecond"],
    compared: "growthMb",
    wantsFreshServer: true,
    obstacle: noObstacle,
    async measure(subject) {
      await warmUp(subject);
      const { authorization, server } = subject;
      const output = await runLoad([
        ...[process.execPath, PROGRAM, direction, server.url + path],
        ...[FILES["1gb"], server.pid].map(String),
        authorization,
      ]);
      const { growthBytes, mbPerSecond } = JSON.parse(output);
      return { growthMb: growthBytes / 1e6, mbPerSecond };
    },
  };
}
