import { z } from "zod";
import { DURATION, parseDuration } from "./durations.ts";
import { parseSize, SIZE } from "./sizes.ts";

// Beyond 2^31-1 ms Node's timers fire at once instead of late.
const TIMER_MS_MAX = 2 ** 31 - 1;

/** A duration in the file, milliseconds in the data. */
export const duration = measured(
  parseDuration,
  DURATION,
  "a duration such as 500ms, 30s, 5m or 1h",
);

/** A duration that a timer can wait for. */
export const timer = duration.refine((milliseconds) => milliseconds <= TIMER_MS_MAX, {
  error: "must be at most 596h",
});

/** A size in the file, bytes in the data. */
export const size = measured(parseSize, SIZE, "a size such as 512b, 64kb, 10mb or 1gb");

/** Says that a thing with a default is not wanted. */
export const off = z.literal("off");

/** RFC 6749 section 3.3: scope-token. */
export const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, {
  error: "must be a scope: visible ASCII without blanks, quotes and backslashes",
});

export const role = z.string().regex(/^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u, {
  error: "must be a role's name",
});

/** A header's name, lower case in the data (RFC 9110 section 5.1). `*` would mean "any" to browsers. */
export const headerName = z
  .string()
  .regex(/^[!#$%&'+.^_`|~0-9A-Za-z-]+$/, { error: "must be a header's name" });

export const count = z.int().min(1).max(1_000_000_000);

// The pattern is for editors; what counts is what `parse` takes.
function measured(parse: (text: string) => number | null, form: RegExp, expected: string) {
  const written = z.string({ error: `must be ${expected}` }).meta({ pattern: form.source });
  return written.transform((text, context) => {
    const value = parse(text);
    if (value !== null) return value;
    context.addIssue({ code: "custom", message: `must be ${expected}` });
    return z.NEVER;
  });
}
