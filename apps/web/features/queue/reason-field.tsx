/** Why something is done, for those who look at it later. */
export const ReasonField = ({ value, onChange }: { value: string; onChange: (value: string) => void }) => (
  <label className="grid gap-1">
    <span className="med">Reason</span>
    <span className="input">
      <input
        value={value}
        onChange={(event) => onChange(event.target.value)}
        placeholder="Why, for those who look at this later"
        maxLength={2000}
      />
    </span>
  </label>
);
