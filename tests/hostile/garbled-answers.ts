/** What a service may let slip when it breaks. */
export const STACK =
  "Error: boom\n    at Object.query (/srv/app/node_modules/pg/lib/client.ts:42:7)";

/** Answers that are none, or that two readers would end at different bytes. */
export const GARBAGE: readonly (readonly [string, string])[] = [
  ["no HTTP", `${STACK}\r\n\r\n`],
  ["a status line that is none", `HTTP/1.1 OK 200\r\n\r\n${STACK}`],
  ["a status of four digits", `HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n`],
  ["a status of 600", `HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n`],
  ["a status of 999", `HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n`],
  ["a status of 000", `HTTP/1.1 000 Odd\r\nContent-Length: 0\r\n\r\n`],
  ["a status of 099", `HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n`],
  [
    "a switch of protocols that nobody asked for",
    "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
  ],
  ["two lengths", `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok!`],
  ["a length of letters", `HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok`],
  ["a length with a minus", `HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok`],
  [
    "a length and chunks",
    `HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`,
  ],
  ["a NUL in a header", `HTTP/1.1 200 OK\r\nX-A: a\0b\r\nContent-Length: 0\r\n\r\n`],
  [
    "a control character in a header",
    `HTTP/1.1 200 OK\r\nX-A: a\x07b\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "a bare CR in a header",
    `HTTP/1.1 200 OK\r\nX-A: a\rSet-Cookie: injected=1\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "a header without a colon",
    `HTTP/1.1 200 OK\r\nSet-Cookie injected\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "a header's name with blanks",
    `HTTP/1.1 200 OK\r\nSet Cookie: injected=1\r\nContent-Length: 0\r\n\r\n`,
  ],
  [
    "a head over 16 KB",
    `HTTP/1.1 200 OK\r\nX-A: ${"a".repeat(20_000)}\r\nContent-Length: 0\r\n\r\n`,
  ],
  ["an end before the end of the head", "HTTP/1.1 200 OK\r\nContent-Len"],
];
