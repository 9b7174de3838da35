/* Keeps the crisis page and a page for when there is no connection, and hands them out when nothing else comes.

The server writes KEPT before it: the version, the languages, and the addresses to keep. Nothing is kept while pages
are read: the one place that keeps asks without cookies, as a visitor, and refuses what says that it is private. */
"use strict";

const PREFIX = "shell-";
const SHELL = PREFIX + KEPT.version;
const LONGEST_WAIT = 4000;  // milliseconds, for a page that is at hand

function mayBeKept(answer) {
  const said = answer.headers.get("Cache-Control") ?? "no-store";
  return answer.ok && !answer.redirected && !/no-store|private/i.test(said);
}

async function keepShell() {
  const shell = await caches.open(SHELL);
  await Promise.all(KEPT.addresses.map(async (address) => {
    const answer = await fetch(address, { credentials: "omit" });
    if (!mayBeKept(answer)) throw new TypeError("not to be kept");
    await shell.put(address, answer);
  }));
  await self.skipWaiting();
}

async function takeOver() {
  const older = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SHELL);
  await Promise.all(older.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

const kept = async (address) => (await caches.open(SHELL)).match(address, { ignoreVary: true });

async function fetched(event) {
  return (await event.preloadResponse) ?? fetch(event.request);
}

/* What is at hand is not waited for long; any other page may take its time. */
function fetchedInTime(event, isAtHand) {
  const answer = fetched(event);
  if (!isAtHand) return answer;
  const late = new Promise((_, giveUp) => { setTimeout(giveUp, LONGEST_WAIT); });
  return Promise.race([answer, late]);
}

async function opened(event, address) {
  const isAtHand = KEPT.pages.includes(address.pathname);
  try {
    const answer = await fetchedInTime(event, isAtHand);
    if (!isAtHand || answer.status < 500) return answer;
  } catch {
    // No connection, or none that is worth the name.
  }
  const asked = address.searchParams.get("lang");
  const language = KEPT.languages.includes(asked) ? asked : KEPT.language;
  const page = isAtHand ? address.pathname : "/offline";
  return (await kept(`${page}?lang=${language}`)) ?? Response.error();
}

self.addEventListener("install", (event) => event.waitUntil(keepShell()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(opened(event, address));
  } else if (KEPT.addresses.includes(address.pathname)) {
    event.respondWith(kept(address.pathname).then((answer) => answer ?? fetch(request)));
  }
});
