/** Other ways of asking for what is limited, or of saying who asks. */
export const DODGES = [
  ["another X-Forwarded-For", (n: number) => ({ lines: [`X-Forwarded-For: 192.0.2.${n}`] })],
  ["another IPv6 address", (n: number) => ({ lines: [`X-Forwarded-For: 2001:db8::${n}`] })],
  ["another Forwarded", (n: number) => ({ lines: [`Forwarded: for=192.0.2.${n}`] })],
  [
    "another X-Real-IP",
    (n: number) => ({ lines: [`X-Real-IP: 192.0.2.${n}`, `X-Client-IP: 192.0.2.${n}`] }),
  ],
  [
    "another CF-Connecting-IP",
    (n: number) => ({ lines: [`CF-Connecting-IP: 192.0.2.${n}`, `True-Client-IP: 192.0.2.${n}`] }),
  ],
  ["another query", (n: number) => ({ query: `?page=${n}` })],
  ["another host", (n: number) => ({ lines: [`Host: tenant-${n}.example`] })],
  ["another User-Agent", (n: number) => ({ lines: [`User-Agent: browser/${n}`] })],
  [
    "another identity header",
    (n: number) => ({ lines: [`X-User-ID: forged-${n}`, `X-Org-ID: forged-${n}`] }),
  ],
  ["another request id", (n: number) => ({ lines: [`X-Request-ID: request-${n}${n}${n}`] })],
  ["another cookie", (n: number) => ({ lines: [`Cookie: session=${n}`] })],
] as const;
