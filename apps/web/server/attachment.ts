/** A file to download, written as it is read. */

/**
 * Headers of a download. What a run wrote is never shown as a page of ours, whatever is in it.
 *
 * @param name of the file; everything that a file system or a header might misread is replaced
 */
export const attachmentHeaders = (name: string, type: string): HeadersInit => ({
  "content-type": type,
  "content-disposition": `attachment; filename="${fileName(name)}"`,
  "x-content-type-options": "nosniff",
  "content-security-policy": "default-src 'none'; sandbox",
  "cross-origin-resource-policy": "same-origin",
  "cache-control": "no-store",
});

const MAX_NAME_CHARS = 120;

export const fileName = (name: string): string =>
  name
    .replace(/[^\w.-]+/g, "_")
    .replace(/^\.+/, "")
    .slice(0, MAX_NAME_CHARS) || "download";

/** Texts as a stream of bytes that is read no faster than it is sent. */
export function streamOf(texts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
    async cancel() {
      await texts.return(undefined);
    },
  });
}
