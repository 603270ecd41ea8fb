import { z } from "zod";

export type Instruction = {
  /** In upper case. */
  readonly keyword: string;
  readonly argument: string;
};

export type Stage = {
  /** The image that it begins with. */
  readonly from: string;
  readonly name: string | null;
  readonly instructions: readonly Instruction[];
};

const strings = z.array(z.string());

/** The stages of a Dockerfile. Throws for one that does not begin with FROM. */
export function readDockerfile(text: string): readonly Stage[] {
  const stages: (Stage & { readonly instructions: Instruction[] })[] = [];
  const lines = text.replace(/^\s*#.*$/gm, "").replace(/\\\n/g, " ");
  for (const line of lines.split("\n")) {
    const [, keyword, argument = ""] = /^\s*(\w+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (keyword === undefined) continue;
    if (/^from$/i.test(keyword)) {
      const [, from = "", name = null] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(argument) ?? [];
      stages.push({ from, name, instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (stage === undefined) throw new Error(`${keyword} comes before FROM`);
    stage.instructions.push({ keyword: keyword.toUpperCase(), argument });
  }
  return stages;
}

/** The words of a command in its JSON form, the only one that signals reach through. */
export function execForm(argument: string): string[] {
  return strings.parse(JSON.parse(argument));
}

/** The variables of an ENV instruction, which must not quote. */
export function variablesOf(argument: string): Record<string, string> {
  return Object.fromEntries(
    argument.split(/\s+/).map((pair) => {
      const [name = "", value] = pair.split("=", 2);
      if (value === undefined || /["'$]/.test(pair)) throw new Error(`ENV ${pair} is not plain`);
      return [name, value];
    }),
  );
}

/** Which files an engine is sent, by a .dockerignore of three forms: `**`, `!name`, `**` + `/*.end`. */
export function contextFilter(dockerignore: string): (file: string) => boolean {
  const patterns = dockerignore.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const rules = patterns.map((pattern) => {
    if (pattern === "**") return { matches: () => true, isSent: false };
    const ending = /^\*\*\/\*(\.[a-z.]+)$/.exec(pattern)?.[1];
    if (ending !== undefined)
      return { matches: (file: string) => file.endsWith(ending), isSent: false };
    const name = /^!([\w./-]+)$/.exec(pattern)?.[1];
    if (name === undefined) throw new Error(`.dockerignore: cannot read ${pattern}`);
    const matches = (file: string) => file === name || file.startsWith(`${name}/`);
    return { matches, isSent: true };
  });
  return (file) => rules.findLast(({ matches }) => matches(file))?.isSent ?? true;
}
