import type { Metadata } from "next";
import type { ReactNode } from "react";
import { PageHeader } from "../frame/page-header.tsx";
import { SignOutButton } from "../session/sign-out-button.tsx";
import styles from "./layout.module.css";
import { LiveProvider } from "./live/live-context.tsx";
import { pageVisitor } from "./page-visitor.ts";
import { ConsoleNav } from "./shell/console-nav.tsx";
import { LinkNotice } from "./shell/link-notice.tsx";
import { ReplicaLine } from "./shell/replica-line.tsx";

export const metadata: Metadata = {
  title: { default: "Console · Eloquent API gateway", template: "%s · Eloquent console" },
};

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { sight } = await pageVisitor();
  return (
    <LiveProvider>
      <a href="#content" className={styles.skip}>
        Skip to the content
      </a>
      <PageHeader>
        <SignOutButton />
      </PageHeader>
      <ConsoleNav mayOperate={sight === "all"} />
      <main id="content" tabIndex={-1} className={styles.main}>
        <LinkNotice />
        {children}
      </main>
      <ReplicaLine />
    </LiveProvider>
  );
}
