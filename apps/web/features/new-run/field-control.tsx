"use client";

import { useId } from "react";
import type { Field } from "@/components/schema-fields";

/** One property of the input. */
export function FieldControl({
  field,
  value,
  error,
  onChange,
}: {
  field: Field;
  value: string;
  /** What the server said about it; null when nothing. */
  error: string | null;
  onChange: (value: string) => void;
}) {
  const id = useId();
  const described = [field.description ? `${id}about` : "", error === null ? "" : `${id}error`]
    .filter(Boolean)
    .join(" ");
  const common = { id, "aria-invalid": error !== null, "aria-describedby": described || undefined };
  return (
    <div className="grid gap-1">
      <label htmlFor={id}>
        <span className="med">{field.name}</span>
        {!field.isRequired && <span className="t3 s12"> optional</span>}
      </label>
      {field.kind === "longText" || field.kind === "json" ? (
        <textarea
          {...common}
          className={`area ${field.kind === "json" ? "code" : ""} ${error ? "err" : ""}`}
          rows={field.kind === "longText" ? 10 : 4}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : field.kind === "boolean" || field.kind === "choice" ? (
        <span className={error ? "input select err" : "input select"}>
          <select {...common} value={value} onChange={(event) => onChange(event.target.value)}>
            <option value="">–</option>
            {(field.kind === "boolean" ? ["true", "false"] : field.choices).map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        </span>
      ) : (
        <span className={error ? "input err" : "input"}>
          <input
            {...common}
            inputMode={field.kind === "number" ? "decimal" : undefined}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        </span>
      )}
      {field.description && (
        <p id={`${id}about`} className="t3 s12">
          {field.description}
        </p>
      )}
      {error !== null && (
        <p id={`${id}error`} className="s12 text-critical" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
