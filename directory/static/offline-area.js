/* Fetches an area page by page, as a visitor; what comes of it is whole, or nothing. */
"use strict";

const SavedArea = (() => {
  const LONGEST_WAIT = 30_000; // milliseconds for one page
  const MOST_BEGINNINGS = 3; // the directory may change while its pages are fetched

  /* The server refused, in a sentence of its own. */
  class Refused extends Error {}

  async function pageOf(asked, number, stop) {
    const parameters = new URLSearchParams({ ...asked, page: number });
    const late = new AbortController();
    const giveUp = () => late.abort();
    const timer = setTimeout(giveUp, LONGEST_WAIT);
    stop.addEventListener("abort", giveUp);
    try {
      const answer = await fetch(`/api/area?${parameters}`, { credentials: "omit", cache: "no-store", headers: { Accept: "application/json" }, signal: late.signal });
      const text = await answer.text();
      if (!answer.ok) throw new Refused(sentenceOf(text));
      return { ...JSON.parse(text), size: text.length };
    } finally {
      clearTimeout(timer);
      stop.removeEventListener("abort", giveUp);
    }
  }

  function sentenceOf(text) {
    const { fields, error } = JSON.parse(text);
    return Object.values(fields ?? {})[0] ?? error;
  }

  /* The first page: how many places there are, and how many characters they will take. */
  async function look(asked, stop) {
    const first = await pageOf(asked, 1, stop);
    const each = first.places.length ? first.size / first.places.length : 0;
    return { first, count: first.told, total: first.total, size: Math.ceil(each * first.told) };
  }

  const belongs = (page, first) => page.edition === first.edition && page.version === first.version;

  /* All pages from the first on, each told as it comes; null when the directory changed meanwhile. */
  async function pagesFrom(asked, first, stop, tell) {
    const pages = [first];
    tell(first.places.length, first.told);
    while (pages.length < first.pages) {
      const page = await pageOf(asked, pages.length + 1, stop);
      if (!belongs(page, first)) return null;
      pages.push(page);
      tell(Math.min(pages.length * first.places.length, first.told), first.told);
    }
    return pages;
  }

  async function fetched(asked, offer, stop, tell) {
    let { first } = offer;
    for (let beginnings = 1; ; beginnings += 1) {
      const pages = await pagesFrom(asked, first, stop, tell);
      if (pages) return pages;
      if (beginnings === MOST_BEGINNINGS) throw new Error("It changes too often");
      first = await pageOf(asked, 1, stop);
    }
  }

  /* Fetch an area whole: its head, and what it holds. */
  async function load(asked, offer, stop, tell) {
    const pages = await fetched(asked, offer, stop, tell);
    const places = new Map(pages.flatMap((page) => page.places.map((place) => [place.id, place])));
    const [first] = pages;
    const head = {
      id: first.place.name, near: first.place.name, miles: first.miles, version: first.version, language: first.language,
      count: places.size, size: pages.reduce((sum, page) => sum + page.size, 0),
      begins: first.begins, ends: first.ends, saved_at: new Date().toISOString(),
    };
    return { head, held: { kinds: Object.assign({}, ...pages.map((page) => page.kinds)), places: [...places.values()] } };
  }

  return { look, load, Refused };
})();
