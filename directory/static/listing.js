/* Printing and sharing, where the browser can; the page says everything without it. */
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

/* What is shared from a page in another language than English opens in that language. */
function addressToShare() {
  const address = new URL(window.location.href);
  const { lang } = document.documentElement;
  if (lang !== "en") address.searchParams.set("lang", lang);
  return address.href;
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: document.querySelector("h1").textContent, url: addressToShare() }).catch(() => {});
  });
}

/* Words to take along: onto the clipboard, or over the whole screen for somebody to copy by hand. */
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.firstChild.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-large]")) {
  if (!document.fullscreenEnabled) continue;
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.large).requestFullscreen().catch(() => {}));
}
