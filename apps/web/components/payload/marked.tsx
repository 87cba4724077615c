/** Text in which every occurrence of some words is marked, whatever their case. */
export function Marked({ text, words }: { text: string; words: string }) {
  if (words === "") return text;
  const [where, what] = [text.toLowerCase(), words.toLowerCase()];
  const parts = [];
  let from = 0;
  // Letters that change their length with their case would shift the marks.
  if (where.length !== text.length) return text;
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, from)) {
    parts.push(text.slice(from, at), <mark key={at}>{text.slice(at, at + words.length)}</mark>);
    from = at + words.length;
  }
  return [...parts, text.slice(from)];
}
