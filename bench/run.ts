import { buildApps, installPackages } from "./builds.ts";
import { type Options, readOptions, USAGE } from "./options.ts";

const options = understood(process.argv.slice(2));
installPackages();
if (options.isMicro) {
  const { runMicro } = await import("./micro/run.ts");
  await runMicro();
} else {
  if (options.isBuilding) buildApps(options.peers.some(({ name }) => /next|bare/.test(name)));
  const { runSideBySide } = await import("./side-by-side.ts");
  await runSideBySide(options);
}

function understood(args: readonly string[]): Options {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    process.exit(64);
  }
}
