import assert from "node:assert/strict";
import fc from "fast-check";
import { editDistance } from "../../../../server/phone/calls/edit_distance.ts";
import { foldText } from "../../../../server/phone/calls/fold_text.ts";

Deno.test("foldText() makes one of what people write in different ways", () => {
  for (
    const [one, other] of [
      ["Inés", "INES"],
      ["Ine\u0301s", "Inés"],
      ["Müller", "muller"],
      ["İpek", "ipek"],
      ["Łukasz Øster", "lukasz oster"],
      ["O\u2019Brien", "obrien"],
      ["Al-Zeitouni", "al  zeitouni "],
      ["مُحَمَّد", "محمد"],
      ["أحمد", "احمد"],
      ["إبراهيم", "ابراهيم"],
      ["آمنة", "امنه"],
      ["ٱلرحمن", "الرحمن"],
      ["ليلى", "ليلي"],
      ["علی", "علي"],
      ["کریم", "كريم"],
      ["عبـــد الله", "عبد الله"],
      ["علاء", "علا"],
      ["مؤمن", "مومن"],
      ["٠٧٩ ١٢٣", "079 123"],
      ["۴۵", "45"],
      ["a\u200fb", "ab"],
    ] as const
  ) {
    assert.equal(foldText(one), foldText(other), `${one} and ${other}`);
  }
  assert.notEqual(foldText("علي"), foldText("عالي"));
  assert.equal(foldText(" \t"), "");
});

Deno.test("foldText() changes nothing the second time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const folded = foldText(text);
      assert.equal(foldText(folded), folded);
    }),
  );
});

Deno.test("editDistance() counts letters to insert, delete or replace", () => {
  assert.equal(editDistance("", "abc"), 3);
  assert.equal(editDistance("kitten", "sitting"), 3);
  assert.equal(editDistance("محمد", "محمود"), 1);
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => editDistance(a, b) === editDistance(b, a)),
  );
});
