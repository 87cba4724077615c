/** The package ships no types. */
declare module "spdx-expression-parse" {
  interface LicenceLeaf {
    readonly license: string;
    readonly plus?: true;
    readonly exception?: string;
  }
  interface LicencePair {
    readonly conjunction: "and" | "or";
    readonly left: LicenceTree;
    readonly right: LicenceTree;
  }
  type LicenceTree = LicenceLeaf | LicencePair;

  /** @throws {Error} if the text is not an SPDX expression */
  function parse(expression: string): LicenceTree;
  namespace parse {
    export type { LicenceLeaf, LicencePair, LicenceTree };
  }
  export = parse;
}
