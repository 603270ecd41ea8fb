"use client";

import { useEffect, useRef, useState } from "react";
import { createGatewayClient } from "#lib/client/client.ts";
import { loadRenderer } from "./load-renderer.ts";
import { openReference } from "./open-reference.ts";
import "./reference-theme.css";

/** The API's reference, and the means to try each call with the signed-in user's token. */
export function ReferenceView({ isSignedIn }: { isSignedIn: boolean }) {
  const place = useRef<HTMLDivElement>(null);
  const [hasFailed, setHasFailed] = useState(false);

  useEffect(() => {
    const target = document.createElement("div");
    place.current?.append(target);
    const gateway = createGatewayClient();
    let close = () => {};
    let isGone = false;
    Promise.all([loadRenderer(), isSignedIn ? gateway.tokens.get().catch(() => null) : null])
      .then(([renderer, held]) => {
        if (!isGone) close = openReference(renderer, target, { gateway, held });
      })
      .catch(() => setHasFailed(true));
    return () => {
      isGone = true;
      close();
      gateway.close();
      target.remove();
    };
  }, [isSignedIn]);

  return (
    <main className="reference">
      <h1 className="visually-hidden">API reference</h1>
      {hasFailed ? (
        <p className="reference-note" role="alert">
          The reference could not be loaded. Reload the page, or read{" "}
          <a href="/api/v1/docs/openapi.json">the OpenAPI document</a>.
        </p>
      ) : null}
      <div ref={place} />
    </main>
  );
}
