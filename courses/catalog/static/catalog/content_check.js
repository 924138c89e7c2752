// Asks what is to be mended in the lesson as it stands in the form, whenever it has changed.
(() => {
  const PAUSE = 700;

  const start = () => {
    const panel = document.querySelector("[data-content-check]");
    const form = document.querySelector("[data-edit-form]");
    if (!panel || !form) return;
    const summary = panel.querySelector("[data-content-check-summary]");
    const failed = panel.querySelector("[data-content-check-failed]");
    const list = panel.querySelector("[data-content-check-list]");
    const counter = document.querySelector(
      '[data-side-panel-toggle="content-check"] [data-side-panel-toggle-counter]',
    );
    let waiting;
    let asking;

    const show = ({ count, summary: sentence, html }) => {
      panel.classList.toggle("content-check-clean", count === 0);
      // Read aloud only when it says something new.
      if (summary.textContent !== sentence) summary.textContent = sentence;
      list.innerHTML = html;
      if (counter) {
        counter.textContent = count;
        counter.hidden = count === 0;
      }
    };

    const check = async () => {
      asking?.abort();
      asking = new AbortController();
      try {
        const response = await fetch(panel.dataset.url, {
          method: "POST",
          body: new FormData(form),
          signal: asking.signal,
        });
        if (!response.ok) throw new Error(response.statusText);
        show(await response.json());
        failed.hidden = true;
      } catch (error) {
        if (error.name !== "AbortError") failed.hidden = false;
      }
    };

    const checkSoon = () => {
      clearTimeout(waiting);
      waiting = setTimeout(check, PAUSE);
    };

    // Wagtail's own word for "the form has changed", and for "it is saved".
    document.addEventListener("w-unsaved:add", checkSoon);
    document.addEventListener("w-unsaved:clear", checkSoon);
    check();
  };

  // By then all fields stand in the form.
  if (document.readyState === "complete") start();
  else window.addEventListener("load", start);
})();
