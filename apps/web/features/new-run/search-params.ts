import { createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";

export const newRunParams = {
  wf: parseAsString,
  /** How the input is given. */
  as: parseAsStringLiteral(["form", "json"] as const).withDefault("form"),
};

export const newRunHref = createSerializer(newRunParams);
