/** Responses as each provider's API for single calls documents them: thought about, partly from a cache. */

/** What a model says: text, or a call of a tool. */
export type Said = { readonly text: string } | { readonly tool: string; readonly input: object };

/** 100 tokens in, 40 of them cached; 30 out, 20 of them thoughts where the provider counts those. */
export type Reply = (said: Said) => unknown;

export const openaiResponse: Reply = (said) => ({
  id: "resp_1",
  object: "response",
  created_at: 1_790_000_000,
  model: "gpt-5-mini-2025-08-07",
  status: "completed",
  error: null,
  incomplete_details: null,
  output: [
    { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Let me think." }] },
    "text" in said
      ? {
          type: "message",
          id: "msg_1",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: said.text, annotations: [] }],
        }
      : {
          type: "function_call",
          id: "fc_1",
          call_id: "call_1",
          name: said.tool,
          arguments: JSON.stringify(said.input),
          status: "completed",
        },
  ],
  usage: {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 40 },
    output_tokens: 30,
    output_tokens_details: { reasoning_tokens: 20 },
    total_tokens: 130,
  },
});

export const openaiChatCompletion: Reply = (said) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_790_000_000,
  model: "gpt-5-mini-2025-08-07",
  choices: [
    {
      index: 0,
      finish_reason: "text" in said ? "stop" : "tool_calls",
      message:
        "text" in said
          ? { role: "assistant", content: said.text }
          : {
              role: "assistant",
              content: null,
              tool_calls: [
                {
                  id: "call_1",
                  type: "function",
                  function: { name: said.tool, arguments: JSON.stringify(said.input) },
                },
              ],
            },
    },
  ],
  usage: {
    prompt_tokens: 100,
    completion_tokens: 30,
    total_tokens: 130,
    prompt_tokens_details: { cached_tokens: 40 },
    completion_tokens_details: { reasoning_tokens: 20 },
  },
});

export const anthropicMessage: Reply = (said) => ({
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-haiku-4-5-20251001",
  content: [
    { type: "thinking", thinking: "Let me think.", signature: "sig" },
    "text" in said
      ? { type: "text", text: said.text }
      : { type: "tool_use", id: "toolu_1", name: said.tool, input: said.input },
  ],
  stop_reason: "text" in said ? "end_turn" : "tool_use",
  stop_sequence: null,
  usage: {
    input_tokens: 60,
    cache_read_input_tokens: 40,
    cache_creation_input_tokens: 0,
    output_tokens: 30,
    service_tier: "batch",
  },
});

export const googleResponse: Reply = (said) => ({
  candidates: [
    {
      index: 0,
      finishReason: "STOP",
      content: {
        role: "model",
        parts: [
          { text: "Let me think.", thought: true },
          "text" in said ? { text: said.text } : { functionCall: { name: said.tool, args: said.input } },
        ],
      },
    },
  ],
  usageMetadata: {
    promptTokenCount: 100,
    cachedContentTokenCount: 40,
    candidatesTokenCount: 10,
    thoughtsTokenCount: 20,
    totalTokenCount: 130,
  },
  modelVersion: "gemini-2.5-flash",
  responseId: "r_1",
});
