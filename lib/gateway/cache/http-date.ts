const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const TIME = "[0-2]\\d:[0-5]\\d:[0-6]\\d";

// RFC 9110 section 5.6.7: the one form to send, and two that must still be understood.
const IMF_FIXDATE = new RegExp(`^${WEEKDAY}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT$`);
const RFC850 = new RegExp(`^[A-Z][a-z]+day, \\d\\d-${MONTH}-\\d\\d ${TIME} GMT$`);
const ASCTIME = new RegExp(`^${WEEKDAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

/**
 * Milliseconds since the epoch of an HTTP-date (RFC 9110 section 5.6.7), or null for anything else:
 * `Date.parse` takes "9999" for a date.
 */
export function parseHttpDate(text: string | null): number | null {
  if (text === null) return null;
  if (IMF_FIXDATE.test(text) || RFC850.test(text)) return finite(Date.parse(text));
  return ASCTIME.test(text) ? finite(Date.parse(`${text} GMT`)) : null;
}

/** The HTTP-date of a time in milliseconds since the epoch. */
export function formatHttpDate(ms: number): string {
  return new Date(ms).toUTCString();
}

function finite(ms: number): number | null {
  return Number.isFinite(ms) ? ms : null;
}
