import { boundedMemo } from "../bounded-memo.ts";
import { isoTime } from "../iso-time.ts";
import type { AccessLine, Level } from "./access-line.ts";

/**
 * An access line as the log holds it: one line of JSON, just as pino would write it, at a fraction
 * of the time. `now` in milliseconds since the epoch.
 */
export function accessJson(level: Level, now: number, line: AccessLine): string {
  return `{"level":"${level}","time":"${isoTime(now)}"${fieldsOf(line)}}\n`;
}

// Texts that many requests share are written with their names once. Joined, since what is added up is
// copied together anew in every line.
const TEXTS_REMEMBERED = 10_000;
const shared = (name: string) =>
  boundedMemo((text) => [',"', name, '":', quoted(text)].join(""), TEXTS_REMEMBERED);
const route = shared("route");
const upstream = shared("upstream");
const orgId = shared("org_id");
const userId = shared("user_id");
const clientIp = shared("client_ip");
const userAgent = shared("user_agent");

// Names are ours, so each is written out with its comma; what may be missing asks first.
function fieldsOf(line: AccessLine): string {
  let text = `,"request_id":${quoted(line.request_id)}`;
  text += `,"trace_id":${quoted(line.trace_id)}`;
  text += `,"method":${quoted(line.method)}`;
  text += `,"path":${quoted(line.path)}`;
  if (line.route !== undefined) text += route(line.route);
  text += `,"status":${line.status}`;
  if (line.code !== undefined) text += `,"code":${quoted(line.code)}`;
  if (line.reason !== undefined) text += `,"reason":${quoted(line.reason)}`;
  text += `,"duration_ms":${line.duration_ms}`;
  if (line.upstream !== undefined) text += upstream(line.upstream);
  if (line.upstream_ms !== undefined) text += `,"upstream_ms":${line.upstream_ms}`;
  if (line.attempts !== undefined) text += `,"attempts":${line.attempts}`;
  if (line.bytes_in !== undefined) text += `,"bytes_in":${line.bytes_in}`;
  text += `,"bytes_out":${line.bytes_out}`;
  if (line.cache !== undefined) text += `,"cache":${quoted(line.cache)}`;
  if (line.limited_by !== undefined) text += `,"limited_by":${quoted(line.limited_by)}`;
  if (line.org_id !== undefined) text += orgId(line.org_id);
  if (line.user_id !== undefined) text += userId(line.user_id);
  if (line.client_ip !== undefined) text += clientIp(line.client_ip);
  if (line.user_agent !== undefined) text += userAgent(line.user_agent);
  return `${text},"lane":"${line.lane}"`;
}

// RFC 8259 section 7, and lone surrogates, which UTF-8 cannot carry.
const NEEDS_ESCAPING = /["\\\u0000-\u001f\ud800-\udfff]/;

function quoted(text: string): string {
  return NEEDS_ESCAPING.test(text) ? JSON.stringify(text) : `"${text}"`;
}
