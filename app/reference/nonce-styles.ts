/**
 * Gives style elements that scripts make the page's nonce. The page's policy lets no other style
 * element in, and the renderer makes several without one. What is injected as markup has none
 * either, and stays out.
 */
export function nonceStyles(): void {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
  // The renderer asks for it here, once, and takes what it finds.
  const meta = document.createElement("meta");
  meta.setAttribute("property", "csp-nonce");
  meta.content = nonce;
  document.head.append(meta);
  const create = document.createElement;
  document.createElement = function createElement(
    this: Document,
    name: string,
    options?: ElementCreationOptions,
  ) {
    const element = create.call(this, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
}
