import Link from "next/link";
import { Page } from "@/components/frame/page";
import { EmptyState } from "@/components/list-state";

export default function NotFound() {
  return (
    <Page crumbs={[{ text: "Runs", href: "/runs" }, { text: "Not found" }]}>
      <EmptyState isPage title="There is no such page">
        <p>The address is wrong, or the page does not exist.</p>
        <Link className="btn pri" href="/runs">
          All runs
        </Link>
      </EmptyState>
    </Page>
  );
}
