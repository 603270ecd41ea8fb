/** The environment as far as a configuration file may name it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What a text in the file stands for. `label` names it without its value, which may be secret. */
export type Expansion =
  | { readonly kind: "literal"; readonly text: string }
  | {
      readonly kind: "variable";
      readonly name: string;
      readonly value: string;
      readonly rest: string;
    }
  | { readonly kind: "fault"; readonly message: string };

const REFERENCE = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})(.*)$/s;

/** Expands `$NAME` or `${NAME}` at the start of a text; `rest` is what stands behind it. */
export function expand(text: string, env: Environment): Expansion {
  if (!text.startsWith("$")) return { kind: "literal", text };
  const match = REFERENCE.exec(text);
  const name = match?.[1] ?? match?.[2];
  if (name === undefined) {
    return { kind: "fault", message: "must name a variable, as in $NAME" };
  }
  const value = Object.hasOwn(env, name) ? env[name]?.trim() : undefined;
  if (value === undefined || value === "") {
    return { kind: "fault", message: `the environment variable ${name} is not set` };
  }
  return { kind: "variable", name, value, rest: match?.[3] ?? "" };
}
