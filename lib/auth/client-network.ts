import { env } from "../env.ts";
import { addressNetwork, clientOf, trustProxies } from "../gateway/client/client-address.ts";
import { rawRequestOf } from "../gateway/lanes/raw-requests.ts";
import { headerListOf } from "./web-reply.ts";

/** The network a request comes from, as limits per ip count it; null where nothing tells. */
export function clientNetworkOf(request: Request): string | null {
  const { trustedProxies, clientAddressHeader } = env();
  const peerAddress = rawRequestOf(request.headers)?.message.socket.remoteAddress ?? null;
  const { address } = clientOf(headerListOf(request.headers), peerAddress, {
    isTrusted: trustProxies(trustedProxies),
    addressHeader: clientAddressHeader,
  });
  return address === null ? null : addressNetwork(address);
}
