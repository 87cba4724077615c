import { headers } from "next/headers";
import Link from "next/link";
import { Page } from "@/components/frame/page";
import { EmptyState } from "@/components/list-state";
import { whoAsks } from "@/server/access/who-asks";

export default async function NotFound() {
  const who = await whoAsks(await headers()).catch(() => null);
  // The page's frame asks questions, and those are not for everybody.
  if (who === null) return <main id="main">There is no such page</main>;
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
