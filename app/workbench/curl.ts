/** A request as the page is about to send it; `body` is the text or the chosen file's name. */
export type CurlRequest = Readonly<{
  method: string;
  url: string;
  isTokenSent: boolean;
  body: Readonly<
    { kind: "none" } | { kind: "json"; text: string } | { kind: "file"; name: string }
  >;
}>;

/** The request as a shell command. The token stays `$TOKEN`, so that it reaches no shell history. */
export function curlCommand({ method, url, isTokenSent, body }: CurlRequest): string {
  const verb = method === "HEAD" ? "--head" : method === "GET" ? "" : `-X ${method}`;
  const parts = [
    ["curl -i -N", verb, quoted(url)].filter((part) => part !== "").join(" "),
    isTokenSent ? '-H "Authorization: Bearer $TOKEN"' : "",
    ...bodyParts(body),
  ];
  return parts.filter((part) => part !== "").join(" \\\n  ");
}

function bodyParts(body: CurlRequest["body"]): string[] {
  if (body.kind === "none") return [];
  if (body.kind === "file") return [`--data-binary ${quoted(`@${body.name}`)}`];
  return ["-H 'Content-Type: application/json'", `--data-binary ${quoted(body.text)}`];
}

// Inside single quotes a shell takes everything literally but the quote itself.
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
