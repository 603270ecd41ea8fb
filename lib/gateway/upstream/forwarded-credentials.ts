import { type HeaderList, headerValues } from "../header-list.ts";
import { connectionOptions } from "./request-headers.ts";

/**
 * Credentials that a route passes on by name (lower case), as they are sent: without what
 * `withoutOwn` takes out of a `Cookie`, and without fields that the client's `Connection` lists.
 */
export function forwardedCredentials(
  names: readonly string[],
  headers: HeaderList,
  withoutOwn: (cookie: string) => string,
): string[] {
  const forwarded: string[] = [];
  if (names.length === 0) return forwarded;
  const listed = connectionOptions(headers);
  for (const name of names) {
    if (listed?.has(name)) continue;
    for (const value of headerValues(headers, name)) {
      const sent = name === "cookie" ? withoutOwn(value) : value;
      if (sent !== "") forwarded.push(name, sent);
    }
  }
  return forwarded;
}
