import type { Target } from "../exchange.ts";
import { mayReach } from "./canonical-path.ts";

const API = "/api/v1/";
// The API's description: pages of the app itself, which no route may take.
const OWN_PAGES = "/api/v1/docs";

/** Whether a canonical path is under `/api/`, where nothing is a page for people. */
export function isInApi(path: string): boolean {
  return path.startsWith("/api/");
}

/** Whether a canonical path belongs to the routes of routes.yaml, and not to the app around them. */
export function isGatewayPath(path: string): boolean {
  return path.startsWith(API) && path !== OWN_PAGES && !path.startsWith(`${OWN_PAGES}/`);
}

/**
 * Whether the gateway answers a target, decided on the canonical path, so that no spelling of a path
 * chooses its lane. What has no canonical path but could mean ours to some reader is ours to refuse.
 */
export function isForGateway(rawTarget: string, { path, fault }: Target): boolean {
  return fault === null ? isGatewayPath(path) : mayReach(rawTarget, "/api/");
}
