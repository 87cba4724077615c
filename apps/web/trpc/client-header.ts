/** Sent with every call of our own client; a foreign page cannot set it. */
export const CLIENT_HEADER = "x-stageline-client";
