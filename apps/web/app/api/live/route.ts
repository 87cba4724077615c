import { answerLive } from "@/server/live/answer-live";

export const dynamic = "force-dynamic";

export const GET = answerLive;
