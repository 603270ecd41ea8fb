import Link from "next/link";
import { Apology } from "./frame/apology.tsx";
import { PageHeader } from "./frame/page-header.tsx";

export const metadata = { title: "Page not found" };

export default function NotFound() {
  return (
    <>
      <PageHeader />
      <Apology title="There is no page here" text="The address may be mistyped, or the page moved.">
        <Link href="/" className="button" data-kind="primary" prefetch={false}>
          Go to the start page
        </Link>
      </Apology>
    </>
  );
}
