import { gatewayFetch } from "#lib/gateway-fetch.ts";

/** Shows what a server component gets. */
export default async function ProbePage() {
  const answer = await gatewayFetch("/api/v1/agents");
  return <output>{`${answer.status} ${await answer.text()}`}</output>;
}
