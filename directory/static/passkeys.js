/* Passkeys: the one thing on these pages that a browser does only with script. Without it the button never shows. */
"use strict";

const CAN = window.isSecureContext && "credentials" in navigator && "PublicKeyCredential" in window;

/* Base64url without padding, as WebAuthn Level 3 writes bytes in JSON. */
function toBytes(text) {
  const padded = text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
  return Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
}

function toText(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = (credentials) => (credentials ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

/* What the browser wants of what the server said. */
function creationOptions(said) {
  return {
    ...said,
    challenge: toBytes(said.challenge),
    user: { ...said.user, id: toBytes(said.user.id) },
    excludeCredentials: named(said.excludeCredentials),
  };
}

function requestOptions(said) {
  return { ...said, challenge: toBytes(said.challenge), allowCredentials: named(said.allowCredentials) };
}

/* What the server wants of what the browser made. */
function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  });
}

async function askServer(form) {
  const answer = await fetch(form.dataset.passkeyOptions, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: "{}",
  });
  if (answer.status === 401 || answer.status === 403) window.location.reload();  // the page knows what is needed first
  if (!answer.ok) throw new Error("refused");
  return answer.json();
}

async function askBrowser(form, options) {
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: creationOptions(options) })
    : navigator.credentials.get({ publicKey: requestOptions(options) });
}

/* The answer travels in the form's own hidden fields, so that what follows is an ordinary form like any other. */
async function usePasskey(form) {
  const { options, ticket } = await askServer(form);
  const credential = await askBrowser(form, options);
  form.elements.ticket.value = ticket;
  form.elements.credential.value = written(credential);
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!CAN) continue;
  const said = form.querySelector("[data-passkey-said]");
  const button = form.querySelector("button");
  form.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    said.textContent = "";
    usePasskey(form).catch(() => { said.textContent = form.dataset.passkeyFailed; button.disabled = false; });
  });
}

for (const without of document.querySelectorAll("[data-without-passkeys]")) without.hidden = CAN;
for (const along of document.querySelectorAll("[data-with-passkeys]")) along.hidden = !CAN;
