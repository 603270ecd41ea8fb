import { env } from "#lib/env.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { routeGroups } from "../../workbench/route-choice.ts";
import { pageVisitor } from "../page-visitor.ts";
import { TryView } from "./try-view.tsx";

export const metadata = { title: "Try it" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TryPage({ searchParams }: Props) {
  await pageVisitor();
  const { route } = await searchParams;
  const { routes } = gatewayInstance().gateway.config;
  return (
    <TryView
      groups={routeGroups(routes)}
      origin={new URL(env().nextauthUrl).origin}
      asked={typeof route === "string" ? route : null}
    />
  );
}
