/** What went wrong with a call of ours, in words for the person at the page. */
export type Failure = Readonly<{
  /** The envelope's code, or null when the answer had no envelope. */
  code: string | null;
  message: string;
  requestId: string | null;
}>;

/** The failure in an error envelope's JSON text, or null when the text is something else. */
export function failureInEnvelope(text: string): Failure | null {
  const error = member(parsed(text), "error");
  const code = member(error, "code");
  const message = member(error, "message");
  if (typeof code !== "string" || typeof message !== "string") return null;
  const requestId = member(error, "request_id");
  return { code, message, requestId: typeof requestId === "string" ? requestId : null };
}

/** A member of whatever JSON value this is; undefined when there is none. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value).find(([key]) => key === name)?.[1];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
