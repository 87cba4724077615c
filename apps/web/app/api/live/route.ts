import { guarded } from "@/server/guarded";
import { answerLive } from "@/server/live/answer-live";

export const dynamic = "force-dynamic";

export const GET = guarded("/api/live", answerLive);
