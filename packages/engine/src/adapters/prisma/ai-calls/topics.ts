/** Topics are dotted paths; a statistic is asked for a path and covers everything below it. */

/** The empty path, every shorter path, and the topic itself: `a.b` gives ``, `a` and `a.b`. */
export function topicPrefixes(topic: string): string[] {
  if (topic === "") return [""];
  const segments = topic.split(".");
  const paths = segments.map((_, index) => segments.slice(0, index + 1).join("."));
  return ["", ...paths.filter((path) => path !== "")];
}
