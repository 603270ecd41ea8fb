import { Transform, type TransformCallback } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { styleText } from "node:util";

type Fields = Readonly<Record<string, unknown>>;
type Style = Parameters<typeof styleText>[0];

const LEVEL_STYLES: Readonly<Record<string, Style>> = {
  info: "dim",
  warn: "yellow",
  error: "red",
};
// What the line's beginning says already, or nobody looks for at a glance.
const SAID = new Set([
  ...["level", "time", "msg", "err", "method", "path", "status", "duration_ms", "lane"],
  ...["request_id", "trace_id", "route", "bytes_in", "bytes_out", "user_agent", "client_ip"],
  ...["upstream", "upstream_ms", "attempts", "code", "reason", "cache", "limited_by"],
  ...["org_id", "user_id", "cause"],
]);

/**
 * Log lines in a form for people: one short line for each of the gateway's JSON lines, with a stack
 * below where there is one. All other lines pass as they are.
 */
export function prettyLog(): Transform {
  // Chunks end where they like, also within a character.
  const decoder = new StringDecoder();
  let rest = "";
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      done(null, lines.map((line) => `${prettyLine(line)}\n`).join(""));
    },
    flush(done: TransformCallback) {
      done(null, rest === "" ? "" : prettyLine(rest));
    },
  });
}

/** One line as people read it; what is not the gateway's stays as it is. */
export function prettyLine(line: string): string {
  const fields = fieldsOf(line);
  if (fields === null) return line;
  const isAccess = typeof fields.status === "number" && typeof fields.method === "string";
  const begin = [styled("dim", clockTime(fields.time)), levelOf(fields)];
  const parts = isAccess ? accessParts(fields) : [String(fields.msg ?? "")];
  const others = Object.entries(fields).filter(([name]) => !SAID.has(name));
  const facts = others.map(([name, value]) => styled("dim", `${name}=${shown(value)}`));
  const text = [...begin, ...parts, ...facts].filter((part) => part !== "").join(" ");
  return `${text}${stackOf(fields.err)}`;
}

function accessParts(fields: Fields): string[] {
  const status = Number(fields.status);
  return [
    styled(statusStyle(status), String(status)),
    String(fields.method).padEnd(6),
    String(fields.path),
    styled("dim", `${shown(fields.duration_ms)} ms`),
    upstreamOf(fields),
    fact(fields, "cache", "cache"),
    fact(fields, "reason", "refused"),
    fact(fields, "limited_by", "limit"),
    causeOf(fields.cause),
    styled("dim", [fields.user_id, fields.org_id].filter(Boolean).join(" of ")),
    fields.lane === "route" ? "" : styled("dim", shown(fields.lane)),
  ];
}

function upstreamOf({ attempts, upstream, upstream_ms: ms }: Fields): string {
  if (upstream === undefined) return "";
  const tries = Number(attempts) > 1 ? `, ${attempts} tries` : "";
  return styled("dim", `(${shown(upstream)} ${shown(ms)} ms${tries})`);
}

function fact(fields: Fields, name: string, label: string): string {
  const value = fields[name];
  return value === undefined ? "" : styled("cyan", `${label}: ${shown(value)}`);
}

function causeOf(cause: unknown): string {
  if (cause === undefined) return "";
  const hasMessage = typeof cause === "object" && cause !== null && "message" in cause;
  return styled("cyan", `because: ${hasMessage ? shown(cause.message) : shown(cause)}`);
}

function stackOf(error: unknown): string {
  const hasStack = typeof error === "object" && error !== null && "stack" in error;
  return hasStack ? `\n${String(error.stack).replace(/^/gm, "    ")}` : "";
}

function levelOf({ level }: Fields): string {
  return level === "info" ? "" : styled(LEVEL_STYLES[String(level)] ?? "dim", String(level));
}

function statusStyle(status: number): Style {
  if (status >= 500) return "red";
  if (status >= 400) return "yellow";
  return status >= 300 ? "cyan" : "green";
}

function clockTime(time: unknown): string {
  const date = new Date(String(time));
  return Number.isNaN(date.getTime()) ? "" : date.toTimeString().slice(0, 8);
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

function styled(style: Style, text: string): string {
  return text === "" ? "" : styleText(style, text);
}

function fieldsOf(line: string): Fields | null {
  if (!line.startsWith('{"level":')) return null;
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
