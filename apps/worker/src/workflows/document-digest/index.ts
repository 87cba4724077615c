import { defineWorkflow } from "@stageline/engine";
import { detectLanguage } from "./detect-language.js";
import { digest } from "./digest.js";
import { keyPhrases } from "./key-phrases.js";
import { digestInput, split } from "./split.js";
import { summarise } from "./summarise.js";

/** Makes a summary, key phrases and the language of any text. */
export const documentDigest = defineWorkflow({
  id: "document-digest",
  name: "Document digest",
  description: "Reads a text in any language and gives its summary, key phrases and language.",
  input: digestInput,
})
  .pipe(split)
  .parallel([summarise, keyPhrases, detectLanguage])
  .pipe(digest)
  .build();
