// Upstash's client puts words before an error that came for one command of several.
const COMMAND_ERROR = /^(Command failed: )?(ERR|WRONGTYPE) /;
const TEXT_MAX = 200;

/**
 * Whether a store failed one command and not as a whole: `-ERR` and `-WRONGTYPE` answer a command
 * that is wrong, or a value too large for the plan. Any other error (OOM, LOADING, READONLY,
 * NOAUTH, ...) is about the store.
 */
export function isAboutOneCommand(error: unknown): boolean {
  return error instanceof Error && COMMAND_ERROR.test(error.message);
}

/** A failure in a few words for the log, without the command: that may hold what users sent. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, TEXT_MAX);
  const [message = ""] = error.message.split(", command was:");
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : "";
  return `${error.name}: ${message}${cause}`.slice(0, TEXT_MAX);
}
