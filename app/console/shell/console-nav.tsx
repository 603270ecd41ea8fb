"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import styles from "./console-nav.module.css";
import { LinkState } from "./link-state.tsx";

const views = [
  { href: "/console", text: "Traffic", isForOperators: false },
  { href: "/console/decisions", text: "Decisions", isForOperators: false },
  { href: "/console/routes", text: "Routes", isForOperators: false },
  { href: "/console/try", text: "Try it", isForOperators: false },
  { href: "/console/lint", text: "Lint", isForOperators: true },
] as const;

/** The console's views, and whether what they show is live. */
export function ConsoleNav({ mayOperate }: { mayOperate: boolean }) {
  const pathname = usePathname();
  return (
    <div className={styles.bar}>
      <div className={styles.inner}>
        <nav aria-label="Console" className={styles.views}>
          {views
            .filter(({ isForOperators }) => mayOperate || !isForOperators)
            .map(({ href, text }) => (
              <Link
                key={href}
                href={href}
                prefetch={false}
                className={styles.view}
                aria-current={pathname === href ? "page" : undefined}
              >
                {text}
              </Link>
            ))}
        </nav>
        <LinkState />
      </div>
    </div>
  );
}
