import { type Environment, expand } from "./environment-names.ts";

// A host that stands for itself: a name, an IPv4 or an IPv6 address; no wildcard, no path.
const ORIGIN = /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d+)?$/i;

/**
 * Reads one entry of `allowed_origins`: an exact origin, `*`, or a variable that holds some, separated
 * by commas. Gives them as browsers send them (RFC 6454 section 6.2), and what is wrong.
 */
export function readOrigins(
  entry: string,
  env: Environment,
): [readonly string[], readonly string[]] {
  const expansion = expand(entry.trim(), env);
  if (expansion.kind === "fault") return [[], [expansion.message]];
  if (expansion.kind === "literal") return checkAll([expansion.text], "");
  if (expansion.rest !== "") return [[], ["nothing may follow a variable here"]];
  const origins = expansion.value.split(",").map((origin) => origin.trim());
  return checkAll(origins, `the value of the environment variable ${expansion.name}: `);
}

function checkAll(origins: string[], label: string): [readonly string[], readonly string[]] {
  const normal = origins.map(normalOrigin);
  const isFaulty = normal.includes(null);
  return [
    normal.filter((origin) => origin !== null),
    isFaulty ? [`${label}must be an exact origin such as https://app.example.com`] : [],
  ];
}

function normalOrigin(origin: string): string | null {
  if (origin === "*") return origin;
  return ORIGIN.test(origin) ? (URL.parse(origin)?.origin ?? null) : null;
}
