import { forbidden } from "next/navigation";
import { gatewayInstance } from "#lib/gateway/instance.ts";
import { pageVisitor } from "../page-visitor.ts";
import { LintView } from "./lint-view.tsx";

export const metadata = { title: "Lint" };

export default async function LintPage() {
  const { sight } = await pageVisitor();
  if (sight !== "all") forbidden();
  return <LintView findings={gatewayInstance().findings()} />;
}
