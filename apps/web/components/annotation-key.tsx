/** A dotted key, its last part strong: `Decision.`**`outcome`**. */
export function AnnotationKey({ name }: { name: string }) {
  const dot = name.lastIndexOf(".");
  return (
    <span className="key">
      {dot > 0 && <i>{name.slice(0, dot + 1)}</i>}
      {name.slice(dot + 1)}
    </span>
  );
}
