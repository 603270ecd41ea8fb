import { METHODS } from "node:http";
import { UsageError } from "./usage-error.ts";

type Typed = {
  readonly method: string;
  readonly url: string;
  /** `Name: value` each. */
  readonly headers: readonly string[];
  /** The app's address as browsers see it: the host of a URL that is only a path. */
  readonly publicUrl: string;
};

// A URL's user and password are never sent (RFC 9110 section 4.2.4).
const URL_FORM = /^(?:https?:\/\/(?:[^/?#\s@]*@)?([^/?#\s@]+))?([/?][^\s]*)?$/i;
// RFC 9110 section 5.6.2: token.
const HEADER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*)$/;

/**
 * A request as a client would send it: the target is not tidied up, for it is what the gateway
 * decides by. Throws UsageError on a method, URL or header that cannot be sent.
 */
export function requestLine({ headers, method, publicUrl, url }: Typed) {
  const verb = method.toUpperCase();
  if (!METHODS.includes(verb)) {
    throw new UsageError(`${method} is no HTTP method`, "Say GET, POST, PUT, PATCH or DELETE.");
  }
  const [, authority, target] = URL_FORM.exec(url) ?? [];
  if (authority === undefined && !url.startsWith("/")) {
    throw new UsageError(
      `${url} is no URL`,
      "Give a path such as /api/v1/agents, or all of it: http://localhost:3000/api/v1/agents.",
    );
  }
  if (target === undefined && authority === undefined) {
    throw new UsageError(`${url} has a blank in it`, "Write blanks as %20.");
  }
  const sent = headers.flatMap(headerOf);
  const hasHost = sent.some((text, index) => index % 2 === 0 && text.toLowerCase() === "host");
  const host = hasHost ? [] : ["Host", authority ?? new URL(publicUrl).host];
  return { method: verb, target: asSent(target ?? "/"), headers: [...host, ...sent] };
}

// Clients keep the fragment to themselves and escape what is no ASCII.
function asSent(target: string): string {
  const path = target.startsWith("?") ? `/${target}` : target;
  return path.replace(/#.*$/, "").replace(/[^\x00-\x7f]+/g, (text) => encodeURIComponent(text));
}

function headerOf(text: string): [string, string] {
  const [, name, value] = HEADER.exec(text) ?? [];
  if (name === undefined || value === undefined || /[\x00-\x08\x0a-\x1f\x7f]/.test(value)) {
    throw new UsageError(
      `${JSON.stringify(text)} is no header`,
      'Say --header "name: value", once for each.',
    );
  }
  return [name, Buffer.from(value.trim(), "utf8").toString("latin1")];
}
