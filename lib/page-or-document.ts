const PAGE = new Set(["text/html", "application/xhtml+xml"]);

/**
 * Whether who sends this `Accept` wants a page rather than the document (RFC 9110 section 12.5.1).
 * Browsers name text/html; whoever takes anything, or names JSON as readily, gets the document.
 */
export function prefersPage(accept: string | null): boolean {
  const weights = { page: 0, document: 0 };
  for (const range of (accept ?? "").toLowerCase().split(",")) {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const weight = weightOf(parameters);
    if (PAGE.has(type)) weights.page = Math.max(weights.page, weight);
    if (type === "application/json") weights.document = Math.max(weights.document, weight);
  }
  return weights.page > weights.document;
}

function weightOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter))?.split("=")[1];
  const value = weight === undefined ? 1 : Number(weight);
  return Number.isFinite(value) ? value : 0;
}
