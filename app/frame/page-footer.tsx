import styles from "./page-footer.module.css";

const links = [
  { href: "/api/v1/docs", text: "API reference" },
  { href: "/console", text: "Console" },
  { href: "/health", text: "Health" },
  { href: "/ready", text: "Readiness" },
] as const;

/** Where the gateway's own endpoints are. */
export function PageFooter() {
  return (
    <footer className={styles.footer}>
      <nav aria-label="Gateway endpoints">
        <ul className={styles.links}>
          {links.map(({ href, text }) => (
            <li key={href}>
              <a href={href}>{text}</a>
            </li>
          ))}
        </ul>
      </nav>
    </footer>
  );
}
