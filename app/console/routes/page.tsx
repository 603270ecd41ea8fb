import { gatewayInstance } from "#lib/gateway/instance.ts";
import { pageVisitor } from "../page-visitor.ts";
import { routeLine } from "./route-line.ts";
import { RoutesView } from "./routes-view.tsx";

export const metadata = { title: "Routes" };

export default async function RoutesPage() {
  const visitor = await pageVisitor();
  const { routes } = gatewayInstance().gateway.config;
  return <RoutesView lines={routes.map((route) => routeLine(route, visitor))} />;
}
