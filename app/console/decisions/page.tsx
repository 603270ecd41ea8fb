import { env } from "#lib/env.ts";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { pageVisitor } from "../page-visitor.ts";
import { DecisionsView } from "./decisions-view.tsx";

export const metadata = { title: "Decisions" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function DecisionsPage({ searchParams }: Props) {
  const { sight } = await pageVisitor();
  const { request } = await searchParams;
  const { roles } = gatewayInstance().gateway.config;
  return (
    <DecisionsView
      sight={sight}
      asked={typeof request === "string" ? request : null}
      roles={env().authDemo ? [...roles.keys()] : []}
    />
  );
}
