import { pageVisitor } from "./page-visitor.ts";
import { TrafficView } from "./traffic/traffic-view.tsx";

export const metadata = { title: "Traffic" };

export default async function TrafficPage() {
  const { sight } = await pageVisitor();
  return <TrafficView sight={sight} />;
}
