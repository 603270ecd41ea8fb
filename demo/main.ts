import { z } from "zod";
import { startDemo } from "./start.ts";

const port = (usual: number) => z.coerce.number().int().min(0).max(65_535).default(usual);

const environment = z.object({
  DEMO_AGENTS_PORT: port(4101),
  DEMO_WORKFLOWS_PORT: port(4102),
  DEMO_ENTITIES_PORT: port(4103),
  DEMO_HOST: z.string().min(1).default("127.0.0.1"),
  DEMO_DATABASE: z.string().min(1).default(".data/demo.sqlite"),
});

/** Starts the services that the environment describes, prints where they are, stops on a signal. */
async function main(): Promise<void> {
  const settings = environment.parse(process.env);
  const demo = await startDemo({
    ports: {
      agents: settings.DEMO_AGENTS_PORT,
      workflows: settings.DEMO_WORKFLOWS_PORT,
      entities: settings.DEMO_ENTITIES_PORT,
    },
    host: settings.DEMO_HOST,
    databasePath: settings.DEMO_DATABASE,
    log: (line) => console.log(line),
  });
  process.once("SIGTERM", demo.close).once("SIGINT", demo.close);
  for (const [name, url] of Object.entries(demo.urls)) console.log(`${name.padEnd(9)} ${url}`);
}

try {
  await main();
} catch (error) {
  const fault = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
  console.error(`The demo services could not start: ${fault}`);
  process.exitCode = 1;
}
