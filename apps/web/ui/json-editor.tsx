"use client";

export type ParsedJson<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

export function parseJson(text: string): ParsedJson<unknown> {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : "This is no JSON" };
  }
}

export function parseJsonObject(text: string): ParsedJson<Record<string, unknown>> {
  const parsed = parseJson(text);
  if (!parsed.ok) return parsed;
  if (parsed.value === null || typeof parsed.value !== "object" || Array.isArray(parsed.value)) {
    return { ok: false, message: "This must be an object: { … }" };
  }
  return { ok: true, value: parsed.value as Record<string, unknown> };
}

const MIN_ROWS = 4;
const MAX_ROWS = 18;

/** A text area for JSON that says where it is broken. */
export function JsonEditor({
  id,
  value,
  onChange,
  error,
  isDisabled = false,
}: {
  id: string;
  value: string;
  onChange: (text: string) => void;
  error: string | null;
  isDisabled?: boolean;
}) {
  return (
    <div className="grid gap-1">
      <textarea
        id={id}
        className={error === null ? "area code" : "area code err"}
        value={value}
        rows={Math.min(MAX_ROWS, Math.max(MIN_ROWS, value.split("\n").length + 1))}
        onChange={(event) => onChange(event.target.value)}
        spellCheck={false}
        autoComplete="off"
        disabled={isDisabled}
        aria-invalid={error !== null}
        aria-describedby={error === null ? undefined : `${id}-error`}
      />
      {error !== null && (
        <p id={`${id}-error`} className="s12 text-critical" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
