/* Keys for whoever decides many proposals: j and k from one to the next, a to take up, r to the reasons, ? for help. */
"use strict";

const SWITCH = "curation-keys";
const help = document.querySelector("[data-shortcuts]");
const on = help.querySelector("[data-shortcuts-on]");
const steps = [...document.querySelectorAll("[data-step]")];

function isTyping(event) {
  const place = event.target;
  return event.ctrlKey || event.metaKey || event.altKey || place.isContentEditable
    || place.matches("textarea, select, input:not([type=checkbox], [type=radio])");
}

function move(by) {
  const here = steps.indexOf(document.activeElement);
  const next = steps[here < 0 && by < 0 ? steps.length - 1 : here + by];
  if (next) next.focus();
}

function act(key) {
  if (steps.length && (key === "j" || key === "k")) return move(key === "j" ? 1 : -1);
  const found = document.querySelector(`[data-key="${key}"]`);
  if (!found) return;
  if (key === "r") found.querySelector("button").focus();
  else found.click();
}

help.hidden = false;
on.checked = localStorage.getItem(SWITCH) !== "off";
on.addEventListener("change", () => localStorage.setItem(SWITCH, on.checked ? "on" : "off"));
document.addEventListener("keydown", (event) => {
  if (isTyping(event) || event.repeat) return;
  if (event.key === "?") {
    help.open = !help.open;
    if (help.open) help.querySelector("summary").focus();
  } else if (on.checked && "jkar".includes(event.key) && event.key.length === 1) {
    act(event.key);
  }
});
