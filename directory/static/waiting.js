/* Acts of one tap that meet no signal wait on this device: sealed, marked "not sent yet", sent once when it returns.

What waits: the address of the act with the random id of its referral, its key, its code and its moment; no name, no
text. It belongs to one sign-in, and is wiped when that ends, or after 12 hours. Every page is whole without this. */
"use strict";

(() => {
  const STORE = "alongside-waiting";
  const LONGEST = 12 * 60 * 60 * 1000;
  const KEPT = ["key", "act", "version", "back"];
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

  const keep = async (form) => {
    const typed = new FormData(form);
    const act = { path: new URL(form.action).pathname, at: new Date().toISOString(), whose: await whose() };
    for (const name of KEPT) act[name] = typed.get(name) ?? "";
    const sealed = await seal(act);
    await within("acts", (acts) => done(acts.add(sealed)));
  };
  const waiting = async () => {
    const rows = await within("acts", async (acts) => {
      const [ids, sealed] = await Promise.all([done(acts.getAllKeys()), done(acts.getAll())]);
      return ids.map((id, place) => ({ id, sealed: sealed[place] }));
    });
    return Promise.all(rows.map(async ({ id, sealed }) => ({ id, ...(await unseal(sealed)) })));
  };
  const forget = (id) => within("acts", (acts) => done(acts.delete(id)));

  const say = (form, sentence, path) => {
    const said = document.createElement("p");
    said.className = "not-sent";
    said.setAttribute("role", "status");
    said.textContent = sentence;
    if (path) {
      const link = document.createElement("a");
      link.href = path.replace(/\/taps$/, "");
      link.textContent = "›";
      link.setAttribute("aria-label", sentence);
      said.append(" ", link);
    }
    (form.closest("[data-waiting-place]") ?? form).append(said);
  };
  const markAsWaiting = (form) => {
    const place = form.closest("[data-waiting-place]") ?? form;
    for (const button of place.querySelectorAll("button")) button.disabled = true;
    say(form, form.dataset.notSent);
  };

  const post = (path, fields, headers = {}) =>
    fetch(path, { method: "POST", body: new URLSearchParams(fields), headers, redirect: "manual" });

  for (const form of document.querySelectorAll("form[data-waits]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (form.dataset.sending) return;
      form.dataset.sending = "yes";
      try {
        const answer = await post(form.action, new FormData(form));
        if (answer.type === "opaqueredirect") location.reload();
        else form.submit(); // not taken: the same again as a page, which says why
      } catch {
        await keep(form);
        markAsWaiting(form);
      }
    });
  }

  /* A refusal in JSON tells a sign-in that is over or locked, for which it goes on waiting, from an act not taken. */
  const send = async (act) => {
    const fields = { form_token: token, at: act.at };
    for (const name of KEPT) fields[name] = act[name];
    const answer = await post(act.path, fields, { Accept: "application/json" });
    if (answer.type === "opaqueredirect") return "sent";
    return [409, 404, 410, 422].includes(answer.status) ? "refused" : "waits";
  };
  const stillMine = async () => {
    const mine = await whose();
    const acts = await waiting();
    const isOver = (act) => act.whose !== mine || Date.now() - Date.parse(act.at) > LONGEST;
    for (const act of acts.filter(isOver)) await forget(act.id);
    return acts.filter((act) => !isOver(act));
  };
  let isSending = false;
  const sendAll = async () => {
    if (isSending || !(await isThere())) return;
    isSending = true;
    let sent = 0;
    try {
      for (const act of await stillMine()) {
        if (!navigator.onLine) break;
        const came = await send(act);
        if (came === "waits") break;
        await forget(act.id);
        if (came === "sent") sent += 1;
        else refuse(act);
      }
    } catch {
      // no signal after all: what is left goes on waiting
    } finally {
      isSending = false;
    }
    if (sent && document.querySelector("form[data-waits], .not-sent")) location.reload();
  };
  const refuse = (act) => {
    const form = document.querySelector("form[data-waits]");
    if (form) say(form, form.dataset.notTaken, act.path);
  };
  const isThere = async () => !indexedDB.databases || (await indexedDB.databases()).some(({ name }) => name === STORE);

  for (const form of document.querySelectorAll("form[action='/sign-out'], form[action='/clear-device']")) {
    form.addEventListener("submit", () => { wipe(); });
  }
  window.addEventListener("online", sendAll);
  window.setInterval(sendAll, 60_000);
  sendAll();
})();
