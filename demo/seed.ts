import type { DatabaseSync } from "node:sqlite";
import { ACME_ORG_ID, GLOBEX_ORG_ID } from "./orgs.ts";
import { checkedFields, type Kind } from "./resources.ts";
import { recordStore } from "./store.ts";

type Example = { readonly id: string; readonly name: string } & Readonly<Record<string, unknown>>;
type Examples = Readonly<Record<Kind, readonly Example[]>>;

const ACME: Examples = {
  agents: [
    {
      id: "support-triage",
      name: "Support triage",
      description: "Reads new tickets, sets priority and sends each to the right team.",
      tools: ["tickets.search", "customers.lookup", "tickets.assign"],
    },
    {
      id: "invoice-checker",
      name: "Invoice checker",
      description: "Compares supplier invoices with purchase orders and flags differences.",
      tools: ["documents.read", "orders.lookup", "ledger.compare"],
    },
    {
      id: "release-notes",
      name: "Release notes writer",
      description: "Drafts release notes from merged changes.",
      model: "eloquent-small",
      status: "paused",
      tools: ["changes.list", "documents.write"],
    },
  ],
  workflows: [
    {
      id: "ticket-intake",
      name: "Ticket intake",
      description: "From a customer's mail to an assigned ticket.",
      trigger: "event",
      steps: ["Receive mail", "Run support-triage", "Assign", "Acknowledge to the customer"],
    },
    {
      id: "month-end",
      name: "Month end",
      description: "Checks all open invoices on the last working day.",
      trigger: "schedule",
      steps: ["Collect invoices", "Run invoice-checker", "Send report to finance"],
    },
  ],
  entities: [
    {
      id: "northwind-traders",
      name: "Northwind Traders",
      description: "Wholesale customer since 2019.",
      type: "company",
      attributes: { country: "NL", tier: "gold", open_tickets: 3 },
    },
    {
      id: "maria-jansen",
      name: "Maria Jansen",
      description: "Head of purchasing at Northwind Traders.",
      type: "person",
      attributes: { language: "nl", newsletter: false },
    },
    {
      id: "master-agreement-2024",
      name: "Master agreement 2024",
      description: "Framework contract with Northwind Traders.",
      type: "document",
      attributes: { signed: true, pages: 42 },
    },
  ],
};

const GLOBEX: Examples = {
  agents: [
    {
      id: "grid-forecaster",
      name: "Grid forecaster",
      description: "Forecasts tomorrow's load for each substation.",
      tools: ["meters.read", "weather.forecast", "load.predict"],
    },
    {
      id: "outage-reporter",
      name: "Outage reporter",
      description: "Turns alarms into a report that people can read.",
      model: "eloquent-small",
      tools: ["alarms.list", "maps.locate"],
    },
  ],
  workflows: [
    {
      id: "morning-forecast",
      name: "Morning forecast",
      description: "Publishes the day's forecast at six.",
      trigger: "schedule",
      steps: ["Run grid-forecaster", "Review", "Publish"],
    },
  ],
  entities: [
    {
      id: "substation-east",
      name: "Substation East",
      description: "110 kV, commissioned 1998.",
      type: "product",
      attributes: { capacity_mw: 63, remote_controlled: true },
    },
  ],
};

/** Writes both demo organisations' examples into an empty database; `at` is an ISO 8601 time. */
export function seed(database: DatabaseSync, at: string): void {
  const store = recordStore(database);
  const write = (orgId: string, kind: Kind, examples: readonly Example[]) => {
    for (const example of examples) {
      const fields = checkedFields(kind, example);
      store.put({ orgId, kind }, { id: example.id, fields, at, by: null });
    }
  };
  const kinds = ["agents", "workflows", "entities"] as const;
  for (const kind of kinds) {
    write(ACME_ORG_ID, kind, ACME[kind]);
    write(GLOBEX_ORG_ID, kind, GLOBEX[kind]);
  }
}
