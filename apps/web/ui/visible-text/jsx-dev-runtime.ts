/** The same in development, where elements know the line they stand on. */

import type { ElementType, Key, ReactElement } from "react";
import * as react from "react/jsx-dev-runtime";
import { visible } from "./visible-element";

export type { JSX } from "react";
export { Fragment } from "react";

export const jsxDEV = (
  type: ElementType,
  props: Readonly<Record<string, unknown>>,
  key: Key | undefined,
  isStatic: boolean,
  source?: react.JSXSource,
  self?: unknown,
): ReactElement => react.jsxDEV(type, visible(type, props), key, isStatic, source, self);
