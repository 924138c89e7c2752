// An extra on pages that are complete without it: an answer is sent without loading the whole page
// again, a double tap is sent once, and without signal the answer stays where it is.
const offline = document.querySelector(".offline[role=status]");

const showSignal = (there) => {
  if (offline) offline.hidden = there;
};
addEventListener("online", () => showSignal(true));
addEventListener("offline", () => showSignal(false));

const swap = (page, selector) => {
  const now = document.querySelector(selector);
  const next = page.querySelector(selector);
  if (now && next) now.replaceWith(next);
};

// Only what the answer changes: somebody may be busy with the next question already.
const showAnswer = (html, activity) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const selector of [`#${activity}`, ".lesson > .chips", ".messages", ".foot"]) {
    swap(page, selector);
  }
  const messages = document.querySelector(".messages");
  if (messages.childElementCount) {
    messages.focus();
    return;
  }
  // Without scripts the address picks the screen (:target); only a jump makes it match anew.
  const anchor = activity.replace("kegiatan-", "jawab-");
  history.replaceState(null, "", location.pathname);
  location.replace(`#${anchor}`);
  document.getElementById(anchor)?.focus({ preventScroll: true });
};

const send = async (form, body, button) => {
  const activity = form.closest(".activity").id;
  try {
    const response = await fetch(form.action, { method: "POST", body });
    if (!response.ok) throw new TypeError("refused");
    showSignal(true);
    // Somewhere else than this lesson: the sign-in has ended, say.
    if (new URL(response.url).pathname !== location.pathname) location.assign(response.url);
    else showAnswer(await response.text(), activity);
  } catch {
    // The event's id is in the form: sending it again records nothing twice.
    if (navigator.onLine) form.submit();
    else showSignal(false);
  } finally {
    delete form.dataset.sending;
    button.removeAttribute("aria-busy");
  }
};

let queue = Promise.resolve();

addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest(".activity") || !form.querySelector("[name=event]")) return;
  event.preventDefault();
  if (form.dataset.sending) return;
  form.dataset.sending = "yes";
  const button = event.submitter || form.querySelector("button");
  button.setAttribute("aria-busy", "true");
  const body = new URLSearchParams(new FormData(form));
  // One after the other, so that the page shows them in the order in which they were given.
  queue = queue.then(() => send(form, body, button));
});
