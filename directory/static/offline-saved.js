/* The page of what is kept on this device: searching it, opening a place, and seeing to what is kept. */
"use strict";

(() => {
  const PER_PAGE = 10; // written anew with every letter typed
  const root = document.getElementById("saved");
  const words = JSON.parse(root.dataset.sentences);
  const version = Number(root.dataset.version);
  const part = (id) => document.getElementById(id);
  const { put } = SavedTimes;
  const { counted, nameOf } = SavedKeeping;
  const minuteNow = () => Math.floor(Date.now() / 60_000);

  let heads = [];
  let open = null; // the area that is searched: its head, its places and their index
  let found = [];
  let shown = 0;

  const say = (sentence) => {
    part("told").textContent = sentence;
    part("told").hidden = !sentence;
  };

  /* Said, and looked at: what was tapped is gone. */
  const tell = (sentence) => {
    say(sentence);
    part("told").focus();
  };

  /* Searching */

  function asked() {
    const { q, when, domain, within } = part("question").elements;
    return { q: q.value, when: when.value, domain: domain.value, miles: Number(within.value) || Infinity };
  }

  function fits(place, { domain, miles }) {
    return (!domain || place.domains.includes(domain)) && (miles === Infinity || (place.miles !== null && place.miles <= miles));
  }

  /* The places in a stretch of time, the soonest first among equals; each zone has a stretch of its own. */
  function inTime(places, when, now) {
    if (!when) return places;
    const stretches = new Map();
    const startOf = (place) => {
      const { timezone: zone } = place;
      if (!stretches.has(zone)) stretches.set(zone, SavedTimes.stretch(when, now, zone));
      return SavedTimes.onWithin(place, open.begins, stretches.get(zone));
    };
    const starts = new Map(places.map((place) => [place, startOf(place)]));
    return places.filter((place) => starts.get(place) < Infinity).sort((one, other) => starts.get(one) - starts.get(other));
  }

  const everything = (places) => ({ numbers: [...places.keys()], isWhole: true });

  function search() {
    if (!open) return;
    const question = asked();
    const isReady = open.index || !SavedSearch.hasWords(question.q);
    if (!isReady) return; // it is asked again once the words are read
    const { numbers, isWhole } = open.index ? SavedSearch.find(open.index, question.q) : everything(open.places);
    const places = numbers.map((number) => open.places[number]).filter((place) => fits(place, question));
    found = inTime(places, question.when, minuteNow());
    shown = 0;
    part("hits").replaceChildren();
    showMore();
    part("count").textContent = countSaid(isWhole, question);
  }

  function countSaid(isWhole, { q }) {
    if (!found.length) return words.none;
    const count = put(counted(words.found, found.length), { count: found.length.toLocaleString() });
    return q.trim() && !isWhole ? `${count}. ${words.any_word}` : count;
  }

  function showMore() {
    const kept = { begins: open.begins, now: minuteNow(), when: asked().when, words };
    const next = found.slice(shown, shown + PER_PAGE).map((place) => SavedCards.card(place, kept));
    part("hits").append(...next);
    shown += next.length;
    const left = Math.min(found.length - shown, PER_PAGE);
    part("more").hidden = left < 1;
    part("more").textContent = put(words.more, { count: left });
  }

  /* One place */

  function showPlace() {
    const id = decodeURIComponent(location.hash.slice(1));
    const place = open?.places.find((one) => one.id === id);
    part("place").hidden = !place;
    for (const other of ["search", "kept", "keep"]) part(other).hidden = Boolean(place) || (other !== "keep" && !heads.length);
    if (place) {
      say("");
      const kept = { begins: open.begins, now: minuteNow(), when: "", words, kinds: open.kinds, age: SavedKeeping.ageOf(open.head, words) };
      part("place").replaceChildren(SavedCards.whole(place, kept));
      part("place").setAttribute("aria-label", place.name);
      window.scrollTo(0, 0);
      part("place").focus();
    } else if (part("place").childElementCount) {
      const last = part("place").dataset.id;
      part("place").replaceChildren();
      part("hits").querySelector(`a[href="#${CSS.escape(last)}"]`)?.focus();
    }
    part("place").dataset.id = place ? id : "";
  }

  /* What is kept */

  async function openArea(id) {
    const head = heads.find((one) => one.id === id) ?? heads[0];
    const held = head && (await SavedStore.read(head.id));
    open = held ? { head, ...held, begins: SavedTimes.minuteOf(head.begins), index: null } : null;
    if (!open) return;
    part("area").value = head.id;
    offerDistances(head.miles);
    part("age").textContent = SavedKeeping.ageOf(head, words);
    part("run-out").textContent = Date.now() > Date.parse(head.ends) ? words.run_out : "";
    part("run-out").hidden = !part("run-out").textContent;
    showSignal();
    search();
    readWords(open);
  }

  async function readWords(area) {
    area.index = await SavedSearch.indexOf(area.places, area.kinds);
    if (area === open && SavedSearch.hasWords(asked().q)) search();
  }

  function offerDistances(most) {
    const nearer = [1, 2, 5, 10, 25, 60].filter((miles) => miles < most);
    const options = nearer.map((miles) => new Option(put(counted(words.within, miles), { miles }), miles));
    part("within").replaceChildren(new Option(words.wide, ""), ...options);
  }

  function showSignal() {
    for (const button of root.querySelectorAll("#renew, [data-act=renew]")) button.hidden = !navigator.onLine;
  }

  function areaRow(head) {
    const row = SavedCards.filledBy("saved-area");
    const name = nameOf(head, words);
    SavedCards.write(row, "name", name);
    SavedCards.write(row, "said", SavedKeeping.areaSaid(head, words));
    SavedCards.write(row, "age", SavedKeeping.ageOf(head, words));
    for (const [act, does] of [["renew", () => renew(head)], ["remove", () => remove(head)]]) {
      const button = row.querySelector(`[data-act=${act}]`);
      button.textContent = put(words[act], { place: name });
      button.addEventListener("click", does);
    }
    return row;
  }

  async function showAreas(id) {
    heads = (await SavedKeeping.usableHeads(version)).heads;
    part("areas").replaceChildren(...heads.map(areaRow));
    part("area").replaceChildren(...heads.map((head) => new Option(nameOf(head, words), head.id)));
    part("area").closest(".field").hidden = heads.length < 2;
    await openArea(id);
    showPlace();
    showSignal();
  }

  async function remove(head) {
    await SavedStore.remove(head.id);
    await showAreas();
    tell(put(words.removed, { place: nameOf(head, words) }));
  }

  /* Keeping more */

  let stopping = new AbortController();
  let offered = null;

  const inLanguage = (near, miles) => ({ near, miles, lang: document.documentElement.lang });

  function tellProgress(done, all) {
    Object.assign(part("progress"), { hidden: false, max: all, value: done });
    part("offer").textContent = put(words.loading, { count: done.toLocaleString(), total: all.toLocaleString() });
  }

  function endOffer(sentence) {
    for (const id of ["progress", "keep-it", "stop"]) part(id).hidden = true;
    part("offer").textContent = sentence;
    offered = null;
  }

  async function look() {
    const { near, miles } = part("area-form").elements;
    part("near-fault").textContent = "";
    stopping.abort();
    stopping = new AbortController();
    const { signal } = stopping;
    endOffer(words.looking);
    try {
      const question = inLanguage(near.value.trim(), miles.value);
      const offer = await SavedArea.look(question, signal);
      endOffer(SavedKeeping.offerSaid(offer, words));
      offered = offer.count ? { question, offer } : null;
      part("keep-it").hidden = !offered;
    } catch (fault) {
      if (signal.aborted) return;
      endOffer("");
      part("near-fault").textContent = SavedKeeping.faultSaid(fault, words);
      near.focus();
    }
  }

  /* Fetch and keep what was offered; whatever goes wrong is said, and leaves what was kept as it is. */
  async function keep({ question, offer }) {
    const { signal } = stopping;
    part("stop").hidden = false;
    part("stop").focus();
    part("keep-it").hidden = true;
    try {
      const head = await SavedKeeping.keep(question, offer, signal, tellProgress);
      endOffer("");
      location.hash = "";
      await showAreas(head.id);
      tell(put(words.kept, { place: nameOf(head, words) }));
      if (!(await SavedKeeping.opensWithoutSignal())) say(words.needs_signal);
    } catch (fault) {
      endOffer(signal.aborted ? words.stopped : SavedKeeping.faultSaid(fault, words));
    }
  }

  async function renew(head) {
    stopping.abort();
    stopping = new AbortController();
    const question = inLanguage(head.near, head.miles);
    say("");
    try {
      const offer = await SavedArea.look(question, stopping.signal);
      part("progress").scrollIntoView({ block: "nearest" });
      await keep({ question, offer });
    } catch (fault) {
      say(SavedKeeping.faultSaid(fault, words));
    }
  }

  function askFromAddress() {
    const given = new URLSearchParams(location.search);
    const { q, when, domain } = part("question").elements;
    q.value = given.get("q") ?? "";
    for (const field of [when, domain]) {
      const asked = given.get(field.name);
      if ([...field.options].some(({ value }) => value === asked)) field.value = asked;
    }
  }

  function startFromAddress() {
    const given = new URLSearchParams(location.search);
    const { near, miles } = part("area-form").elements;
    if (!given.get("near")) return;
    near.value = given.get("near");
    const wanted = [...miles.options].find(({ value }) => Number(value) >= Number(given.get("miles")));
    if (given.get("miles") && wanted) miles.value = wanted.value;
    if (!heads.some((head) => head.id === near.value)) look();
  }

  /* The page */

  part("question").addEventListener("input", () => { say(""); search(); });
  part("question").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  part("area").addEventListener("change", () => openArea(part("area").value));
  part("more").addEventListener("click", () => {
    const first = shown;
    showMore();
    part("hits").children[first]?.querySelector("a").focus();
  });
  part("renew").addEventListener("click", () => renew(open.head));
  part("area-form").addEventListener("submit", (event) => { event.preventDefault(); look(); });
  part("keep-it").addEventListener("click", () => { if (offered) keep(offered); });
  part("stop").addEventListener("click", () => { stopping.abort(); endOffer(words.stopped); });
  window.addEventListener("hashchange", showPlace);
  window.addEventListener("online", showSignal);
  window.addEventListener("offline", showSignal);

  async function begin() {
    root.hidden = false;
    askFromAddress();
    try {
      const { older } = await SavedKeeping.usableHeads(version);
      await showAreas();
      say(older.map((head) => put(words.older_form, { place: nameOf(head, words) })).join(" "));
    } catch {
      say(words.not_kept);
      return;
    }
    startFromAddress();
  }
  begin();
})();
