import ipaddr from "ipaddr.js";
import { z } from "zod";
import { parseDuration } from "../gateway/config/durations.ts";
import { parseSize } from "../gateway/config/sizes.ts";

/** Any text but an empty one. */
export const text = z.string().min(1);

/** At least 32 bytes. */
export const secret = z
  .string()
  .refine((value) => Buffer.byteLength(value) >= 32, "must be at least 32 bytes");

/** An http or https URL. */
export const httpUrl = z.url({ protocol: /^https?$/ });

/** `1` or `0`, which is the default. */
export const flag = z
  .enum(["0", "1"])
  .default("0")
  .transform((value) => value === "1");

/** Texts separated by commas, the spaces around them dropped; none by default. */
export const list = z
  .string()
  .default("")
  .transform((value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  );

/** Bytes, from a size such as `128mb`. */
export const size = z.string().transform((text, context) => {
  const bytes = parseSize(text);
  if (bytes === null) context.addIssue("is no size such as 512kb or 128mb");
  return bytes ?? z.NEVER;
});

/** Milliseconds, from a duration that, unlike those of routes.yaml, may be nothing. */
export const wait = z.string().transform((text, context) => {
  const milliseconds = /^0(ms|s|m|h)?$/.test(text) ? 0 : parseDuration(text);
  if (milliseconds === null) context.addIssue("is no duration such as 0, 500ms or 30s");
  return milliseconds ?? z.NEVER;
});

/** Milliseconds, from a duration such as `30s`. */
export const duration = z.string().transform((text, context) => {
  const milliseconds = parseDuration(text);
  if (milliseconds === null) context.addIssue("is no duration such as 500ms, 30s or 5m");
  return milliseconds ?? z.NEVER;
});

/** A whole number, at least 1. */
export const count = z.coerce.number("must be a number").int().min(1);

/** An address or a CIDR range, in full: "10.0.0" would be read as 10.0.0.0. */
export const proxy = z
  .string()
  .refine(
    (value) =>
      ipaddr.IPv4.isValidFourPartDecimal(value) ||
      ipaddr.IPv4.isValidCIDRFourPartDecimal(value) ||
      ipaddr.IPv6.isValid(value) ||
      ipaddr.IPv6.isValidCIDR(value),
    "is neither an address nor a CIDR range",
  );
