/**
 * Signs what a webhook posts, as Standard Webhooks (https://www.standardwebhooks.com) lays down, for which there are
 * libraries in most languages:
 *
 *   webhook-id         the event's id, the same at every delivery
 *   webhook-timestamp  seconds since 1970 when this delivery was sent
 *   webhook-signature  `v1,` and the base64 of HMAC-SHA256 over `<id>.<timestamp>.<body>`
 *
 * The key of the HMAC is the secret in UTF-8, or, of a secret that begins with `whsec_`, the bytes whose base64 follows.
 */

import { Webhook } from "standardwebhooks";

export type SignatureHeaders = Readonly<
  Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string>
>;

export interface Signing {
  readonly id: string;
  readonly body: string;
  readonly sentAt: Date;
}

/** Signs bodies with a secret. */
export interface WebhookSigner {
  sign(delivery: Signing): SignatureHeaders;
}

/** @throws {Error} if the secret is empty, or begins with `whsec_` and is not base64 */
export function webhookSigner(secret: string): WebhookSigner {
  const webhook = webhookOf(secret);
  return {
    sign: ({ id, body, sentAt }) => ({
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(sentAt.getTime() / 1_000)),
      "webhook-signature": webhook.sign(id, sentAt, body),
    }),
  };
}

export interface ReceivedWebhook {
  /** As it was received, before anything is made of it. */
  readonly body: string | Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly secret: string;
}

/**
 * For receivers: the event that a request carries, when it was signed with the secret and sent within the last five
 * minutes. Signatures are compared in constant time. Whoever must not act twice remembers the event's id.
 *
 * @throws {WebhookVerificationError}
 */
export function verifyWebhook({ body, headers, secret }: ReceivedWebhook): unknown {
  const single = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    typeof value === "string" ? [[name, value]] : [],
  );
  return webhookOf(secret).verify(body, Object.fromEntries(single));
}

export { WebhookVerificationError } from "standardwebhooks";

const webhookOf = (secret: string): Webhook =>
  secret.startsWith("whsec_")
    ? new Webhook(secret)
    : new Webhook(new TextEncoder().encode(secret), { format: "raw" });
