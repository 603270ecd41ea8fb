const REDIRECTS_MAX = 20;

type Form = Readonly<Record<string, string>>;

/** What a person's browser does for a sign-in: cookies per origin, redirects, forms. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Follows redirects to the page they end at; `url` of the result is that page's. */
  async open(url: string, init: RequestInit = {}): Promise<Page> {
    let target = new URL(url);
    let request = init;
    for (let hop = 0; hop < REDIRECTS_MAX; hop += 1) {
      const response = await this.send(target.href, request);
      const location = response.headers.get("location");
      if (location === null) return { url: target.href, response };
      await response.body?.cancel();
      target = new URL(location, target);
      request = {};
    }
    throw new Error(`too many redirects from ${url}`);
  }

  /** One request with this browser's cookies. Redirects are not followed. */
  async send(url: string, init: RequestInit = {}): Promise<Response> {
    const jar = this.#jar(url);
    const headers = new Headers(init.headers);
    if (jar.size > 0) headers.set("cookie", [...jar].map((pair) => pair.join("=")).join("; "));
    const response = await fetch(url, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) remember(jar, line);
    return response;
  }

  submit(url: string, form: Form): Promise<Page> {
    return this.open(url, { method: "POST", body: new URLSearchParams(form) });
  }

  cookie(url: string, name: string): string | undefined {
    return this.#jar(url).get(name);
  }

  setCookie(url: string, name: string, value: string): void {
    this.#jar(url).set(name, value);
  }

  #jar(url: string): Map<string, string> {
    const { origin } = new URL(url);
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    return jar;
  }
}

export type Page = { readonly url: string; readonly response: Response };

function remember(jar: Map<string, string>, line: string): void {
  const [pair = "", ...attributes] = line.split(/; */);
  const name = pair.slice(0, pair.indexOf("="));
  const expires = attributes.find((attribute) => /^expires=/i.test(attribute))?.slice(8);
  const isGone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
  if (isGone || (expires !== undefined && Date.parse(expires) <= Date.now())) jar.delete(name);
  else jar.set(name, pair.slice(name.length + 1));
}
