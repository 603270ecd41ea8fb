import { execFileSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import {
  contextFilter,
  execForm,
  type Instruction,
  readDockerfile,
  type Stage,
  variablesOf,
} from "./dockerfile.ts";
import { linkModules } from "./linked-modules.ts";

const ROOT = resolve(import.meta.dirname, "../..");
// Debian's `nobody`, for `node`, whom only the image has.
const NOBODY = "65534";

export type ContainerImage = {
  /** What the image has under its working directory; nobody may write there. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** The image's user, as its USER says. */
  readonly user: string;
  /** Its CMD and its health check, as somebody without rights over the files. */
  readonly command: readonly [string, ...string[]];
  readonly healthCheck: readonly [string, ...string[]];
  remove(): void;
};

/** A stage's tree under a folder of the scratch directory, and what the instructions left. */
type Built = {
  readonly root: string;
  /** A Node that anybody may run. */
  readonly node: string;
  workdir: string;
  readonly env: Record<string, string>;
  /** What ARG may override with: only what RUN sees. */
  arguments: Record<string, string>;
  readonly said: Map<string, string>;
};

/**
 * Does what an engine does with the Dockerfile, without one: each stage in a folder, COPY from the
 * project as .dockerignore leaves it, RUN by the shell. Only `npm ci` is not run again: the packages
 * that are installed here are linked. Instructions that it does not know are errors.
 */
export function buildContainerImage(
  buildArguments: Readonly<Record<string, string>> = {},
): ContainerImage {
  const scratch = mkdtempSync(join(tmpdir(), "gateway-image-"));
  chmodSync(scratch, 0o755);
  const node = join(scratch, "bin/node");
  mkdirSync(dirname(node));
  linkOrCopy(process.execPath, node);
  const stages = new Map<string, Built>();
  let built: Built | undefined;
  for (const stage of neededStages(
    readDockerfile(readFileSync(join(ROOT, "Dockerfile"), "utf8")),
  )) {
    const root = join(scratch, stage.name ?? "final");
    built = {
      root,
      node,
      workdir: "/",
      env: {},
      arguments: { ...buildArguments },
      said: new Map(),
    };
    for (const instruction of stage.instructions) obey(instruction, built, stages);
    if (stage.name !== null) stages.set(stage.name, built);
  }
  if (built === undefined) throw new Error("the Dockerfile has no stage");
  for (const { root } of stages.values()) rmSync(root, { recursive: true });
  return imageOf(built, scratch);
}

function imageOf({ env, node, root, said, workdir }: Built, scratch: string): ContainerImage {
  const folder = join(root, workdir);
  execFileSync("chmod", ["-R", "a-w,a+rX", root]);
  const runnable = (form: string | undefined) => {
    const [program, ...parameters] = execForm(form ?? "[]");
    if (program !== "node") throw new Error(`the image runs ${program}, not node`);
    return asNobody(node, ...parameters);
  };
  return {
    folder,
    env,
    user: said.get("USER") ?? "root",
    command: runnable(said.get("CMD")),
    healthCheck: runnable(said.get("HEALTHCHECK")?.replace(/^.*?\sCMD\s+/, "")),
    remove() {
      execFileSync("chmod", ["-R", "u+w", root]);
      rmSync(scratch, { recursive: true });
    },
  };
}

// As an engine does it: the last stage, and those that it copies from.
function neededStages(stages: readonly Stage[]): readonly Stage[] {
  const last = stages.at(-1);
  const copied = new Set(
    last?.instructions.flatMap(({ argument }) => /^--from=(\S+)/.exec(argument)?.[1] ?? []),
  );
  return stages.filter((stage) => stage === last || copied.has(stage.name ?? ""));
}

/** The command as somebody else, where we are root: root may write anywhere. */
export function asNobody(...command: [string, ...string[]]): [string, ...string[]] {
  if (process.getuid?.() !== 0) return command;
  const somebody = ["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups", "--no-new-privs"];
  return ["setpriv", ...somebody, ...command];
}

function obey(
  { argument, keyword }: Instruction,
  built: Built,
  stages: ReadonlyMap<string, Built>,
): void {
  switch (keyword) {
    case "WORKDIR":
      built.workdir = argument;
      mkdirSync(join(built.root, argument), { recursive: true });
      return;
    case "ENV":
      Object.assign(built.env, variablesOf(argument));
      return;
    case "ARG":
      built.arguments = { ...variablesOf(argument), ...built.arguments };
      return;
    case "COPY":
      copyInto(built, argument.split(/\s+/), stages);
      return;
    case "RUN":
      run(built, argument);
      return;
    case "USER":
    case "EXPOSE":
    case "HEALTHCHECK":
    case "CMD":
      built.said.set(keyword, argument);
      return;
    default:
      throw new Error(`the test does not know how to do ${keyword}`);
  }
}

function copyInto(built: Built, words: string[], stages: ReadonlyMap<string, Built>): void {
  const place = (path: string) => resolve("/", built.workdir, path);
  const target = join(built.root, place(words.at(-1) ?? ""));
  const [first = ""] = words;
  const from = stages.get(/^--from=(.+)/.exec(first)?.[1] ?? "");
  const sources = words.slice(first.startsWith("--") ? 1 : 0, -1);
  if (from !== undefined) {
    for (const source of sources) copy(join(from.root, source), target);
    return;
  }
  for (const file of contextFiles()) {
    if (sources.includes(".") || sources.includes(file)) copy(join(ROOT, file), join(target, file));
  }
}

function run({ root, said, workdir, ...built }: Built, command: string): void {
  const cwd = join(root, workdir);
  if (command.startsWith("npm ci ")) {
    linkModules(cwd);
    return;
  }
  const isRoot = process.getuid?.() === 0;
  // Everything is this user's here, and nobody can give anything to root.
  const steps = command.split(" && ").filter((step) => isRoot || !step.startsWith("chown "));
  // There is one root, the machine's: what the image has under it is here.
  const script = steps.join(" && ").replaceAll(" /tmp/", ` ${root}/tmp/`);
  const shell = ["sh", "-c", script] as const;
  const isSomebody = (said.get("USER") ?? "root") !== "root";
  const [program, ...parameters] = isSomebody ? asNobody(...shell) : shell;
  const { HOME } = process.env;
  const PATH = [dirname(built.node), process.env["PATH"]].join(delimiter);
  execFileSync(program, parameters, {
    cwd,
    env: { PATH, HOME, NODE_ENV: "production", ...built.arguments, ...built.env },
    stdio: ["ignore", "ignore", "inherit"],
  });
}

// Tracked or about to be, as a clone would have them; not what was built or installed here.
function contextFiles(): string[] {
  const isSent = contextFilter(readFileSync(join(ROOT, ".dockerignore"), "utf8"));
  const parameters = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const listed = execFileSync("git", parameters, { cwd: ROOT }).toString().split("\0");
  return listed.filter((file) => file !== "" && isSent(file) && existsSync(join(ROOT, file)));
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}
