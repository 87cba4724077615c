import { Scrollable } from "@/ui/scrollable";
import { jsonTokens } from "./json-text";

/** Beyond this, colours would cost more than they tell. */
const MAX_COLOURED_CHARS = 40_000;

/** JSON, coloured when it is not too long. */
export function JsonCode({
  text,
  label,
  isColoured = true,
}: {
  text: string;
  label: string;
  isColoured?: boolean;
}) {
  return (
    <Scrollable className="code" label={label}>
      {text.length > MAX_COLOURED_CHARS || !isColoured
        ? text
        : jsonTokens(text).map(({ kind, text: piece }, index) =>
            kind === "" ? (
              piece
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: a piece of text is its place
              <span key={index} className={kind}>
                {piece}
              </span>
            ),
          )}
    </Scrollable>
  );
}
