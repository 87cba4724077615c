import type { Metadata } from "next";
import { BulkPage } from "@/features/bulk/bulk-page";
import { Prefetched } from "@/trpc/server";

interface Props {
  params: Promise<{ bulkId: string }>;
}

const idOf = async ({ params }: Props) => decodeURIComponent((await params).bulkId);

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `Bulk action ${(await idOf(props)).slice(0, 8)}` };
}

export default async function BulkAction(props: Props) {
  const id = await idOf(props);
  return (
    <Prefetched ask={(trpc, client) => [client.prefetchQuery(trpc.bulk.get.queryOptions({ id }))]}>
      <BulkPage key={id} id={id} />
    </Prefetched>
  );
}
