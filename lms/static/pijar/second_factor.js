/* Passkeys, and what makes recovery codes handy. The codes of an app need none of this. */

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const withBytes = (list) => (list ?? []).map((each) => ({ ...each, id: toBytes(each.id) }));

function read(options) {
  const { publicKey } = options;
  publicKey.challenge = toBytes(publicKey.challenge);
  publicKey.allowCredentials = withBytes(publicKey.allowCredentials);
  publicKey.excludeCredentials = withBytes(publicKey.excludeCredentials);
  if (publicKey.user) publicKey.user.id = toBytes(publicKey.user.id);
  return { publicKey };
}

function write(credential) {
  const { response } = credential;
  const answer = { transports: response.getTransports?.() };
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) answer[name] = toText(response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const wrong = form.querySelector("noscript ~ .error");
    wrong.hidden = true;
    try {
      const options = read(JSON.parse(form.dataset.options));
      form.elements.credential.value = write(await navigator.credentials[form.dataset.passkey](options));
      form.submit();
    } catch {
      wrong.hidden = false;
    }
  });
}

for (const button of document.querySelectorAll("[data-print], [data-copy]")) {
  button.parentElement.hidden = "copy" in button.dataset && !navigator.clipboard;
  button.addEventListener("click", async () => {
    if ("print" in button.dataset) return print();
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
}
