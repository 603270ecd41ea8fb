"use client";

import { type ReactNode, useState } from "react";
import { useToken } from "../session/token-context.tsx";
import { type CallState, isRunning } from "./answer.ts";
import { AnswerView } from "./answer-view.tsx";
import { clientCode } from "./client-code.ts";
import { type CurlRequest, curlCommand } from "./curl.ts";
import { type Draft, draftBody, emptyDraft } from "./draft.ts";
import { idsIn } from "./ids-in.ts";
import { RequestForm } from "./request-form.tsx";
import { requestTarget } from "./request-target.ts";
import type { RouteChoice } from "./route-choice.ts";
import { RouteHead } from "./route-head.tsx";
import { SendBar } from "./send-bar.tsx";
import { useCall } from "./use-call.ts";
import styles from "./workbench.module.css";

type Props = {
  route: RouteChoice;
  origin: string;
  explainAnswer: ((requestId: string) => ReactNode) | undefined;
};

/** The chosen route's request, and the answer to the one sent last. */
export function Workbench({ route, origin, explainAnswer }: Props) {
  const { held, get, mint } = useToken();
  const { state, sent, send, stop } = useCall();
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const [idsByGroup, setIdsByGroup] = useState<Readonly<Record<string, readonly string[]>>>({});
  const [isTokenWanted, setIsTokenWanted] = useState(true);

  const draft = drafts[route.key] ?? emptyDraft(route);
  const group = groupOf(route.path);
  const target = requestTarget(route.path, draft.values, draft.query);
  const isTokenSent = isTokenWanted && route.authRequired;
  const call = { method: route.method, target, body: draftBody(draft) };

  function rememberIds(next: CallState): void {
    if (next.phase !== "answered" || next.body.kind !== "text") return;
    const ids = idsIn(next.body.text);
    if (ids.length > 0) setIdsByGroup((known) => ({ ...known, [group]: ids }));
  }

  // Who is quicker than the page's first token waits for it, rather than be refused.
  async function sendDraft(): Promise<void> {
    const token = isTokenSent ? ((await get())?.token ?? null) : null;
    send({ ...call, token }, rememberIds);
  }

  async function sendAgainWithNewToken(): Promise<void> {
    const fresh = await mint();
    if (fresh !== null && sent !== null) send({ ...sent, token: fresh.token }, rememberIds);
  }

  return (
    <div className={styles.work}>
      <div className={styles.request}>
        <RouteHead route={route} claims={held?.claims ?? null} />
        <RequestForm
          path={route.path}
          draft={draft}
          knownIds={idsByGroup[group] ?? []}
          onDraft={(next) => setDrafts((all) => ({ ...all, [route.key]: next }))}
          onSend={() => void sendDraft()}
        >
          <SendBar
            isRunning={isRunning(state)}
            onStop={stop}
            token={route.authRequired ? { isWanted: isTokenWanted, isHeld: held !== null } : null}
            onTokenWanted={setIsTokenWanted}
            code={clientCode({
              method: route.method,
              path: route.path,
              draft,
              isEventStream: state.phase === "answered" && state.body.kind === "events",
            })}
            curl={curlCommand(
              curlRequest(draft, { method: route.method, url: `${origin}${target}`, isTokenSent }),
            )}
          />
        </RequestForm>
      </div>
      <AnswerView
        state={state}
        sent={sent}
        onRenewToken={sendAgainWithNewToken}
        explainAnswer={explainAnswer}
      />
    </div>
  );
}

function groupOf(path: string): string {
  return path.split("/")[3] ?? "";
}

function curlRequest(draft: Draft, request: Omit<CurlRequest, "body">): CurlRequest {
  const { bodyKind, json, file } = draft;
  if (bodyKind === "none") return { ...request, body: { kind: "none" } };
  if (bodyKind === "json") return { ...request, body: { kind: "json", text: json } };
  return { ...request, body: { kind: "file", name: file?.name ?? "FILE" } };
}
