import type { ReactNode } from "react";
import styles from "./welcome.module.css";

const steps = [
  { title: "Sign in", text: "with your organisation's account." },
  { title: "Get a token", text: "that says who you are, for one hour." },
  { title: "Call a service", text: "and watch what the gateway lets through." },
] as const;

/** What a person sees who has not signed in; `children` are the ways to do so. */
export function Welcome({ children }: { children: ReactNode }) {
  return (
    <main className={styles.main}>
      <div>
        <h1 className={styles.title}>One door to every Eloquent service</h1>
        <p className={styles.lead}>
          The gateway checks who is calling and what they may do, then forwards each request to the
          service that answers it: agents, workflows, entities. It can say of every answer why.
        </p>
        <ol className={styles.steps}>
          {steps.map(({ title, text }) => (
            <li key={title}>
              <strong>{title}</strong> <span className="soft">{text}</span>
            </li>
          ))}
        </ol>
        <p className={styles.more}>
          <a href="/api/v1/docs">Read the API reference</a>
        </p>
      </div>
      {children}
    </main>
  );
}
