export const CHUNKED = "Transfer-Encoding: chunked";
/** A request that nobody asked for, in what is another's body. Served, it would be seen upstream. */
export const SMUGGLED = `GET /api/v1/open/smuggled HTTP/1.1\r\nHost: gateway.example\r\nX-Org-ID: forged\r\n\r\n`;
export const SMUGGLED_SIZE = SMUGGLED.length.toString(16);

type Case = readonly [name: string, lines: readonly string[], body: string];

/** Heads that two readers would end at different bytes, or that are none to one of them. */
export const TWO_WAYS: readonly Case[] = [
  ["CL.TE", ["Content-Length: 5", CHUNKED], `0\r\n\r\n${SMUGGLED}`],
  ["TE.CL", [CHUNKED, "Content-Length: 4"], `${SMUGGLED_SIZE}\r\n${SMUGGLED}\r\n0\r\n\r\n`],
  ["CL.0", ["Content-Length: 0", CHUNKED], `0\r\n\r\n${SMUGGLED}`],
  ["TE.TE, the second unknown", [CHUNKED, "Transfer-Encoding: x"], `0\r\n\r\n${SMUGGLED}`],
  ["TE.TE, the first unknown", ["Transfer-Encoding: x", CHUNKED], `0\r\n\r\n${SMUGGLED}`],
  ["TE.TE, both chunked", [CHUNKED, CHUNKED], `0\r\n\r\n${SMUGGLED}`],
  ["chunked within a list", ["Transfer-Encoding: chunked, identity"], `0\r\n\r\n${SMUGGLED}`],
  ["identity before chunked", ["Transfer-Encoding: identity, chunked"], `0\r\n\r\n${SMUGGLED}`],
  ["a coding before chunked", ["Transfer-Encoding: gzip, chunked"], `0\r\n\r\n${SMUGGLED}`],
  ["chunked twice in a list", ["Transfer-Encoding: chunked, chunked"], `0\r\n\r\n${SMUGGLED}`],
  ["identity", ["Transfer-Encoding: identity"], SMUGGLED],
  ["a coding that is not chunked", ["Transfer-Encoding: xchunked"], `0\r\n\r\n${SMUGGLED}`],
  ["chunked with a parameter", ["Transfer-Encoding: chunked;q=1"], `0\r\n\r\n${SMUGGLED}`],
  ["chunked in quotes", ['Transfer-Encoding: "chunked"'], `0\r\n\r\n${SMUGGLED}`],
  ["chunked behind a vertical tab", ["Transfer-Encoding: \x0bchunked"], `0\r\n\r\n${SMUGGLED}`],
  ["an empty coding", ["Transfer-Encoding:"], SMUGGLED],
  [
    "a blank before the colon of the coding",
    ["Transfer-Encoding : chunked"],
    `0\r\n\r\n${SMUGGLED}`,
  ],
  ["a folded coding", ["Transfer-Encoding:", " chunked"], `0\r\n\r\n${SMUGGLED}`],
  [
    "a coding behind a bare line feed",
    ["X: a\nTransfer-Encoding: chunked"],
    `0\r\n\r\n${SMUGGLED}`,
  ],
  ["two lengths", ["Content-Length: 0", `Content-Length: ${SMUGGLED.length}`], SMUGGLED],
  ["two equal lengths", ["Content-Length: 0", "Content-Length: 0"], SMUGGLED],
  ["a list of lengths", [`Content-Length: 0, ${SMUGGLED.length}`], SMUGGLED],
  ["a list of equal lengths", ["Content-Length: 0, 0"], SMUGGLED],
  ["a length with a plus", ["Content-Length: +5"], SMUGGLED],
  ["a length with a minus", ["Content-Length: -1"], SMUGGLED],
  ["a length in hexadecimal", ["Content-Length: 0x5"], SMUGGLED],
  ["a length with a point", ["Content-Length: 5.0"], SMUGGLED],
  ["a length with an exponent", ["Content-Length: 1e1"], SMUGGLED],
  ["a length in two words", ["Content-Length: 1 0"], SMUGGLED],
  ["an empty length", ["Content-Length:"], SMUGGLED],
  ["a length that overflows", ["Content-Length: 18446744073709551621"], SMUGGLED],
  ["a length behind a bare CR", ["X: a\rContent-Length: 5"], SMUGGLED],
  ["a folded length", ["Content-Length:", "\t5"], SMUGGLED],
  ["a line of blanks before the headers' end", [" ", "Content-Length: 5"], SMUGGLED],
];

/** Chunks that two readers would end at different bytes. The head is good: the request is cut off. */
export const BAD_CHUNKS: readonly (readonly [name: string, body: string])[] = [
  ["a bare line feed after the size", `5\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a bare line feed after the chunk", `5\r\nhello\n0\r\n\r\n${SMUGGLED}`],
  ["a bare line feed in an extension", `5;a\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a bare CR in an extension", `5;a\rb\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["no line break after the chunk", `5\r\nhello0\r\n\r\n${SMUGGLED}`],
  ["a size with a minus", `-1\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a size with a plus", `+5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a size with 0x", `0x5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a size behind a blank", ` 5\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a size that overflows", `10000000000000005\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["no size", `\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a size of letters", `zz\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
  ["a trailer without a name", `5\r\nhello\r\n0\r\n: forged\r\n\r\n${SMUGGLED}`],
  ["a trailer of framing", `5\r\nhello\r\n0\r\nContent-Length: 9\r\n\r\n${SMUGGLED}`],
  ["a folded trailer", `5\r\nhello\r\n0\r\nX-A: a\r\n b\r\n\r\n${SMUGGLED}`],
  ["an extension over 16 KB", `5;${"a".repeat(17_000)}\r\nhello\r\n0\r\n\r\n${SMUGGLED}`],
];
