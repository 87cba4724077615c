/** Cuts PostgreSQL's wire protocol into messages: a type, a length, a body. */

export interface Frame {
  /** One letter; empty for the message that opens a connection, which has none. */
  readonly type: string;
  readonly body: Buffer;
  /** As it was sent. */
  readonly bytes: Buffer;
}

/** @param opening whether the first message comes without a type, as a client's does */
export function frameReader(opening: boolean): (chunk: Buffer) => Frame[] {
  let rest: Buffer = Buffer.alloc(0);
  let isOpening = opening;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const frames: Frame[] = [];
    for (;;) {
      const head = isOpening ? 0 : 1;
      if (rest.length < head + 4) return frames;
      const end = head + rest.readInt32BE(head);
      if (rest.length < end) return frames;
      const bytes = rest.subarray(0, end);
      const type = isOpening ? "" : bytes.toString("latin1", 0, 1);
      frames.push({ type, body: bytes.subarray(head + 4), bytes });
      rest = rest.subarray(end);
      isOpening = false;
    }
  };
}

/** The texts at the beginning of a body, each ended by a zero. */
export const leadingTexts = (body: Buffer, count: number): string[] =>
  body.toString("utf8").split("\0", count);
