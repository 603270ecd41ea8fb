/**
 * Headers as they stand on the wire: name, value, name, value, in order and with repetitions.
 * Strings are byte strings (one character per byte), the form that node:http and `Headers` use.
 */
export type HeaderList = readonly string[];

/** The first value of a header, or null. `name` must be lower case. */
export function headerValue(headers: HeaderList, name: string): string | null {
  for (let index = 0; index < headers.length; index += 2) {
    if (isNamed(headers[index], name)) return headers[index + 1] ?? null;
  }
  return null;
}

/** Every value of a header, in order. `name` must be lower case. */
export function headerValues(headers: HeaderList, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    if (isNamed(headers[index], name)) values.push(headers[index + 1] ?? "");
  }
  return values;
}

/** The list without any field of that name. `name` must be lower case. */
export function withoutHeader(headers: HeaderList, name: string): string[] {
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const field = headers[index];
    if (field !== undefined && !isNamed(field, name)) kept.push(field, headers[index + 1] ?? "");
  }
  return kept;
}

/** Adds every field of a list to web-standard headers, repetitions included. */
export function appendHeaders(to: Headers, headers: HeaderList): void {
  for (let index = 0; index < headers.length; index += 2) {
    to.append(headers[index] ?? "", headers[index + 1] ?? "");
  }
}

/** Whether a request's framing says that a body follows (RFC 9112 section 6). Node has checked it. */
export function announcesBody(headers: HeaderList): boolean {
  return (
    headerValue(headers, "transfer-encoding") !== null ||
    Number(headerValue(headers, "content-length") ?? 0) > 0
  );
}

/** UTF-8 bytes of a text as a byte string, for a header value (contract: values are UTF-8 bytes). */
export function utf8HeaderValue(text: string): string {
  return /^[\x00-\x7f]*$/.test(text) ? text : Buffer.from(text, "utf8").toString("latin1");
}

// Comparing lengths first keeps the common miss free of allocation.
function isNamed(field: string | undefined, name: string): boolean {
  return field !== undefined && field.length === name.length && field.toLowerCase() === name;
}
