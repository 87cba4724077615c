/** React's own, for texts that hide nothing. The compiler calls it for every element (`jsxImportSource`). */

import type { ElementType, Key, ReactElement } from "react";
import * as react from "react/jsx-runtime";
import { visible } from "./visible-element";

export type { JSX } from "react";
export { Fragment } from "react";

type Props = Readonly<Record<string, unknown>>;

export const jsx = (type: ElementType, props: Props, key?: Key): ReactElement =>
  react.jsx(type, visible(type, props), key);

export const jsxs = (type: ElementType, props: Props, key?: Key): ReactElement =>
  react.jsxs(type, visible(type, props), key);
