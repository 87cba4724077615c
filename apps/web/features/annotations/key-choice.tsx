import type { Annotations } from "./use-annotations";

/** Which key is grouped or compared. */
export const KeyChoice = ({ annotations: { keys, by, set } }: { annotations: Annotations }) => (
  <label className="input select key-choice">
    <span className="t3">Key</span>
    <select className="mono" value={by} onChange={({ target }) => set({ by: target.value, value: "" })}>
      {(keys.includes(by) || by === "" ? keys : [by, ...keys]).map((key) => (
        <option key={key}>{key}</option>
      ))}
    </select>
  </label>
);
