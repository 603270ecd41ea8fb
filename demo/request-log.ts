import type { IncomingMessage } from "node:http";

/** Takes one readable line, without its line end. */
export type Log = (line: string) => void;

/** One request as it is logged; `status` is null when the caller left before there was an answer. */
export type RequestEntry = {
  readonly service: string;
  readonly method: string;
  readonly target: string;
  readonly status: number | null;
  readonly elapsedMs: number;
  readonly isClientGone: boolean;
  readonly headers: IncomingMessage["headersDistinct"];
};

const SHOWN_HEADERS = [
  "X-Org-ID",
  "X-User-ID",
  "X-User-Email",
  "X-User-Role",
  "X-Request-ID",
  "Via",
  "X-Forwarded-For",
] as const;

/**
 * The lines that tell a person what arrived and what was answered: the request, the headers that
 * the gateway forwarded, and a warning for credentials, whose values are never shown.
 */
export function requestLines(entry: RequestEntry): readonly string[] {
  const outcome = entry.isClientGone ? "client gone" : "done";
  const lines = [
    `${entry.service.padEnd(9)} ${entry.method} ${printable(entry.target)} → ` +
      `${entry.status ?? "no answer"}, ${outcome} in ${Math.round(entry.elapsedMs)} ms`,
  ];
  const shown = SHOWN_HEADERS.flatMap((name) => {
    const values = entry.headers[name.toLowerCase()] ?? [];
    return values.map((value) => `${name}: ${printable(utf8(value))}`);
  });
  lines.push(`          ${shown.length === 0 ? "no forwarded headers" : shown.join("  ")}`);
  if (entry.headers.authorization !== undefined) {
    lines.push("          warning: Authorization: present! Credentials must stop at the gateway.");
  }
  return lines;
}

/** Node reads header bytes as Latin-1; the gateway sends UTF-8. */
function utf8(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8");
}

// Raw control characters in a target or header could forge lines or drive a terminal.
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
