import { appendHeaders, type HeaderList } from "../gateway/header-list.ts";
import type { Reply } from "../gateway/reply.ts";

/** Web-standard headers as the list that the gateway's functions take. */
export function headerListOf(headers: Headers): HeaderList {
  return [...headers].flat();
}

/** A reply of our own, whose body is text or absent, as a web-standard response. */
export function responseOf(reply: Reply): Response {
  const headers = new Headers();
  appendHeaders(headers, reply.headers);
  const body = typeof reply.body === "string" ? reply.body : null;
  return new Response(body, { status: reply.status, headers });
}
