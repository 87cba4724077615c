/** Secrets that their issuers made recognisable by a prefix. */

import { prefixed } from "./secret-pattern.js";

const WORD = "[A-Za-z0-9_-]";
const ALNUM = "[A-Za-z0-9]";

export const AI_PROVIDER_TOKENS = [
  prefixed("anthropic-key", "https://platform.claude.com/docs/en/api/overview", `sk-ant-${WORD}{20,}`, [
    "sk-ant-",
  ]),
  prefixed(
    "openai-key",
    "https://platform.openai.com/docs/api-reference/authentication; alike at OpenRouter, DeepSeek and others",
    `sk-(?:proj|svcacct|admin|None|or-v1|lf)-${WORD}{20,}|sk-${ALNUM}{32,}`,
    ["sk-"],
  ),
  prefixed("huggingface-token", "https://huggingface.co/docs/hub/security-tokens", `hf_${ALNUM}{30,}`, [
    "hf_",
  ]),
  prefixed("groq-key", "https://console.groq.com/docs/quickstart", `gsk_${ALNUM}{40,}`, ["gsk_"]),
  prefixed("xai-key", "https://docs.x.ai/docs/overview", `xai-${ALNUM}{40,}`, ["xai-"]),
  prefixed("perplexity-key", "https://docs.perplexity.ai", `pplx-${ALNUM}{40,}`, ["pplx-"]),
  prefixed("replicate-token", "https://replicate.com/docs/reference/http", `r8_${ALNUM}{37,}`, ["r8_"]),
];

export const CLOUD_TOKENS = [
  prefixed("google-api-key", "https://cloud.google.com/docs/authentication/api-keys", `AIza${WORD}{35}`, [
    "AIza",
  ]),
  prefixed(
    "google-oauth",
    "https://developers.google.com/identity/protocols/oauth2",
    `ya29\\.${WORD}{20,}|GOCSPX-${WORD}{20,}|1//0${WORD}{30,}`,
    ["ya29.", "GOCSPX-", "1//0"],
  ),
  prefixed(
    "aws-access-key-id",
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html",
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])",
    ["AKIA", "ASIA", "ABIA", "ACCA"],
  ),
  prefixed(
    "azure-client-secret",
    "https://learn.microsoft.com/purview/sit-defn-azure-ad-client-secret",
    "[A-Za-z0-9_~.]{3}\\dQ~[A-Za-z0-9_~.-]{31,34}",
    ["Q~"],
  ),
  prefixed("digitalocean-token", "https://docs.digitalocean.com/reference/api", "do[opr]_v1_[a-f0-9]{64}", [
    "_v1_",
  ]),
  prefixed("databricks-token", "https://docs.databricks.com/dev-tools/auth", "dapi[a-f0-9]{32}", ["dapi"]),
  prefixed(
    "vault-token",
    "https://developer.hashicorp.com/vault/docs/concepts/tokens",
    `hv[sbr]\\.${WORD}{20,}`,
    ["hvs.", "hvb.", "hvr."],
  ),
];

export const DEVELOPER_TOKENS = [
  prefixed(
    "github-token",
    "https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github",
    `gh[pousr]_${ALNUM}{36,255}|github_pat_[A-Za-z0-9_]{40,255}`,
    ["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
  ),
  prefixed(
    "gitlab-token",
    "https://docs.gitlab.com/security/tokens/#token-prefixes",
    `gl(?:pat|dt|ptt|rt|rtr|soat|cbt|ft|agent|imt|oas|wt)-[A-Za-z0-9_.-]{20,}`,
    [
      "glpat-",
      "gldt-",
      "glptt-",
      "glrt",
      "glsoat-",
      "glcbt-",
      "glft-",
      "glagent-",
      "glimt-",
      "gloas-",
      "glwt-",
    ],
  ),
  prefixed("npm-token", "https://docs.npmjs.com/about-access-tokens", `npm_${ALNUM}{36,}`, ["npm_"]),
  prefixed("pypi-token", "https://pypi.org/help/#apitoken", `pypi-AgE${WORD}{30,}`, ["pypi-AgE"]),
  prefixed(
    "docker-token",
    "https://docs.docker.com/security/access-tokens",
    `dckr_(?:pat|oat)_${WORD}{20,}`,
    ["dckr_"],
  ),
  prefixed(
    "grafana-token",
    "https://grafana.com/docs/grafana/latest/administration/service-accounts",
    `glsa_[A-Za-z0-9_]{32,}|glc_[A-Za-z0-9+/=]{32,}`,
    ["glsa_", "glc_"],
  ),
  prefixed(
    "atlassian-token",
    "https://support.atlassian.com/atlassian-account/docs/manage-api-tokens-for-your-atlassian-account",
    `AT(?:ATT|CTT|BB)[A-Za-z0-9_=-]{24,}`,
    ["ATATT", "ATCTT", "ATBB"],
  ),
  prefixed("linear-key", "https://linear.app/developers", `lin_(?:api|oauth)_${ALNUM}{32,}`, ["lin_"]),
  prefixed("notion-token", "https://developers.notion.com/docs/authorization", `ntn_${ALNUM}{40,}`, ["ntn_"]),
  prefixed("age-key", "https://age-encryption.org/v1", "AGE-SECRET-KEY-1[A-Z0-9]{50,}", ["AGE-SECRET-KEY-"]),
];

export const SERVICE_TOKENS = [
  prefixed(
    "slack-token",
    "https://docs.slack.dev/authentication/tokens",
    "xox[abeoprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}",
    ["xox", "xapp-"],
  ),
  {
    kind: "slack-webhook",
    source: "https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks",
    expression:
      /(?<before>hooks\.slack\.com\\?\/(?:services|workflows|triggers)\\?\/)[A-Za-z0-9/\\_+-]{20,}/g,
    hint: /hooks\.slack\.com/,
  },
  {
    kind: "discord-webhook",
    source: "https://discord.com/developers/docs/resources/webhook",
    expression: /(?<before>discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[A-Za-z0-9_-]{20,}/g,
    hint: /\/api\/webhooks\//,
  },
  prefixed(
    "stripe-key",
    "https://docs.stripe.com/keys",
    `[sr]k_(?:live|test)_${ALNUM}{16,}|whsec_[A-Za-z0-9+/=]{20,}`,
    ["k_live_", "k_test_", "whsec_"],
  ),
  prefixed(
    "sendgrid-key",
    "https://www.twilio.com/docs/sendgrid/ui/account-and-settings/api-keys",
    `SG\\.${WORD}{16,64}\\.${WORD}{16,}`,
    ["SG."],
  ),
  prefixed("twilio-key", "https://www.twilio.com/docs/iam/api-keys", "SK[a-f0-9]{32}(?![A-Za-z0-9])", ["SK"]),
  prefixed(
    "shopify-token",
    "https://shopify.dev/docs/apps/build/authentication-authorization",
    "shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32,}",
    ["shp"],
  ),
  prefixed(
    "telegram-token",
    "https://core.telegram.org/bots/api#authorizing-your-bot",
    `\\d{8,10}:AA${WORD}{33}`,
    [":AA"],
  ),
  prefixed(
    "mailgun-key",
    "https://documentation.mailgun.com/docs/mailgun/api-reference/authentication",
    "key-[a-f0-9]{32}(?![A-Za-z0-9])",
    ["key-"],
  ),
];
