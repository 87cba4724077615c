import { Actor } from "@/components/actor";
import { AnnotationKey } from "@/components/annotation-key";
import { formatCount } from "@/ui/format-number";
import type { FactChanges } from "./compare-facts";

const SHOWN = 50;
const SIGNS = { added: "+", changed: "~", gone: "−" } as const;
const CLASSES = { added: "add", changed: "chg", gone: "del" } as const;

/** What one attempt states and the other does not, or states otherwise. */
export const FactDiff = ({ facts: { pairs }, isCut }: { facts: FactChanges; isCut: boolean }) => (
  <section className="sec" aria-label="Annotations">
    <div className="sec-h">
      <h2>Annotations</h2>
      <span className="t3 s12">
        {pairs.length === 0
          ? "no difference"
          : pairs.length > SHOWN
            ? `showing ${SHOWN} of ${formatCount(pairs.length)} differences`
            : `${pairs.length} ${pairs.length === 1 ? "difference" : "differences"}`}
        {isCut && " among the first 1,000"}
      </span>
    </div>
    {pairs.length > 0 && (
      <div className="well adfs">
        {pairs.slice(0, SHOWN).map(({ id, key, change, before, after }) => {
          const by = after ?? before;
          return (
            <div key={id} className={`adf facts ${CLASSES[change]}`}>
              <span className="sg">{SIGNS[change]}</span>
              <span className="trunc" title={by?.stageId ? `${key}, ${by.stageId}` : key}>
                <AnnotationKey name={key} />
              </span>
              <span className="mono trunc" title={before?.valuePreview}>
                {before?.valuePreview.replace(/^"|"$/g, "") ?? ""}
              </span>
              <span className="mono trunc" title={after?.valuePreview}>
                {after?.valuePreview.replace(/^"|"$/g, "") ?? ""}
              </span>
              <span className="min-w-0 overflow-hidden">
                <Actor
                  kind={by?.actorKind ?? null}
                  id={by?.actorId ?? null}
                  version={by?.actorVersion ?? null}
                />
              </span>
            </div>
          );
        })}
      </div>
    )}
  </section>
);
