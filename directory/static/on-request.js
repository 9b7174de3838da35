/* What only some readers open is loaded when they open it: the styles and the scripts that an element names. */
"use strict";

function loadOnRequest({ styles, scripts }, fail) {
  for (const href of styles.split(" ")) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
  }
  for (const src of scripts.split(" ")) {
    document.head.append(Object.assign(document.createElement("script"), { src, async: false, onerror: fail }));
  }
}
