import { existsSync, globSync, readFileSync } from "node:fs";
import { brokenLinks } from "./docs/broken-links.ts";

const pages = globSync(["*.md", "docs/**/*.md"]);
const project = { exists: existsSync, read: (path: string) => readFileSync(path, "utf8") };
const broken = pages.flatMap((page) =>
  brokenLinks(page, project).map(({ line, target }) => `${page}:${line} ${target} is not there`),
);

for (const line of broken) console.error(line);
if (pages.length === 0) console.error("No page was found to check.");
process.exitCode = broken.length === 0 && pages.length > 0 ? 0 : 1;
