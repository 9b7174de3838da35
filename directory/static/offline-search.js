/* Finds places by the beginnings of words, without accents and in either language; no server is asked. */
"use strict";

const SavedSearch = (() => {
  const IN_NAME = 3;
  const IN_KIND = 2;
  const ELSEWHERE = 1;
  const MOST_WORDS = 12;
  const AT_ONCE = 200; // places read in one turn

  const withoutMarks = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "");

  /* A text as it is compared. Capitals tell fewer letters apart than small ones do: ß is SS, both sigmas are one. */
  const folded = (text) => withoutMarks(withoutMarks(text).toUpperCase());

  /* The words of a text; what an apostrophe or a hyphen holds together counts whole too. */
  function wordsOf(text) {
    const plain = folded(text);
    const joined = plain.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)+/gu) ?? [];
    const apart = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
    return [...apart, ...joined.map((word) => word.replace(/['’-]/g, ""))];
  }

  /* A word without the end by which English and Spanish say "several"; it is the beginning of the word itself. */
  function beginningOf(word) {
    if (word.length > 4 && word.endsWith("ES")) return word.slice(0, -2);
    return word.length > 3 && word.endsWith("S") ? word.slice(0, -1) : word;
  }

  /* The texts of a place, those that say most of it first. */
  const textsOf = (place, kinds) => [
    [IN_NAME, [place.name, place.also]],
    [IN_KIND, [...place.terms.map((code) => kinds[code]?.words ?? ""), place.audiences, place.languages, ...place.facts.map(([said]) => said)]],
    [ELSEWHERE, [place.organization, ...place.what, place.about, place.hall, place.door, place.address, place.way, place.fees, place.hours_note]],
  ];

  /* Which places have each word, and how much it says there. Words are sorted, so that beginnings stand together.
     It is made in turns, so that a slow phone goes on answering meanwhile; many places say the same, which is read once. */
  async function indexOf(places, kinds) {
    const found = new Map();
    const read = new Map();
    for (const [number, place] of places.entries()) {
      if (number % AT_ONCE === AT_ONCE - 1) await new Promise((go) => { setTimeout(go); });
      for (const [weight, texts] of textsOf(place, kinds)) {
        for (const text of texts) {
          if (!read.has(text)) read.set(text, wordsOf(text));
          for (const word of read.get(text)) note(found, word, number, weight);
        }
      }
    }
    const words = [...found.keys()].sort();
    return { words, where: words.map((word) => found.get(word)), size: places.length };
  }

  function note(found, word, number, weight) {
    if (!found.has(word)) found.set(word, []);
    const where = found.get(word);
    if (where.at(-2) !== number) where.push(number, weight);
  }

  function firstFrom(words, beginning) {
    let [low, high] = [0, words.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (words[middle] < beginning) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /* What each place is worth to one word typed: the most that any word beginning so says of it. */
  function weighed(index, beginning) {
    const worth = new Uint8Array(index.size);
    for (let at = firstFrom(index.words, beginning); at < index.words.length && index.words[at].startsWith(beginning); at += 1) {
      const where = index.where[at];
      for (let turn = 0; turn < where.length; turn += 2) {
        if (where[turn + 1] > worth[where[turn]]) worth[where[turn]] = where[turn + 1];
      }
    }
    return worth;
  }

  const hasWords = (typed) => wordsOf(typed).length > 0;

  /* The numbers of the places that have all words typed, the best first; where none has, those that have most. */
  function find(index, typed) {
    const asked = [...new Set(wordsOf(typed).map(beginningOf))].slice(0, MOST_WORDS);
    const had = new Uint8Array(index.size);
    const worth = new Uint16Array(index.size);
    for (const beginning of asked) {
      weighed(index, beginning).forEach((weight, number) => {
        if (!weight) return;
        had[number] += 1;
        worth[number] += weight;
      });
    }
    const most = had.reduce((highest, count) => Math.max(highest, count), 0);
    const numbers = [];
    if (most || !asked.length) had.forEach((count, number) => { if (count === most) numbers.push(number); });
    numbers.sort((one, other) => worth[other] - worth[one] || one - other);
    return { numbers, isWhole: most === asked.length };
  }

  return { indexOf, find, hasWords, wordsOf };
})();
