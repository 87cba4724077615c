import type { PayloadRequest } from "@stageline/engine/read";

/** Where all of a stored value is downloaded. */
export const payloadHref = ({
  kind,
  id,
  name,
}: Pick<PayloadRequest, "kind" | "id"> & {
  /** Of the file, without its ending. */
  readonly name: string;
}): string => `/api/payload?${new URLSearchParams({ kind, id, name })}`;
