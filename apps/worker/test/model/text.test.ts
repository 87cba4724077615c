import { describe, expect, test } from "vitest";
import { breather } from "../../src/model/breather.js";
import { keyPhrases } from "../../src/model/text/key-phrases.js";
import { detectLanguage } from "../../src/model/text/languages.js";
import { summarise } from "../../src/model/text/summary.js";
import { sentencesOf } from "../../src/model/text/words.js";

const breathe = breather();

describe("language", () => {
  test.each([
    ["en", "The parliament discussed the budget until late in the evening."],
    ["de", "Das Parlament hat gestern bis spät in die Nacht über den Haushalt beraten."],
    ["fr", "Le parlement a débattu du budget jusque tard dans la soirée."],
    ["es", "El parlamento debatió el presupuesto hasta bien entrada la noche."],
    ["pl", "Parlament obradował nad budżetem do późnej nocy."],
    ["fi", "Eduskunta keskusteli talousarviosta myöhään iltaan asti."],
    ["ru", "Парламент обсуждал бюджет до позднего вечера."],
    ["uk", "Парламент обговорював бюджет до пізнього вечора."],
    ["el", "Το κοινοβούλιο συζητούσε τον προϋπολογισμό μέχρι αργά το βράδυ."],
    ["ar", "ناقش البرلمان الميزانية حتى وقت متأخر من المساء"],
    ["he", "הפרלמנט דן בתקציב עד שעות הערב המאוחרות"],
    ["hi", "संसद ने देर शाम तक बजट पर चर्चा की"],
    ["th", "รัฐสภาหารือเรื่องงบประมาณจนดึก"],
    ["ja", "国会は夜遅くまで予算について議論した。"],
    ["zh", "议会讨论预算一直到深夜。"],
    ["ko", "국회는 밤늦게까지 예산을 논의했다."],
  ])("knows %s", async (code, text) => {
    const detected = await detectLanguage(text);

    expect(detected.code).toBe(code);
    expect(detected.confidence).toBeGreaterThan(0.4);
  });

  test.each(["", "12345 !!", "🦊🦊"])("knows nothing about %j", async (text) => {
    expect(await detectLanguage(text)).toEqual({ code: "und", name: "undetermined", confidence: 0 });
  });
});

describe("summary", () => {
  const text = `Bees make honey. Bees fly from flower to flower and carry pollen, so that the flowers can bear fruit.
Without the pollen that bees carry, many fruit trees would bear no fruit. The bus was late again. Farmers with fruit
trees therefore keep bees near their trees. Parking costs two euros.`;

  test("takes sentences that belong together, in their order, and as many as asked for", async () => {
    const { sentences, outOf } = await summarise(text, { sentences: 2, breathe });

    expect(outOf).toBe(6);
    expect(sentences).toHaveLength(2);
    const flat = text.replace(/\s+/g, " ");
    expect(sentences.map((sentence) => flat.indexOf(sentence))).toEqual(
      sentences.map((sentence) => flat.indexOf(sentence)).sort((a, b) => a - b),
    );
    expect(sentences.join(" ")).not.toMatch(/bus|Parking/);
  });

  test("keeps to a number of words", async () => {
    const { sentences } = await summarise(text, { sentences: 5, maxWords: 14, breathe });

    expect(sentences.length).toBeGreaterThan(0);
    expect(sentences.length).toBeLessThan(5);
  });

  test("gives what there is of a text without a sentence", async () => {
    expect((await summarise("Honey", { breathe })).sentences).toEqual(["Honey"]);
    expect((await summarise("猫。", { breathe })).sentences).toEqual(["猫。"]);
  });

  test("splits sentences of scripts without spaces", () => {
    expect(sentencesOf("猫は動物です。犬も動物です。", "ja")).toEqual(["猫は動物です。", "犬も動物です。"]);
    expect(sentencesOf("यह पहला है। यह दूसरा है।", "hi")).toHaveLength(2);
  });
});

describe("key phrases", () => {
  test("prefers phrases that return over words that only fill", async () => {
    const text = `The solar panel turns light into power. A solar panel on the roof lasts for decades.
It is the solar panel that people see, but the battery stores the power. A battery wears out.`;

    const phrases = await keyPhrases(text, 3, breathe);

    expect(phrases.map(({ phrase }) => phrase.toLowerCase())).toContain("solar panel");
    expect(phrases[0]).toMatchObject({ score: 1 });
    expect(phrases.every(({ phrase }) => !/^(?:the|it|for|that)$/i.test(phrase))).toBe(true);
  });

  test("leaves out the filling words of the text's own language", async () => {
    const phrases = await keyPhrases(
      "Die Wärmepumpe heizt das Haus. Eine Wärmepumpe braucht Strom, und der Strom kommt vom Dach.",
      5,
      breathe,
    );

    const words = phrases.map(({ phrase }) => phrase);
    expect(words.join(" ")).toContain("Wärmepumpe");
    expect(words).not.toContain("die");
    expect(words).not.toContain("und");
  });

  test("finds them in Japanese", async () => {
    const phrases = await keyPhrases("東京は日本の首都です。東京には多くの人が住んでいます。", 3, breathe);

    expect(phrases.map(({ phrase }) => phrase)).toContain("東京");
  });

  test("finds none where there are none", async () => {
    expect(await keyPhrases("… 1 2 3 —", 5, breathe)).toEqual([]);
  });
});
