// An extra on pages that are complete without it: an answer is sent without loading the whole page
// again, a double tap is sent once, and without signal the answer stays where it is. Things are put
// in order by buttons or a drag, and the time that is left runs.
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
const showAnswer = (html, activity, question) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const refusal = page.querySelector(`#${activity} > .refusal`);
  document.querySelector(`#${activity} > .refusal`)?.remove();
  // Refused, and still asked: what was typed stays, to be mended.
  const asked = `#${activity} [name=question][value="${question}"]`;
  if (refusal && question && page.querySelector(asked)) {
    document.getElementById(activity).prepend(refusal);
    // The id may be used up already, by an answer whose page was lost on its way.
    const [old, fresh] = [document, page].map((one) => one.querySelector(asked).form.elements);
    old.event.value = fresh.event.value;
  } else {
    for (const selector of [`#${activity}`, ".lesson > .chips", ".foot"]) swap(page, selector);
    ready();
  }
  if (refusal) {
    document.querySelector(`#${activity} > .refusal`).focus();
    return;
  }
  // Without scripts the address picks the screen (:target); only a jump makes it match anew.
  const anchor = activity.replace("kegiatan-", "jawab-");
  history.replaceState(null, "", location.pathname);
  location.replace(`#${anchor}`);
  document.getElementById(anchor)?.focus({ preventScroll: true });
};

// The server can't take it just now: what was written stays, and beside the button stands why.
const showUnsent = (button) => {
  const note = document.createElement("p");
  note.className = "note bad unsent";
  note.setAttribute("role", "alert");
  note.textContent = offline.dataset.unsent;
  button.after(note);
};

const send = async (form, body, button) => {
  const activity = form.closest(".activity").id;
  form.querySelector(".unsent")?.remove();
  try {
    const headers = { "Pijar-At-Once": "1" };
    const response = await fetch(form.action, { method: "POST", body, headers });
    const html = await response.text();
    showSignal(true);
    // Somewhere else than this lesson: the sign-in has ended, say.
    if (response.redirected) location.assign(response.url);
    else if (response.ok) showAnswer(html, activity, form.elements.question?.value);
    else if ([502, 503, 504].includes(response.status)) showUnsent(button);
    // The event's id is in the form: sending it again records nothing twice.
    else form.submit();
  } catch {
    // No way through: what was written stays, to be sent again.
    showSignal(false);
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
  const data = new FormData(form);
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams(data);
  // One after the other, so that the page shows them in the order in which they were given.
  queue = queue.then(() => send(form, body, button));
});

// Ordering questions: the selects stay what the form sends; buttons and drag only set them.
const readySorts = (root = document) => {
  for (const list of root.querySelectorAll("[data-sort]:not([data-ready])")) {
    list.dataset.ready = "yes";
    const items = () => [...list.children];
    const select = (item) => item.querySelector("select");
    const status = list.parentElement.querySelector("[data-sort-status]");

    const number = () => {
      const all = items();
      all.forEach((item, at) => {
        select(item).value = at + 1;
        item.querySelector("[data-move=up]").setAttribute("aria-disabled", at === 0);
        item.querySelector("[data-move=down]").setAttribute("aria-disabled", at === all.length - 1);
      });
    };
    const say = (item) => {
      const place = { item: item.dataset.sortItem, place: items().indexOf(item) + 1, total: items().length };
      status.textContent = list.dataset.said.replace(/{(\w+)}/g, (_, name) => place[name]);
    };
    // The neighbour goes round the item, so that the item keeps focus and pointer.
    const move = (item, up) => {
      const neighbour = up ? item.previousElementSibling : item.nextElementSibling;
      if (!neighbour) return false;
      if (up) item.after(neighbour);
      else item.before(neighbour);
      number();
      return true;
    };

    // What was answered before stands in the selects.
    const given = items().sort((one, other) => (select(one).value || 99) - (select(other).value || 99));
    list.append(...given);
    number();
    for (const hidden of list.querySelectorAll("[hidden]")) hidden.hidden = false;
    for (const item of items()) select(item).hidden = true;

    list.addEventListener("click", (event) => {
      const button = event.target.closest("[data-move]");
      if (!button) return;
      const item = button.closest("li");
      if (move(item, button.dataset.move === "up")) say(item);
    });
    list.addEventListener("pointerdown", (event) => {
      const grip = event.target.closest("[data-sort-grip]");
      if (!grip || event.button) return;
      event.preventDefault();
      const item = grip.closest("li");
      const drag = ({ clientY }) => {
        const { top, bottom } = item.getBoundingClientRect();
        if (clientY < top) move(item, true);
        else if (clientY > bottom) move(item, false);
      };
      const drop = () => {
        grip.removeEventListener("pointermove", drag);
        item.classList.remove("held");
        say(item);
      };
      grip.setPointerCapture(event.pointerId);
      item.classList.add("held");
      grip.addEventListener("pointermove", drag);
      grip.addEventListener("lostpointercapture", drop, { once: true });
    });
  }
};

// How long is left of a quiz; it is the server's clock that counts.
const showTimeLeft = () => {
  for (const clock of document.querySelectorAll("[data-left]")) {
    // The phone's own clock may be wrong: it only measures how long the page has been open.
    clock.dataset.end ??= performance.now() + clock.dataset.seconds * 1000;
    const left = Math.max(0, Math.round((clock.dataset.end - performance.now()) / 1000));
    const seconds = String(left % 60).padStart(2, "0");
    clock.textContent = clock.dataset.left.replace("{time}", `${Math.floor(left / 60)}.${seconds}`);
  }
};

const ready = () => {
  readySorts();
  showTimeLeft();
};
ready();
setInterval(showTimeLeft, 1000);
