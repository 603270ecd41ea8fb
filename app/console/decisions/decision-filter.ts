import type { DecisionRow } from "../feed/messages.ts";

/** What a person wants to see; "" of a field is all. */
export type Filter = Readonly<{ text: string; status: string; route: string; code: string }>;

export const NO_FILTER: Filter = { text: "", status: "", route: "", code: "" };

/** The value of `route` that stands for what no route took. */
export const NO_ROUTE = "none";

/**
 * Those that the filter lets through, in their order. The text is looked for in path, request id,
 * caller and organisation, in any case; the status is its first digit.
 */
export function filtered(rows: readonly DecisionRow[], filter: Filter): readonly DecisionRow[] {
  const { code, route, status } = filter;
  const text = filter.text.trim().toLowerCase();
  if (text === "" && status === "" && route === "" && code === "") return rows;
  return rows.filter(
    (row) =>
      (status === "" || String(row.status).startsWith(status)) &&
      (route === "" || routeName(row) === route) &&
      (code === "" || row.code === code) &&
      (text === "" || said(row).includes(text)),
  );
}

/** The values that the rows have, to choose from. */
export function choices(rows: readonly DecisionRow[]) {
  return {
    routes: [...new Set(rows.map(routeName))].filter((name) => name !== NO_ROUTE).sort(),
    codes: [...new Set(rows.map(({ code }) => code))].filter((code) => code !== null).sort(),
  };
}

function routeName({ method, route }: DecisionRow): string {
  return route === null ? NO_ROUTE : `${method} ${route}`;
}

function said({ orgId, path, requestId, who }: DecisionRow): string {
  return `${path}\n${requestId}\n${who ?? ""}\n${orgId ?? ""}`.toLowerCase();
}
