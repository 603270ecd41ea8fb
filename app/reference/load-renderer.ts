import type { createApiReference } from "@scalar/api-reference";
import { nonceStyles } from "./nonce-styles.ts";

// As its makers bundle it: compiling its three hundred packages anew would double our build.
const RENDERER = new URL(
  "../../node_modules/@scalar/api-reference/dist/browser/standalone.js",
  import.meta.url,
);

/** Renders a reference into an element; gives the means to change it and to take it away. */
export type Renderer = typeof createApiReference;

declare global {
  interface Window {
    Scalar?: { readonly createApiReference: Renderer };
  }
}

/** Loads the renderer, once for the page. Rejects when it cannot be had. */
export function loadRenderer(): Promise<Renderer> {
  loading ??= load().catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}

let loading: Promise<Renderer> | null = null;

function load(): Promise<Renderer> {
  nonceStyles();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = RENDERER.href;
    script.onload = () => {
      if (window.Scalar === undefined) reject(new Error("the renderer is not what it was"));
      else resolve(window.Scalar.createApiReference);
    };
    script.onerror = () => reject(new Error("the renderer cannot be loaded"));
    document.head.append(script);
  });
}
