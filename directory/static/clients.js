// The list of clients shortens while a handle is typed; without script the same box asks the server.
const box = document.getElementById("sought");
const rows = [...document.querySelectorAll("[data-handle]")];
box?.addEventListener("input", () => {
  const letters = box.value.trim().toLowerCase().replace(/\s+/g, " ");
  const isNumber = /^[\d\s()+.-]+$/.test(letters);
  for (const row of rows) row.hidden = !isNumber && !row.dataset.handle.includes(letters);
  for (const section of new Set(rows.map((row) => row.closest("section")))) {
    section.hidden = !section.querySelector("[data-handle]:not([hidden])");
  }
});
