import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import "./globals.css";

// Pages carry a nonce of their own answer, which no build could put in.
export const dynamic = "force-dynamic";

export const metadata: Metadata = {
  title: { default: "Eloquent API gateway", template: "%s · Eloquent API gateway" },
  description: "The one way from the browser to the Eloquent platform's services.",
};

export const viewport: Viewport = {
  colorScheme: "light dark",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#f5f6f4" },
    { media: "(prefers-color-scheme: dark)", color: "#0e1311" },
  ],
};

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
