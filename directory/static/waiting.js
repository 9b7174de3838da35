/* Acts of one tap that meet no signal wait on this device: sealed, marked "not sent yet", sent once when it returns.

What waits: the address of the act with the random id of its referral, its key, its code and its moment; no name, no
text. It belongs to one sign-in, and is wiped when that ends, or after 12 hours. What is refused when it is sent is
not sent again: the sentence that says why waits in its place until it was shown. A page on which something was typed
is not loaded anew when an act was sent: that would lose the words. Every page is whole without this. */
"use strict";

(() => {
  const STORE = "alongside-waiting";
  const LONGEST = 12 * 60 * 60 * 1000;
  const KEPT = ["key", "act", "did", "later_on", "version", "back"];
  const TRIED_AGAIN = [401, 408, 425, 429];
  const { notTaken, sent } = document.currentScript.dataset;
  const token = document.querySelector("input[name=form_token]")?.value;
  if (!token || !window.indexedDB || !window.crypto?.subtle) return;

  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const open = () => {
    const request = indexedDB.open(STORE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("keys");
      request.result.createObjectStore("acts", { autoIncrement: true });
    };
    return done(request);
  };
  const within = async (store, work) => {
    const database = await open();
    try {
      return await work(database.transaction(store, "readwrite").objectStore(store));
    } finally {
      database.close();
    }
  };
  const wipe = () => done(indexedDB.deleteDatabase(STORE));

  /* The key cannot be taken out of the browser: whoever copies the files of the profile reads nothing. */
  const theKey = async () => {
    const kept = await within("keys", (keys) => done(keys.get("key")));
    if (kept) return kept;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    await within("keys", (keys) => done(keys.put(made, "key")));
    return made;
  };
  const seal = async (act) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(act));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await theKey(), text) };
  };
  const unseal = async ({ iv, sealed }) =>
    JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, await theKey(), sealed)));
  const whose = async () => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
    return btoa(String.fromCharCode(...new Uint8Array(digest)));
  };

  const actOf = async (form, button) => {
    const typed = new FormData(form, button);
    const act = { path: new URL(form.action).pathname, at: new Date().toISOString(), whose: await whose() };
    for (const name of KEPT) if (typed.has(name)) act[name] = typed.get(name);
    return act;
  };
  const keep = async (act, id) => {
    const sealed = await seal(act);
    await within("acts", (acts) => done(id === undefined ? acts.add(sealed) : acts.put(sealed, id)));
  };
  const waiting = async () => {
    const rows = await within("acts", async (acts) => {
      const [ids, sealed] = await Promise.all([done(acts.getAllKeys()), done(acts.getAll())]);
      return ids.map((id, place) => ({ id, sealed: sealed[place] }));
    });
    return Promise.all(rows.map(async ({ id, sealed }) => ({ id, ...(await unseal(sealed)) })));
  };
  const forget = (id) => within("acts", (acts) => done(acts.delete(id)));

  const say = (place, sentence, path) => {
    const said = document.createElement("p");
    said.className = "not-sent";
    said.setAttribute("role", "status");
    said.textContent = sentence;
    if (path) {
      const link = document.createElement("a");
      link.href = path;
      link.textContent = "›";
      link.setAttribute("aria-label", sentence);
      said.append(" ", link);
    }
    place.append(said);
    return said;
  };
  let isTyped = false;
  document.addEventListener("input", () => { isTyped = true; });
  const placeOf = (form) => form.closest("[data-waiting-place]") ?? form;
  const markAsWaiting = (form) => {
    for (const button of placeOf(form).querySelectorAll("button")) button.disabled = true;
    say(placeOf(form), form.dataset.notSent);
  };

  /* Sent at once or later, an act is the same to the byte, so that one that did arrive is not done twice. A refusal in
     JSON tells a sign-in that is over or locked, for which it goes on waiting, from an act that is not taken. */
  const send = (act) => {
    const fields = { form_token: token, at: act.at };
    for (const name of KEPT) if (name in act) fields[name] = act[name];
    const headers = { Accept: "application/json" };
    return fetch(act.path, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });
  };
  const isTaken = (answer) => answer.type === "opaqueredirect";
  const isRefused = ({ status }) => status >= 400 && status < 500 && !TRIED_AGAIN.includes(status);
  const sentenceOf = async (answer) => {
    try {
      return (await answer.json()).error || notTaken;
    } catch {
      return notTaken;
    }
  };

  const sendAtOnce = async (form, button) => {
    const act = await actOf(form, button);
    let answer;
    try {
      answer = await send(act);
    } catch {
      await keep(act);
      markAsWaiting(form);
      return;
    }
    if (!isTaken(answer)) {
      form.dataset.asPage = "yes"; // the same again as a page, which says why
      form.requestSubmit(button);
    } else if (form.dataset.then) location.assign(form.dataset.then);
    else location.reload();
  };
  for (const form of document.querySelectorAll("form[data-waits]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.asPage) return;
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = "yes";
      sendAtOnce(form, event.submitter);
    });
  }

  const refuse = (act, said, path = act.path) => keep({ said, path, whose: act.whose }, act.id);
  const stillMine = async () => {
    const mine = await whose();
    const acts = [];
    for (const act of await waiting()) {
      if (act.whose !== mine) await forget(act.id);
      else if (act.said) continue;
      else if (Date.now() - Date.parse(act.at) > LONGEST) await refuse(act, notTaken, "");
      else acts.push(act);
    }
    return acts;
  };
  let isSending = false;
  const sendAll = async () => {
    if (isSending || !(await isThere())) return;
    isSending = true;
    const taken = [];
    try {
      for (const act of await stillMine()) {
        if (!navigator.onLine) break;
        const answer = await send(act);
        if (isTaken(answer)) {
          await forget(act.id);
          taken.push(act.path);
        } else if (isRefused(answer)) await refuse(act, await sentenceOf(answer));
        else break;
      }
    } catch {
      // no signal after all: what is left goes on waiting
    } finally {
      isSending = false;
    }
    if (taken.length && !isTyped && document.querySelector("form[data-waits], .not-sent")) location.reload();
    else {
      taken.forEach(markAsSent);
      await tellRefused();
    }
  };

  /* The page of what an act was on, and its form on this page. */
  const pageOf = (path) => path.match(/^(?:\/today)?(\/referrals\/[^/]+)/)?.[1] ?? "";
  const formTo = (path) =>
    [...document.querySelectorAll("form[data-waits]")].find((form) => new URL(form.action).pathname === path);
  const takeBackSaid = (form) => {
    for (const old of placeOf(form).querySelectorAll(".not-sent")) old.remove();
  };
  const markAsSent = (path) => {
    const form = formTo(path);
    if (!form) return;
    takeBackSaid(form);
    say(placeOf(form), sent).className = "note calm";
  };
  const tellRefused = async () => {
    const mine = await whose();
    for (const { id, said, path, whose: theirs } of await waiting()) {
      if (!said || theirs !== mine) continue;
      const form = formTo(path);
      if (form) {
        takeBackSaid(form);
        for (const button of placeOf(form).querySelectorAll("button")) button.disabled = false;
        say(placeOf(form), said);
      } else document.getElementById("main").prepend(say(document.createElement("div"), said, pageOf(path)));
      await forget(id);
    }
  };
  const isThere = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === STORE);

  for (const form of document.querySelectorAll("form[action='/sign-out'], form[action='/clear-device']")) {
    form.addEventListener("submit", () => { wipe(); });
  }
  window.addEventListener("online", sendAll);
  window.setInterval(sendAll, 60_000);
  sendAll();
})();
