"use client";

import { Apology } from "./frame/apology.tsx";
import { PageHeader } from "./frame/page-header.tsx";

type Props = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: Props) {
  const reference = error.digest === undefined ? "" : ` Reference: ${error.digest}.`;
  return (
    <>
      <PageHeader />
      <Apology
        title="This page could not be shown"
        text={`Something went wrong on our side. Calls through the gateway are not affected.${reference}`}
      >
        <button type="button" className="button" data-kind="primary" onClick={reset}>
          Try again
        </button>
      </Apology>
    </>
  );
}
