/** Runs once when the server starts, before it answers anything. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startGuarded } = await import("./server/access/start-guarded");
  startGuarded();
}
