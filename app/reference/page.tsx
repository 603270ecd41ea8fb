import type { Metadata } from "next";
import { auth } from "#lib/auth.ts";
import { PageHeader } from "../frame/page-header.tsx";
import { ReferenceView } from "./reference-view.tsx";

export const metadata: Metadata = { title: "API reference" };

/** What browsers get at `/api/v1/docs`: middleware leads them here. */
export default async function ReferencePage() {
  const session = await auth();
  return (
    <>
      <PageHeader>
        <a href="/api/v1/docs/openapi.json">OpenAPI</a>
        {session === null ? <a href="/">Sign in to try it</a> : null}
      </PageHeader>
      <ReferenceView isSignedIn={session !== null} />
    </>
  );
}
