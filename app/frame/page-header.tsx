import Link from "next/link";
import type { ReactNode } from "react";
import { BrandMark } from "./brand-mark.tsx";
import styles from "./page-header.module.css";

/** The bar above every page; `children` is what stands at its end. */
export function PageHeader({ children }: { children?: ReactNode }) {
  return (
    <header className={styles.bar}>
      <Link href="/" className={styles.brand} prefetch={false}>
        <BrandMark size={28} />
        <span>
          Eloquent <span className="soft">API gateway</span>
        </span>
      </Link>
      <div className={styles.end}>{children}</div>
    </header>
  );
}
