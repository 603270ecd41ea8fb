import Link from "next/link";
import { Apology } from "./home/apology.tsx";
import { PageHeader } from "./home/page-header.tsx";

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
