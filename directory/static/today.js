// After a call or a text was begun from a row, its form to log it stands open, with that way chosen.
for (const link of document.querySelectorAll("a[data-channel]")) {
  link.addEventListener("click", () => {
    const row = link.closest(".todo-row");
    const log = row.querySelector(".reach");
    const isText = link.dataset.channel === "text";
    log.querySelector(`[name=channel][value=${link.dataset.channel}]`).checked = true;
    log.querySelector(`[name=answered][value=${isText ? "no" : "yes"}]`).checked = true;
    log.open = true;
  });
}
