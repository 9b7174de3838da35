/* Small conveniences of the pages for people who sign in; each of these pages is whole without them. */
"use strict";

for (const button of document.querySelectorAll("[data-show]")) {
  const field = document.getElementById(button.dataset.show);
  button.hidden = false;
  button.addEventListener("click", () => {
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
  });
  field.form.addEventListener("submit", () => { field.type = "password"; });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const codes = [...document.querySelectorAll(button.dataset.copy)].map((code) => code.textContent.trim());
    await navigator.clipboard.writeText(codes.join("\n"));
    document.querySelector("[data-copied]").textContent = button.dataset.done;
  });
}
