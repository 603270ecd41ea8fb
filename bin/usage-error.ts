/** Something that whoever typed the command has to change. One line, and where to look. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message.replace(/\s*\n\s*/g, " "));
    this.hint = hint;
  }
}

/** What the process ends with. */
export const EXIT = {
  /** Done, and nothing to object to. */
  good: 0,
  /** Done, and there is: faults, findings of severity error, a loosening. */
  bad: 1,
  /** Not done: a wrong flag, file, URL or environment. */
  usage: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
