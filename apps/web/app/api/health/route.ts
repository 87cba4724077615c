export const dynamic = "force-dynamic";

/** That it answers at all; nothing about what is in it. */
export const GET = (): Response =>
  new Response("ok\n", { headers: { "content-type": "text/plain", "cache-control": "no-store" } });
