import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import Provider, { type Configuration } from "oidc-provider";

export const CLIENT = { id: "eloquent", secret: "client-secret-of-the-tests" };

type Options = {
  /** Where the app lives; its callback is the one registered redirect URI. */
  readonly appUrl: string;
  /** Login name → claims besides `sub`, which is the login name. Anyone else may sign in without. */
  readonly people: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Where claims of scopes are told (OpenID Connect Core section 5.4). */
  readonly claimsIn: "id_token" | "userinfo";
};

export type OidcProvider = {
  readonly issuer: string;
  /** Paths of the requests received so far. */
  readonly requests: readonly string[];
  stop(): Promise<void>;
};

/** A real OpenID provider on a free port, with its own sign-in and consent forms. */
export async function startOidcProvider(options: Options): Promise<OidcProvider> {
  const requests: string[] = [];
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port to be had");
  const issuer = `http://127.0.0.1:${address.port}`;
  const answer = new Provider(issuer, await configuration(options)).callback();
  server.on("request", (request, response) => {
    requests.push(request.url ?? "");
    answer(request, response);
  });
  return {
    issuer,
    requests,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function configuration({ appUrl, people, claimsIn }: Options): Promise<Configuration> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  return {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [`${appUrl}/api/auth/callback/oidc`],
      },
    ],
    jwks: { keys: [{ ...(await exportJWK(privateKey)), alg: "RS256", use: "sig" }] },
    cookies: { keys: ["cookie-secret-of-the-tests"] },
    claims: {
      openid: ["sub"],
      profile: ["name"],
      email: ["email"],
      eloquent: ["org_id", "access"],
    },
    conformIdTokenClaims: claimsIn === "userinfo",
    pkce: { required: () => true },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_, accountId) => ({
      accountId,
      claims: () => ({ sub: accountId, ...people[accountId] }),
    }),
  };
}
