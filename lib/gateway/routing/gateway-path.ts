const API = "/api/v1/";
// The API's description: pages of the app itself, which no route may take.
const OWN_PAGES = "/api/v1/docs";

/** Whether a canonical path belongs to the routes of routes.yaml, and not to the app around them. */
export function isGatewayPath(path: string): boolean {
  return path.startsWith(API) && path !== OWN_PAGES && !path.startsWith(`${OWN_PAGES}/`);
}
