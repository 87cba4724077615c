import type { Metadata } from "next";
import { RunPage } from "@/features/run/run-page";
import { Prefetched } from "@/trpc/server";

interface Props {
  params: Promise<{ runId: string }>;
}

const idOf = async ({ params }: Props) => decodeURIComponent((await params).runId);

export async function generateMetadata(props: Props): Promise<Metadata> {
  return { title: `Run ${(await idOf(props)).slice(0, 8)}` };
}

export default async function Run(props: Props) {
  const runId = await idOf(props);
  return (
    <Prefetched
      ask={(trpc, client) => [
        client.prefetchQuery(trpc.run.get.queryOptions({ runId })),
        client.prefetchQuery(trpc.run.stages.queryOptions({ runId })),
      ]}
    >
      <RunPage key={runId} runId={runId} />
    </Prefetched>
  );
}
