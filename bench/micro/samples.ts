import { Cancellation } from "../../lib/gateway/cancellation.ts";
import { parseConfig } from "../../lib/gateway/config/parse.ts";
import type { GatewayConfig } from "../../lib/gateway/config/schema.ts";
import { createExchange, type Exchange } from "../../lib/gateway/exchange.ts";
import type { HeaderList } from "../../lib/gateway/header-list.ts";
import type { Reply } from "../../lib/gateway/reply.ts";
import { readTarget } from "../../lib/gateway/routing/canonical-path.ts";
import { ROUTES } from "../peers/gateway-routes.ts";
import { NODE_UPSTREAM_URL, UPSTREAM_URL } from "../ports.ts";
import { ITEM, PATHS } from "../workload.ts";

const BODY = Buffer.from(ITEM);

/** What a browser sends with a call, about 500 bytes. */
export function browserHeaders(authorization: string): HeaderList {
  return [
    ...["Host", "app.example.com", "Connection", "keep-alive", "Authorization", authorization],
    ...["Accept", "application/json", "Accept-Encoding", "gzip, deflate, br, zstd"],
    ...["Accept-Language", "en-GB,en;q=0.9", "Referer", "https://app.example.com/console"],
    ...["Sec-Fetch-Site", "same-origin", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"],
    ...["User-Agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)"],
  ];
}

/** A GET of one item as a lane hands it over. */
export function arrivedExchange(headers: HeaderList): Exchange {
  return createExchange({
    method: "GET",
    rawTarget: PATHS.item,
    target: readTarget(PATHS.item),
    headFault: null,
    headers,
    peerAddress: "127.0.0.1",
    lane: "direct",
    cancellation: new Cancellation(),
    body: null,
  });
}

/** What a typical upstream answers. A new one each time, since stages may append to it. */
export function upstreamReply(): Reply {
  return {
    status: 200,
    headers: [
      ...["Date", "Fri, 01 Mar 2024 10:00:00 GMT", "Content-Type", "application/json"],
      ...["Content-Length", String(BODY.byteLength), "ETag", '"5f0c9a52"'],
    ],
    body: BODY,
  };
}

/** The configuration that the gateway runs with beside its peers. */
export function benchConfig(): GatewayConfig {
  const parsed = parseConfig(ROUTES, {
    file: "routes.yaml",
    env: { ITEMS_SERVICE_URL: UPSTREAM_URL, STREAMS_SERVICE_URL: NODE_UPSTREAM_URL },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return parsed.config;
}
