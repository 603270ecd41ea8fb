/** A demo service: which variable moves its port, and which tells the gateway where it is. */
export type DemoService = Readonly<{
  portVariable: string;
  urlVariable: string;
  usualPort: number;
}>;

export const demoServices: readonly DemoService[] = [
  { portVariable: "DEMO_AGENTS_PORT", urlVariable: "AGENTS_SERVICE_URL", usualPort: 4101 },
  { portVariable: "DEMO_WORKFLOWS_PORT", urlVariable: "WORKFLOWS_SERVICE_URL", usualPort: 4102 },
  { portVariable: "DEMO_ENTITIES_PORT", urlVariable: "ENTITIES_SERVICE_URL", usualPort: 4103 },
];

/** Where a service of the demo listens when it is told this port. */
export function demoUrl(port: number): string {
  return `http://127.0.0.1:${port}`;
}
