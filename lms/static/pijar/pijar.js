// An extra on pages that are complete without it: an answer is sent without loading the whole page
// again, a double tap is sent once, and without signal the answer stays where it is.
const offline = document.querySelector(".offline[role=status]");

const showSignal = (there) => {
  if (offline) offline.hidden = there;
};
addEventListener("online", () => showSignal(true));
addEventListener("offline", () => showSignal(false));

// Without scripts the address picks the screen (:target). History keeps that working here too.
const showPage = (html, address) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const selector of ["main", ".foot"]) {
    const now = document.querySelector(selector);
    const next = page.querySelector(selector);
    if (now && next) now.replaceWith(next);
  }
  document.title = page.title;
  const { hash } = new URL(address);
  history.replaceState(null, "", address);
  // Only a real jump makes :target match again.
  if (hash) location.replace(hash);
  const shown = hash && document.getElementById(hash.slice(1));
  (shown || document.querySelector("main")).focus({ preventScroll: Boolean(shown) });
};

const send = async (form, button) => {
  button.setAttribute("aria-busy", "true");
  form.dataset.sending = "yes";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      redirect: "follow",
    });
    if (!response.ok || new URL(response.url).origin !== location.origin) throw new TypeError("refused");
    const back = new URL(response.url);
    back.hash = `jawab-${form.closest(".activity").id.replace("kegiatan-", "")}`;
    showSignal(true);
    showPage(await response.text(), back.href);
  } catch {
    // The event's id is in the form: sending it again records nothing twice.
    if (navigator.onLine) form.submit();
    else showSignal(false);
  } finally {
    delete form.dataset.sending;
    button.removeAttribute("aria-busy");
  }
};

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest(".activity") || !form.querySelector("[name=event]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  send(form, event.submitter || form.querySelector("button"));
});
